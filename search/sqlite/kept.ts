/** Things that are made once and used again, as many as there is room for: what was not asked for the longest goes. */

interface Sized {
  readonly bytes: number;
}

export class Kept<Thing extends Sized> {
  /** By key, the one that was asked for last at the end. */
  readonly #things = new Map<string, Thing>();
  readonly #most: number;
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(most: number, mostBytes: number) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  of(key: string, make: () => Thing): Thing {
    const known = this.#things.get(key);
    if (known !== undefined) {
      this.#things.delete(key);
      this.#things.set(key, known);
      return known;
    }
    const made = make();
    if (made.bytes > this.#mostBytes) return made;
    this.#bytes += made.bytes;
    for (const [oldest, { bytes }] of this.#things) {
      if (this.#things.size < this.#most && this.#bytes <= this.#mostBytes) break;
      this.#things.delete(oldest);
      this.#bytes -= bytes;
    }
    this.#things.set(key, made);
    return made;
  }

  clear(): void {
    this.#things.clear();
    this.#bytes = 0;
  }
}
