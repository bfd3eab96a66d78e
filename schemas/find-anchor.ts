/** Finds where in its document an offset of a text lies: the anchor that holds there, with the very line, row or cell. */
import type { Anchor } from './anchor.ts';
import { StartReader } from './anchor-starts.ts';

/** Answers for many offsets of one text; quickest where they come in their order. */
export class AnchorFinder {
  readonly #anchors: readonly Anchor[];
  #number = -1;
  #reader: StartReader | undefined;
  #last = 0;

  constructor(anchors: readonly Anchor[]) {
    this.#anchors = anchors;
  }

  /** Undefined before the first anchor. `at` of what it gives is where the line, row or cell begins. */
  at(offset: number): Anchor | undefined {
    const number = this.#numberAt(offset);
    const anchor = this.#anchors[number];
    if (anchor?.starts === undefined) return anchor;
    if (number !== this.#number || offset < this.#last || !this.#reader)
      this.#reader = new StartReader(anchor);
    this.#number = number;
    this.#last = offset;
    const { starts: _, ...place } = anchor;
    const start = this.#reader.at(offset);
    const numbered = anchor.line === undefined ? { row: start.number } : { line: start.number };
    return { ...place, at: start.at, ...numbered, column: start.column, exact: true };
  }

  #numberAt(offset: number): number {
    let low = 0;
    let high = this.#anchors.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#anchors[middle]?.at ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The same for one offset. */
export const findAnchor = (anchors: readonly Anchor[], offset: number): Anchor | undefined =>
  new AnchorFinder(anchors).at(offset);
