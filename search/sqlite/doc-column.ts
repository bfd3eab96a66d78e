/**
 * What a facet counts of each document, read once for a state of the index, so that counting walks over numbers and not
 * over rows: one value, and the others of the documents that have several.
 */
import type { DocSet } from './doc-set.ts';

/** Gives each value of each document, a document's one after the other or a value's one after the other. */
export type ValueRows = (take: (value: number, doc: number) => void) => void;

/** What a value takes in a list and a map, about. */
const bytesOfValue = 64;
/**
 * Further values that a column keeps, 32 MB: evidence in which each document names a hundred organisations would take more
 * than a gigabyte of a reader.
 */
const mostFurther = 2_000_000;

export class DocColumn {
  /** By document: 0 for none, else one more than where its value stands among `#values`. */
  readonly #first: Uint32Array;
  readonly #values: number[] = [];
  readonly #numbers = new Map<number, number>();
  /** Documents with further values, and these as in `#first`. */
  readonly #furtherDocs: number[] = [];
  readonly #further: number[] = [];
  readonly #limit: number;
  #isWhole = true;

  private constructor(most: number, limit: number) {
    this.#first = new Uint32Array(most + 1);
    this.#limit = limit;
  }

  /** `most`: the largest number of a document. A value may come for a document more than once, and counts once. */
  static from(most: number, rows: ValueRows, limit = mostFurther): DocColumn {
    const column = new DocColumn(most, limit);
    rows((value, doc) => {
      if (column.#isWhole) column.#add(value, doc);
    });
    return column.#isWhole ? column : DocColumn.#notWhole();
  }

  /** Stands for one that has too many values to be kept, so that this is found out once. */
  static #notWhole(): DocColumn {
    const column = new DocColumn(0, 0);
    column.#isWhole = false;
    return column;
  }

  /** Whether it can be counted from: not where documents have more further values than are kept. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get bytes(): number {
    return this.#first.byteLength + 16 * this.#further.length + bytesOfValue * this.#values.length;
  }

  /** How many documents of a set, or of all, have each value that any has. */
  counts(set: DocSet | undefined): Map<number, number> {
    const counts = new Uint32Array(this.#values.length + 1);
    const first = this.#first;
    if (set === undefined) for (const number of first) counts[number] = (counts[number] ?? 0) + 1;
    else
      set.each((doc) => {
        const number = first[doc] ?? 0;
        counts[number] = (counts[number] ?? 0) + 1;
      });
    for (const [at, number] of this.#further.entries())
      if (set?.has(this.#furtherDocs[at] ?? 0) !== false) counts[number] = (counts[number] ?? 0) + 1;
    const found = new Map<number, number>();
    for (const [at, value] of this.#values.entries()) {
      const count = counts[at + 1] ?? 0;
      if (count > 0) found.set(value, count);
    }
    return found;
  }

  #add(value: number, doc: number): void {
    const number = this.#numberOf(value);
    const known = this.#first[doc] ?? 0;
    if (known === 0) this.#first[doc] = number;
    else if (known !== number && !this.#hasFurther(doc, number)) {
      if (this.#further.length === this.#limit) {
        this.#isWhole = false;
        return;
      }
      this.#furtherDocs.push(doc);
      this.#further.push(number);
    }
  }

  #numberOf(value: number): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.#values.push(value);
    this.#numbers.set(value, number);
    return number;
  }

  /** Those of one document stand together. */
  #hasFurther(doc: number, number: number): boolean {
    for (let at = this.#further.length - 1; at >= 0 && this.#furtherDocs[at] === doc; at--)
      if (this.#further[at] === number) return true;
    return false;
  }
}
