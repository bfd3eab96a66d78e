/** A set of documents by their row numbers, one bit each. A set that others were given is not added to any more. */

/** Bits that are set in a word of 32. */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const comma = 44;
const zero = 48;

export class DocSet {
  readonly #words: Uint32Array;
  #count: number | undefined;

  private constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** An empty one for numbers up to `most`. */
  static upTo(most: number): DocSet {
    return new DocSet(new Uint32Array((most >>> 5) + 1));
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  get count(): number {
    if (this.#count !== undefined) return this.#count;
    let count = 0;
    for (const word of this.#words) count += bitsIn(word);
    return (this.#count = count);
  }

  add(doc: number): void {
    const at = doc >>> 5;
    this.#words[at] = (this.#words[at] ?? 0) | (1 << (doc & 31));
  }

  /** The numbers in decimal, with a comma between: so they leave SQLite many times faster than as rows. */
  addListed(list: string): void {
    let doc = 0;
    for (let at = 0; at < list.length; at++) {
      const unit = list.charCodeAt(at);
      if (unit !== comma) doc = doc * 10 + unit - zero;
      else {
        this.add(doc);
        doc = 0;
      }
    }
    this.add(doc);
  }

  has(doc: number): boolean {
    return (((this.#words[doc >>> 5] ?? 0) >>> (doc & 31)) & 1) === 1;
  }

  and(other: DocSet): DocSet {
    return this.#with(other, (a, b) => a & b);
  }

  or(other: DocSet): DocSet {
    return this.#with(other, (a, b) => a | b);
  }

  without(other: DocSet): DocSet {
    return this.#with(other, (a, b) => a & ~b);
  }

  /** Those of which `holds` says so. */
  filter(holds: (doc: number) => boolean): DocSet {
    const found = new DocSet(new Uint32Array(this.#words.length));
    for (const doc of this.docs()) if (holds(doc)) found.add(doc);
    return found;
  }

  /** In order; a tenth of the time that `docs` takes. */
  each(take: (doc: number) => void): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at++)
      for (let left = words[at] ?? 0; left !== 0; left = (left & (left - 1)) >>> 0)
        take(at * 32 + 31 - Math.clz32(left & -left));
  }

  /** In order. */
  *docs(): Generator<number> {
    for (const [at, word] of this.#words.entries()) {
      for (let left = word; left !== 0; left = (left & (left - 1)) >>> 0)
        yield at * 32 + 31 - Math.clz32(left & -left);
    }
  }

  #with(other: DocSet, join: (a: number, b: number) => number): DocSet {
    const theirs = other.#words;
    return new DocSet(this.#words.map((word, at) => join(word, theirs[at] ?? 0)));
  }
}
