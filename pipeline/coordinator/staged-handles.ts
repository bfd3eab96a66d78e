/**
 * Handles under which texts wait in the index for their end. One that nobody ends leaves its handle taken: the same text,
 * sent anew by another parser, would be added to what the first one said, which may have been a lie.
 */

const contentOf = (handle: string): string => handle.slice(0, handle.indexOf(':'));

export class StagedHandles {
  /** Of parsers, by content: begun and not ended. */
  readonly #open = new Map<string, Set<string>>();
  /** How many times texts of a content were given up; few are. */
  readonly #givenUp = new Map<string, number>();

  /** The handle in the index for a piece of the text that a parser sends under `handle`. */
  begin(handle: string): string {
    const sha256 = contentOf(handle);
    const open = this.#open.get(sha256);
    if (open) open.add(handle);
    else this.#open.set(sha256, new Set([handle]));
    return this.#inIndex(handle, sha256);
  }

  /** The handle in the index for the end of the text. */
  end(handle: string): string {
    const sha256 = contentOf(handle);
    const open = this.#open.get(sha256);
    open?.delete(handle);
    if (open?.size === 0) this.#open.delete(sha256);
    return this.#inIndex(handle, sha256);
  }

  /** Texts of the content that have not ended never will. */
  abandon(sha256: string): void {
    if (this.#open.delete(sha256)) this.#givenUp.set(sha256, (this.#givenUp.get(sha256) ?? 0) + 1);
  }

  #inIndex(handle: string, sha256: string): string {
    const times = this.#givenUp.get(sha256);
    return times === undefined ? handle : `${handle}:${times}`;
  }
}
