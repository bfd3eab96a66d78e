/**
 * Follows the column of a table whose heading says that somebody was born then, row by row and over blocks of the text: a
 * voter list has its heading once, and a date in each of a million rows.
 */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { dateAround } from './dates.ts';

const delimiters = /[,;\t|]/u;
/** Units of a heading cell: a sentence with a comma in it is no heading. */
const maxHeadingUnits = 48;
/** Units of a line that may be a heading or a row. Stops the line of a gigabyte. */
const maxLineUnits = 1_000;
/**
 * Cells that hold something else (`unknown`) before the first date, and behind it where there were fewer dates than that.
 * Stops a text of nothing but headings.
 */
const maxLeadingCells = 20;
const maxOtherCells = 3;
/** Rows of another number of cells one after the other: behind them the table is over. */
const maxOtherRows = 20;

interface Column {
  /** Where its heading begins, and its first row, in the whole text. */
  readonly heading: number;
  readonly rows: number;
  /** Undefined for a table of one column. */
  readonly delimiter: string | undefined;
  readonly at: number;
  readonly cells: number;
}

interface Cell {
  readonly start: number;
  readonly end: number;
}

/** The cells of a line as offsets in it; a delimiter in quotes is none. */
function cellsOf(line: string, delimiter: string | undefined): Cell[] {
  if (delimiter === undefined) return [{ start: 0, end: line.length }];
  const cells: Cell[] = [];
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < line.length; at += 1) {
    const unit = line[at];
    if (unit === '"') isQuoted = !isQuoted;
    else if (unit === delimiter && !isQuoted) {
      cells.push({ start, end: at });
      start = at + 1;
    }
  }
  cells.push({ start, end: line.length });
  return cells;
}

export class BirthColumn {
  /** Offset in the whole text of the text that is given now. */
  base = 0;
  /** Whether nothing follows that text. */
  isEnd = true;
  #column: Column | undefined;
  /** Of the row that is read next, in the whole text. */
  #next = 0;
  /** Opened, in their order; those before `#turned` have been come to. */
  #ahead: Column[] = [];
  #turned = 0;
  /** The last heading that was taken. */
  #heading = -1;
  #dates = 0;
  #others = 0;
  #otherRows = 0;
  /** Behind the stretch that its row began in: of the next one. */
  #later: PersonalDatum[] = [];

  /** Takes the line of the cue at `[start, end)` for a heading, if it can be one. */
  open(text: string, start: number, end: number): void {
    // No further than a line that may be one reaches: a block without a line end has a cue every few units.
    const from = Math.max(0, start - maxLineUnits);
    const lineStart = from + text.slice(from, start).lastIndexOf('\n') + 1;
    const length = text.slice(lineStart, lineStart + maxLineUnits + 1).indexOf('\n', end - lineStart);
    const heading = this.base + lineStart;
    // Of the context before a block it has been read already.
    if (length < 0 || heading <= this.#heading) return;
    const lineEnd = lineStart + length;
    const line = text.slice(lineStart, lineEnd);
    if (/\d/.test(line)) return;
    const delimiter = delimiters.exec(line)?.[0];
    const cells = cellsOf(line, delimiter);
    const at = cells.findIndex((cell) => lineStart + cell.end >= end);
    const cell = cells[at];
    if (cell === undefined || lineStart + cell.start > start || cell.end - cell.start > maxHeadingUnits)
      return;
    // Without a delimiter the line says nothing else: a word at the end of a paragraph is no heading.
    if (delimiter === undefined && line.trim().length > end - start + 8) return;
    this.#ahead.push({ heading, rows: this.base + lineEnd + 1, delimiter, at, cells: cells.length });
    this.#heading = heading;
  }

  /** Reads the rows that begin before `to`. */
  read(text: string, to: number, out: PersonalDatum[]): void {
    for (const { start, end, kind } of this.#later.splice(0))
      out.push({ start: start - this.base, end: end - this.base, kind });
    for (this.#turn(); this.#column !== undefined; this.#turn()) {
      const row = this.#next - this.base;
      if (row >= to || row >= text.length) return;
      // Of a row that is longer than the context before this stretch only the end is here.
      const found = text.indexOf('\n', Math.max(0, row));
      if (found < 0 && !this.isEnd) return;
      const stop = found < 0 ? text.length : found;
      this.#next = this.base + stop + 1;
      if (row < 0 || stop - row > maxLineUnits) {
        this.#passOther();
        continue;
      }
      const line = text.slice(row, stop);
      const date = this.#dateOf(text, row, line, this.#column);
      if (date === undefined) continue;
      if (date.start < to) out.push(date);
      else this.#later.push({ ...date, start: date.start + this.base, end: date.end + this.base });
    }
  }

  #dateOf(text: string, row: number, line: string, column: Column): PersonalDatum | undefined {
    const cells = cellsOf(line.endsWith('\r') ? line.slice(0, -1) : line, column.delimiter);
    const cell = cells[column.at];
    if (cells.length !== column.cells || cell === undefined) {
      // A row with a field more or less (a comma in a name) still has a date where it should.
      const date = cell && this.#birthAt(text, row, cell);
      if (date === undefined) this.#passOther();
      return date;
    }
    this.#otherRows = 0;
    if (line.slice(cell.start, cell.end).trim() === '') return undefined;
    const date = this.#birthAt(text, row, cell);
    if (date !== undefined) return date;
    if (++this.#others > (this.#dates === 0 ? maxLeadingCells : Math.max(maxOtherCells, this.#dates)))
      this.#column = undefined;
    return undefined;
  }

  #birthAt(text: string, row: number, cell: Cell): PersonalDatum | undefined {
    const date = dateAround(text, row + cell.start, row + cell.end);
    if (date === undefined) return undefined;
    if (this.#dates === 0) this.#others = 0;
    this.#dates += 1;
    return { start: date.start, end: date.end, kind: 'date-of-birth' };
  }

  #passOther(): void {
    if (++this.#otherRows >= maxOtherRows) this.#column = undefined;
  }

  /** To the next table, where that begins at the row that would be read. */
  #turn(): void {
    const next = this.#ahead[this.#turned];
    if (next === undefined) {
      this.#ahead.length = this.#turned = 0;
      return;
    }
    if (this.#column !== undefined && next.heading > this.#next) return;
    this.#turned += 1;
    this.#column = next;
    this.#next = next.rows;
    [this.#dates, this.#others, this.#otherRows] = [0, 0, 0];
  }
}
