/** Document and family of places, read once for a state of the index, so that going from one to the other reads no rows. */

/** What a place takes in the list. */
export const bytesOfPlace = 8;

export class PlaceList {
  readonly #docs: Uint32Array;
  readonly #families: Uint32Array;
  #count = 0;

  /** `most`: places at most. */
  constructor(most: number) {
    this.#docs = new Uint32Array(most);
    this.#families = new Uint32Array(most);
  }

  add(doc: number, family: number): void {
    this.#docs[this.#count] = doc;
    this.#families[this.#count] = family;
    this.#count += 1;
  }

  get bytes(): number {
    return this.#docs.byteLength + this.#families.byteLength;
  }

  each(visitor: (doc: number, family: number) => void): void {
    for (let at = 0; at < this.#count; at++) visitor(this.#docs[at] ?? 0, this.#families[at] ?? 0);
  }
}
