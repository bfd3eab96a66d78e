/** Packs the anchors of one text: one record where page, sheet or part change, the lines, rows and cells in its starts. */
import { isDeepStrictEqual } from 'node:util';
import { type Anchor, type AnchorPlace, maxStartsUnits } from '../../schemas/anchor.ts';
import { type Start, writeNumber } from '../../schemas/anchor-starts.ts';
import { CoarseAnchors } from './coarse-anchors.ts';

/**
 * Bytes that the exact anchors of all texts of a document may take in its outcome, which must fit into a frame: those
 * of some 12 million rows. Stops a workbook of 49,000 sheets with names of 500 units. What lies behind is cited by "from".
 */
export const maxAnchorBytes = 24 * 1024 * 1024;
/** Records of one text. Stops a document of empty pages. */
const maxAnchors = 50_000;
/** Four numbers of up to 14 characters: the longest start. */
const maxStartUnits = 56;

/** What the texts of a document may still take, in bytes. */
export interface AnchorAllowance {
  bytes: number;
}

const numberOf = ({ line, row }: AnchorPlace): number | undefined => line ?? row;
const isNumbered = (place: AnchorPlace): boolean => place.from === undefined && numberOf(place) !== undefined;

/** Whether two places differ in the values of line, row and column alone. */
const areAlike = (one: AnchorPlace, other: AnchorPlace): boolean =>
  isNumbered(one) &&
  isNumbered(other) &&
  one.page === other.page &&
  one.slide === other.slide &&
  one.sheet === other.sheet &&
  one.part === other.part &&
  one.mark === other.mark &&
  one.author === other.author &&
  one.changed === other.changed &&
  (one.line === undefined) === (other.line === undefined) &&
  (one.row === undefined) === (other.row === undefined) &&
  (one.column === undefined) === (other.column === undefined);

const withNumbers = (place: AnchorPlace, { number, column }: Start): AnchorPlace => ({
  ...place,
  ...(place.line === undefined ? { row: number } : { line: number }),
  ...(column === undefined ? {} : { column }),
});

export class AnchorPacker {
  readonly #allowance: AnchorAllowance;
  readonly #anchors: Anchor[] = [];
  readonly #starts = Buffer.allocUnsafe(maxStartsUnits);
  #startsEnd = 0;
  #place: AnchorPlace | undefined;
  /** The anchor that the starts belong to. */
  #open: Anchor | undefined;
  #last: Start | undefined;
  /** A start behind which no text has come yet: another at the same offset takes its place. */
  #pending: Start | undefined;
  #coarse: CoarseAnchors | undefined;

  constructor(allowance: AnchorAllowance) {
    this.#allowance = allowance;
  }

  /** What is pushed from offset `at` on lies there. */
  add(place: AnchorPlace, at: number): void {
    if (this.#coarse) return this.#coarse.add(place, at);
    const before = this.#place;
    this.#place = place;
    if (before && !isNumbered(place) && isDeepStrictEqual(before, place)) return;
    if (before && areAlike(before, place))
      this.#start({ at, number: numberOf(place) ?? 1, column: place.column });
    else this.#begin(place, at);
  }

  /** Text that is appended at offset `at`. */
  text(text: string, at: number): void {
    if (this.#coarse) return this.#coarse.text(text, at);
    if (this.#place?.perLine !== true) return;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      const number = (this.#pending ?? this.#last)?.number ?? 0;
      this.#start({ at: at + end + 1, number: number + 1, column: undefined });
      // The allowance ended in the middle: what took over counts the rest.
      const coarse = this.#coarse as CoarseAnchors | undefined;
      if (coarse) return coarse.text(text.slice(end + 1), at + end + 1);
    }
  }

  /** All of them; `units` is the length of the text. */
  end(units: number): Anchor[] {
    if (this.#pending && this.#pending.at < units) this.#write(this.#pending);
    this.#close();
    return [...this.#anchors, ...(this.#coarse?.anchors ?? [])].filter(({ at }) => at < units);
  }

  #start(start: Start): void {
    const before = this.#pending ?? this.#last;
    if (before?.number === start.number && before.column === start.column) return;
    if (this.#pending && this.#pending.at < start.at) this.#write(this.#pending);
    if (this.#coarse) return this.#coarse.add(withNumbers(this.#place ?? {}, start), start.at);
    this.#pending = undefined;
    // A row that comes behind a later one cannot be told by how much further it is.
    if (start.at === this.#last?.at || start.number < (this.#last?.number ?? 0))
      this.#begin(withNumbers(this.#place ?? {}, start), start.at);
    else this.#pending = start;
  }

  #write(start: Start): void {
    const last = this.#last;
    if (!last || this.#startsEnd + maxStartUnits > maxStartsUnits)
      return this.#begin(withNumbers(this.#place ?? {}, start), start.at);
    const from = this.#startsEnd;
    const isNext =
      start.column === undefined
        ? start.number === last.number + 1
        : start.number === last.number && start.column === (last.column ?? 0) + 1;
    if (!isNext) {
      this.#number(0);
      this.#number(start.number - last.number);
      if (start.column !== undefined) this.#number(start.column);
    }
    this.#number(start.at - last.at);
    this.#last = start;
    this.#charge(this.#startsEnd - from, start);
  }

  #number(number: number): void {
    this.#startsEnd = writeNumber(this.#starts, this.#startsEnd, number);
  }

  #begin(place: AnchorPlace, at: number): void {
    if (this.#pending && this.#pending.at < at) {
      const pending = this.#pending;
      this.#pending = undefined;
      this.#write(pending);
      if (this.#coarse) return this.#coarse.add(place, at);
    }
    this.#pending = undefined;
    this.#close();
    const { perLine: _, ...named } = place;
    // Nothing lies behind the one before.
    if (this.#anchors.at(-1)?.at === at) this.#anchors.pop();
    const anchor: Anchor = { ...named, at };
    if (isNumbered(place)) {
      this.#open = anchor;
      this.#last = { at, number: numberOf(place) ?? 1, column: place.column };
    } else this.#anchors.push(anchor);
    this.#charge(Buffer.byteLength(JSON.stringify(anchor)) + 16, {
      at,
      number: numberOf(place) ?? 1,
      column: undefined,
    });
  }

  #close(): void {
    if (this.#open)
      this.#anchors.push({ ...this.#open, starts: this.#starts.toString('latin1', 0, this.#startsEnd) });
    this.#open = undefined;
    this.#last = undefined;
    this.#startsEnd = 0;
  }

  /** Where the allowance ends, what begins at `start` and all behind it is kept coarsely. */
  #charge(bytes: number, start: Start): void {
    this.#allowance.bytes -= bytes;
    if (this.#allowance.bytes >= 0 && this.#anchors.length < maxAnchors) return;
    const place = this.#place ?? {};
    this.#close();
    this.#coarse = new CoarseAnchors();
    this.#coarse.add(isNumbered(place) ? withNumbers(place, start) : place, start.at);
    while (this.#anchors.at(-1)?.at === start.at) this.#anchors.pop();
  }
}
