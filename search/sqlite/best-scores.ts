/**
 * The best documents of a question by their scores, read once for a state of the index: `bm25` has to look at every document
 * that has a common word, and people come back to the same question for its next page, or from a document.
 */
import type { Row } from './statements.ts';
import { numberIn } from './statements.ts';

/** So many are kept of a question: fifty pages. */
export const mostBest = 1_000;

export class BestScores {
  readonly #docs: Uint32Array;
  readonly #keys: Float64Array;
  /** Others come behind the last. */
  readonly #isCut: boolean;

  /** Rows with doc and sort_key, smallest first, `mostBest` at most. */
  constructor(rows: readonly Row[]) {
    this.#docs = Uint32Array.from(rows, (row) => numberIn(row, 'doc'));
    this.#keys = Float64Array.from(rows, (row) => numberIn(row, 'sort_key'));
    this.#isCut = rows.length >= mostBest;
  }

  get bytes(): number {
    return this.#docs.byteLength + this.#keys.byteLength;
  }

  /** The next rows with a key of at least `from`, `most` of them; undefined where that is beyond what is kept. */
  next(from: number, most: number): Row[] | undefined {
    const start = this.#keys.findIndex((key) => key >= from);
    const first = start < 0 ? this.#keys.length : start;
    if (this.#isCut && first + most > this.#keys.length) return undefined;
    return Array.from(this.#docs.subarray(first, first + most), (doc, at) => ({
      doc,
      sort_key: this.#keys[first + at] ?? 0,
    }));
  }
}
