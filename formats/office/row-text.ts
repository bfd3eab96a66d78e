/** Writes the cells of a sheet row by row into one text, each with its anchor. */
import type { Sink } from '../contract.ts';
import type { TextKind } from '../../schemas/anchor.ts';
import type { Mark } from './text-flow.ts';

const maxSheetNameUnits = 500;
/** Excel's last column is XFD; more letters are no column. */
const maxColumnLetters = 3;

/** The column of a cell's reference (`AB12` is 28), from 1; undefined where it says none. */
export function columnOf(reference: string | undefined): number | undefined {
  if (reference === undefined) return undefined;
  let column = 0;
  for (let at = 0; at <= maxColumnLetters; at += 1) {
    const letter = (reference.charCodeAt(at) | 32) - 96;
    if (!(letter >= 1 && letter <= 26)) return column === 0 ? undefined : column;
    column = column * 26 + letter;
  }
  return undefined;
}

/** Anchors the cells of one sheet. */
export class CellAnchors {
  readonly #sink: Sink;
  readonly #kind: TextKind;
  readonly #place: { readonly sheet?: string };

  constructor(sink: Sink, sheet: string, kind: TextKind = 'body') {
    this.#sink = sink;
    this.#kind = kind;
    this.#place = sheet === '' ? {} : { sheet: sheet.slice(0, maxSheetNameUnits) };
  }

  /** What comes next stands in that cell; without a column, somewhere in that row. */
  startCell(row: number, column: number | undefined, mark?: Mark): void {
    // A damaged sheet has cells outside of rows.
    const cell = row > 0 ? { row, column } : {};
    this.#sink.anchor({ ...this.#place, ...cell, ...mark }, this.#kind);
  }
}

/** Cells stand apart by a tab, rows by a line feed; what is empty is left out. */
export class RowText {
  readonly #sink: Sink;
  readonly #kind: TextKind;
  readonly #anchors: CellAnchors;
  #row = 0;
  #started = false;

  constructor(sink: Sink, kind: TextKind, sheet: string) {
    this.#sink = sink;
    this.#kind = kind;
    this.#anchors = new CellAnchors(sink, sheet, kind);
  }

  startRow(row: number): void {
    this.#row = row;
    this.#started = false;
  }

  /** What is pushed next into the same text stands in that cell. */
  startCell(column: number, mark: Mark | undefined): void {
    this.#anchors.startCell(this.#row, column > 0 ? column : undefined, mark);
  }

  /** `column` where the text begins a cell; without it, it goes on. */
  write(text: string, mark: Mark | undefined, column: number | undefined): void {
    if (column !== undefined) {
      if (this.#started) this.#sink.text('\t', this.#kind);
      this.startCell(column, mark);
    }
    this.#started = true;
    this.#sink.text(text, this.#kind);
  }

  endRow(): void {
    if (this.#started) this.#sink.text('\n', this.#kind);
    this.#started = false;
  }
}
