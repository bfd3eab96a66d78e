/** Places the cells of OpenDocument tables: separators, anchors, and repeated cells and rows within a bound. */
import type { Sink } from '../contract.ts';
import { CellAnchors } from './row-text.ts';
import type { Mark, TextFlow } from './text-flow.ts';

/** One attribute may repeat a cell or row a billion times; so often and so much is written out in all. */
const maxRepeats = 100;
const maxRepeatedUnits = 1024 * 1024;
/** What of one cell or row is remembered to be repeated. */
const maxHeldUnits = 32 * 1024;

interface Row {
  repeats: number;
  started: boolean;
  cellStarted: boolean;
  cellRepeats: number;
  /** Of the cell that is read, from 1. */
  column: number;
  pendingBreak: boolean;
  cell: string;
  text: string;
  inCell: boolean;
}

const repeatsOf = (value: string | undefined): number => {
  const repeats = Number(value ?? 1);
  return Number.isSafeInteger(repeats) && repeats > 0 ? repeats : 1;
};

export class OdfCells {
  readonly #sink: Sink;
  readonly #rows: Row[] = [];
  #anchors: CellAnchors | undefined;
  #row = 1;
  #repeatedUnits = 0;
  #warned = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get inCell(): boolean {
    return this.#rows.at(-1)?.inCell === true;
  }

  /** Whether something of the open cell was written. */
  get hasWritten(): boolean {
    return this.#rows.at(-1)?.cellStarted === true;
  }

  /** The open cell. */
  get cell(): { readonly row: number; readonly column: number } {
    return { row: this.#row, column: this.#rows.at(-1)?.column ?? 1 };
  }

  startSheet(name: string): void {
    this.#row = 1;
    this.#anchors = new CellAnchors(this.#sink, name);
    this.#sink.anchor(name === '' ? { row: 1 } : { sheet: name.slice(0, 500) });
  }

  startRow(repeated: string | undefined): void {
    this.#rows.push({
      repeats: repeatsOf(repeated),
      started: false,
      cellStarted: false,
      cellRepeats: 1,
      column: 0,
      pendingBreak: false,
      cell: '',
      text: '',
      inCell: false,
    });
  }

  startCell(repeated: string | undefined): void {
    const row = this.#rows.at(-1);
    if (!row) return;
    row.column += row.column === 0 ? 1 : row.cellRepeats;
    row.cellRepeats = repeatsOf(repeated);
    row.cellStarted = false;
    row.pendingBreak = false;
    row.cell = '';
    row.inCell = true;
  }

  endParagraph(): void {
    const row = this.#rows.at(-1);
    if (row) row.pendingBreak = true;
  }

  write(flow: TextFlow, text: string, mark?: Mark): void {
    const row = this.#rows.at(-1);
    if (!row || text === '') return;
    if (!row.cellStarted) {
      if (row.started) this.#emit(flow, row, '\t');
      if (this.#rows.length === 1) this.#anchors?.startCell(this.#row, row.column, mark);
    } else if (row.pendingBreak) this.#emit(flow, row, '\n');
    row.pendingBreak = false;
    row.started = true;
    row.cellStarted = true;
    this.#emit(flow, row, text);
    if (row.cellRepeats > 1 && row.cell.length < maxHeldUnits) row.cell += text;
  }

  #emit(flow: TextFlow, row: Row, text: string): void {
    flow.write(text);
    if (row.repeats > 1 && row.text.length < maxHeldUnits) row.text += text;
  }

  /** How often more something may be written out; says once that the rest is not. */
  #allowed(repeats: number, units: number): number {
    const wanted = repeats - 1;
    const room = Math.floor((maxRepeatedUnits - this.#repeatedUnits) / Math.max(units, 1));
    const allowed = Math.max(0, Math.min(wanted, maxRepeats - 1, room));
    this.#repeatedUnits += allowed * units;
    if (allowed < wanted && !this.#warned) {
      this.#warned = true;
      this.#sink.warn('partial-read', `repeated cells or rows are written out ${maxRepeats} times at most`);
    }
    return allowed;
  }

  endCell(flow: TextFlow): void {
    const row = this.#rows.at(-1);
    if (!row) return;
    if (row.cellStarted && row.cellRepeats > 1) {
      const allowed = this.#allowed(row.cellRepeats, row.cell.length + 1);
      for (let index = 0; index < allowed; index += 1) {
        this.#emit(flow, row, '\t');
        if (this.#rows.length === 1) this.#anchors?.startCell(this.#row, row.column + index + 1);
        this.#emit(flow, row, row.cell);
      }
    }
    row.inCell = false;
  }

  endRow(flow: TextFlow): void {
    const row = this.#rows.pop();
    if (!row) return;
    if (this.#rows.length === 0) this.#row += row.repeats;
    if (!row.started) return;
    const outer = this.#rows.at(-1);
    // A table in a cell is part of that cell's row.
    if (outer?.inCell) {
      outer.started = outer.cellStarted = outer.pendingBreak = true;
      return;
    }
    flow.write('\n');
    if (row.repeats === 1) return;
    const copy = `${row.text}\n`;
    const allowed = this.#allowed(row.repeats, copy.length);
    for (let index = 0; index < allowed; index += 1) {
      if (!outer) this.#anchors?.startCell(this.#row - row.repeats + index + 1, undefined);
      flow.write(copy);
    }
  }
}
