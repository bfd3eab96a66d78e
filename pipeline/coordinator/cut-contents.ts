/**
 * Contents that were cut for what else lies in the file that their parser was in, as far as the ledger does not tell it:
 * another file may have room for all of one, and neither the order of files nor who was first may show.
 */
export class CutContents {
  /** Asked about for another file while a parser had them. */
  readonly #asked = new Set<string>();
  readonly #givenBack = new Set<string>();
  /** Ended and nothing since; whether the ledger has the outcome. */
  readonly #ended = new Map<string, 'waiting' | 'kept'>();
  /** Those that another parser took up while the outcome waited for the ledger. */
  readonly #takenUp = new Set<string>();

  /** Another file holds it too. */
  ask(sha256: string): void {
    this.#asked.add(sha256);
  }

  /** It ended; true where it is given back, since another file holds it too. */
  end(sha256: string): boolean {
    if (this.#asked.delete(sha256) && !this.#givenBack.has(sha256)) {
      this.#givenBack.add(sha256);
      return true;
    }
    this.#ended.set(sha256, 'waiting');
    return false;
  }

  wasGivenBack(sha256: string): boolean {
    return this.#givenBack.has(sha256);
  }

  /** It ended whole. */
  forget(sha256: string): void {
    this.#asked.delete(sha256);
    this.#ended.delete(sha256);
  }

  /** Whether it ended, so that whoever asks now is to parse it. */
  takeUp(sha256: string): boolean {
    const ended = this.#ended.get(sha256);
    this.#ended.delete(sha256);
    if (ended === 'waiting') this.#takenUp.add(sha256);
    return ended !== undefined;
  }

  /** An outcome is in the ledger; whether another parser has taken the content up since that ended. */
  wasTakenUp(sha256: string): boolean {
    if (this.#takenUp.delete(sha256)) return true;
    if (this.#ended.has(sha256)) this.#ended.set(sha256, 'kept');
    return false;
  }
}
