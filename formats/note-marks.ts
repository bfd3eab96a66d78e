/** Tells the number of a note or the mark of a trade name, which stands raised beside a word (`mill¹²`), from a number that belongs to one (`km²`). */

/** Numbers of notes, several at one place (`1,2`, `3–5`), and the marks of a trade name. */
const mark = /^\s?(?:\d{1,4}(?:\s?[,;–-]\s?\d{1,4}){0,20}|TM|SM)\s?$/;

/** Whether a text that stands raised is no part of the word before it. */
export const isNoteMark = (text: string): boolean => mark.test(text);

/** Follows a text in its pieces. */
export class NoteMarks {
  /** The last units of what was written. */
  #last = '';
  #isBehindMark = false;

  /** Whether a blank belongs before the piece that is written next, so that number and word stay two. */
  parts(text: string, isRaised: boolean): boolean {
    const isMark = isRaised && isNoteMark(text);
    const isParted = isMark
      ? /^\p{L}{3}$/u.test(this.#last)
      : this.#isBehindMark && !isRaised && /^\p{L}{3}/u.test(text);
    this.#last = (this.#last + text.slice(-3)).slice(-3);
    this.#isBehindMark = isMark;
    return isParted;
  }
}
