/** Tells the number of a note, which stands raised beside a word (`mill¹²`), from a number that belongs to one (`km²`). */

/** Follows a text in its pieces. */
export class NoteMarks {
  /** The last units of what was written. */
  #last = '';
  #isBehindMark = false;

  /** Whether a blank belongs before the piece that is written next, so that number and word stay two. */
  parts(text: string, isRaised: boolean): boolean {
    const isMark = isRaised && /^\d{1,4}$/.test(text);
    const isParted = isMark
      ? /^\p{L}{3}$/u.test(this.#last)
      : this.#isBehindMark && !isRaised && /^\p{L}{3}/u.test(text);
    this.#last = (this.#last + text.slice(-3)).slice(-3);
    this.#isBehindMark = isMark;
    return isParted;
  }
}
