/** Writes the cells of a sheet row by row into one text, with anchors few enough for sheets of a million rows. */
import type { Sink } from '../contract.ts';
import type { TextKind } from '../../schemas/anchor.ts';
import type { Mark } from './text-flow.ts';

/** An anchor at most every so many rows and so many units, whichever comes later. */
const anchorRows = 50;
const anchorUnits = 4096;
const maxSheetNameUnits = 500;

/** Places anchors of sheet and row, and where a mark begins or ends. */
export class RowAnchors {
  readonly #sink: Sink;
  readonly #kind: TextKind;
  readonly sheet: string;
  #row = 0;
  #units = 0;
  #started = false;
  #mark: Mark | undefined;

  constructor(sink: Sink, sheet: string, kind: TextKind = 'body') {
    this.#sink = sink;
    this.#kind = kind;
    this.sheet = sheet.slice(0, maxSheetNameUnits);
  }

  wrote(units: number): void {
    this.#units += units;
  }

  startRow(row: number, mark?: Mark): void {
    const isFar = row - this.#row >= anchorRows && this.#units >= anchorUnits;
    if (this.#started && !isFar && mark?.mark === this.#mark?.mark) return;
    this.#started = true;
    this.#row = row;
    this.#units = 0;
    this.#mark = mark;
    this.#sink.anchor({ ...(this.sheet === '' ? {} : { sheet: this.sheet }), row, ...mark }, this.#kind);
  }
}

/** Cells stand apart by a tab, rows by a line feed; what is empty is left out. */
export class RowText {
  readonly #sink: Sink;
  readonly #kind: TextKind;
  readonly #anchors: RowAnchors;
  #row = 0;
  #started = false;

  constructor(sink: Sink, kind: TextKind, sheet: string) {
    this.#sink = sink;
    this.#kind = kind;
    this.#anchors = new RowAnchors(sink, sheet, kind);
  }

  startRow(row: number): void {
    this.#row = row;
    this.#started = false;
  }

  write(text: string, mark: Mark | undefined, isNewCell: boolean): void {
    const separated = this.#started && isNewCell ? `\t${text}` : text;
    this.#anchors.startRow(this.#row, mark);
    this.#started = true;
    this.#anchors.wrote(separated.length);
    this.#sink.text(separated, this.#kind);
  }

  endRow(): void {
    if (this.#started) this.#sink.text('\n', this.#kind);
    this.#started = false;
  }
}
