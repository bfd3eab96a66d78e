/** Writes the cells of one sheet of an old workbook, with its comments, headers and drawn texts. */
import type { Sink } from '../contract.ts';
import { errorWords, shortNumber } from '../office/records/record-values.ts';
import { RowText } from '../office/row-text.ts';
import type { Mark } from '../office/text-flow.ts';
import type { BinaryFormats } from './binary-formats.ts';
import { ids, readSheetString, type TextForm } from './sheet-records.ts';

/** Columns of a sheet, records that hide some (each may name all of them), texts of its objects, and units of these. */
const maxColumns = 16_384;
const maxColumnRecords = 1000;
const maxDrawn = 50_000;
const maxDrawnUnits = 16 * 1024 * 1024;

const hiddenRow: Mark = { mark: 'hidden-row' };
const filteredRow: Mark = { mark: 'filtered-row' };
const hiddenColumn: Mark = { mark: 'hidden-column' };

export interface BinarySheetOptions {
  readonly name: string;
  readonly mark: Mark | undefined;
  readonly formats: BinaryFormats;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  /** Its kind, among those of the workbook. */
  readonly look: number;
  /** Where its value begins. */
  readonly at: number;
}

export class BinarySheet {
  readonly #sink: Sink;
  readonly #name: string;
  readonly #mark: Mark | undefined;
  readonly #formats: BinaryFormats;
  readonly #shown: RowText;
  readonly #hidden: RowText;
  readonly #hiddenRows = new Set<number>();
  readonly #hiddenColumns = new Set<number>();
  readonly #drawn = new Map<number, string>();
  readonly #notes: { row: number; column: number; object: number; author: string }[] = [];
  readonly #headers: string[] = [];
  readonly #aside: string[] = [];
  #columnRecords = 0;
  #drawnUnits = 0;
  #row = -1;
  #isFiltered = false;
  /** A formula whose value is the string that follows. */
  #waiting: Cell | undefined;

  constructor(sink: Sink, { name, mark, formats }: BinarySheetOptions) {
    this.#sink = sink;
    this.#name = name;
    this.#mark = mark;
    this.#formats = formats;
    this.#shown = new RowText(sink, 'body', name);
    this.#hidden = new RowText(sink, 'hidden', name);
    const kind = mark ? 'hidden' : 'body';
    if (name === '') return;
    sink.anchor({ sheet: name.slice(0, 500), ...mark }, kind);
    sink.text(`${name}\n`, kind);
  }

  take(id: number, data: Buffer, text: TextForm, strings: readonly string[]): void {
    if (id === ids.row && data.length >= 16) {
      if ((data.readUInt16LE(12) & 0x20) !== 0) this.#hiddenRows.add(data.readUInt16LE(0));
    } else if (id === ids.columns && data.length >= 10) this.#hideColumns(data);
    else if (id === ids.filtered) this.#isFiltered = true;
    else if (id === ids.note) this.#addNote(data, text);
    else if (id === ids.formulaString || id === 0x0007) this.#takeString(id, data, text);
    else if (data.length >= 6) this.#takeCell(id, data, text, strings);
  }

  #hideColumns(data: Buffer): void {
    if ((data.readUInt16LE(8) & 1) === 0 || this.#columnRecords >= maxColumnRecords) return;
    this.#columnRecords += 1;
    const last = Math.min(data.readUInt16LE(2), maxColumns);
    for (let column = data.readUInt16LE(0); column <= last; column += 1) this.#hiddenColumns.add(column);
  }

  #cellOf(data: Buffer, isOld: boolean): Cell {
    // Excel 2 has three bytes of attributes, of which six bits are the kind.
    const look = isOld ? (data[4] ?? 0) & 0x3f : data.readUInt16LE(4);
    return { row: data.readUInt16LE(0), column: data.readUInt16LE(2), look, at: isOld ? 7 : 6 };
  }

  #takeCell(id: number, data: Buffer, text: TextForm, strings: readonly string[]): void {
    // Records of Excel 2 have the same numbers without the upper byte.
    const isOld = id < 0x0006;
    const cell = this.#cellOf(data, isOld);
    const { at } = cell;
    if (id === ids.stringLabel && data.length >= 10) this.#write(cell, strings[data.readUInt32LE(6)] ?? '');
    else if (id === ids.label || id === ids.richLabel || id === 0x0004)
      this.#write(cell, readSheetString(data, at, isOld ? 1 : 2, text).text);
    else if ((id === ids.number || id === 0x0003) && data.length >= at + 8)
      this.#writeNumber(cell, data.readDoubleLE(at));
    else if (id === ids.shortNumber && data.length >= 10) this.#writeNumber(cell, shortNumber(data, 6));
    else if (id === 0x0002 && data.length >= 9) this.#writeNumber(cell, data.readUInt16LE(7));
    else if (id === ids.manyNumbers) this.#takeMany(data);
    else if ((id === ids.truth || id === 0x0005) && data.length >= at + 2)
      this.#write(cell, this.#showTruth(data[at] ?? 0, data[at + 1] !== 0));
    else if ((id === ids.formula || id === 0x0206 || id === 0x0406) && data.length >= 14)
      this.#takeFormula(cell, data);
  }

  #showTruth(value: number, isError: boolean): string {
    if (isError) return errorWords(value);
    return value === 0 ? 'FALSE' : 'TRUE';
  }

  #takeMany(data: Buffer): void {
    const [row, first] = [data.readUInt16LE(0), data.readUInt16LE(2)];
    for (let at = 4, column = first; at + 8 <= data.length; at += 6, column += 1)
      this.#writeNumber({ row, column, look: data.readUInt16LE(at), at }, shortNumber(data, at + 2));
  }

  /** The value that the program kept: a number, or in its place what says of which kind it is (2.5.133). */
  #takeFormula(cell: Cell, data: Buffer): void {
    const { at } = cell;
    this.#waiting = undefined;
    if (data.readUInt16LE(at + 6) !== 0xffff) this.#writeNumber(cell, data.readDoubleLE(at));
    else if (data[at] === 0) this.#waiting = cell;
    else if (data[at] === 1 || data[at] === 2)
      this.#write(cell, this.#showTruth(data[at + 2] ?? 0, data[at] === 2));
  }

  #takeString(id: number, data: Buffer, text: TextForm): void {
    if (!this.#waiting) return;
    this.#write(this.#waiting, readSheetString(data, 0, id === 0x0007 ? 1 : 2, text).text);
    this.#waiting = undefined;
  }

  #writeNumber(cell: Cell, value: number): void {
    if (Number.isFinite(value)) this.#write(cell, this.#formats.showCell(value, cell.look));
  }

  #write({ row, column }: Cell, text: string): void {
    if (text === '') return;
    if (row !== this.#row) {
      this.#endRow();
      this.#row = row;
      this.#shown.startRow(row + 1);
      this.#hidden.startRow(row + 1);
    }
    const mark = this.#markOf(row, column);
    (mark ? this.#hidden : this.#shown).write(text, mark, column + 1);
  }

  #markOf(row: number, column: number): Mark | undefined {
    if (this.#mark) return this.#mark;
    if (this.#hiddenRows.has(row)) return this.#isFiltered ? filteredRow : hiddenRow;
    return this.#hiddenColumns.has(column) ? hiddenColumn : undefined;
  }

  endHiddenRow(): void {
    this.#hidden.endRow();
  }

  #endRow(): void {
    this.#shown.endRow();
    this.#hidden.endRow();
  }

  /** Who wrote on which cell; before Excel 97 the text as well. */
  #addNote(data: Buffer, text: TextForm): void {
    if (data.length < 8 || this.#notes.length >= maxDrawn) return;
    const [row, column] = [data.readUInt16LE(0), data.readUInt16LE(2)];
    if (text.isUnicode) {
      const author = readSheetString(data, 8, 2, text).text;
      this.#notes.push({ row, column, object: data.readUInt16LE(6), author });
    } else {
      const object = -1 - this.#notes.length;
      this.#drawn.set(object, readSheetString(data, 4, 2, text).text);
      this.#notes.push({ row, column, object, author: '' });
    }
  }

  addDrawn(object: number, text: string): void {
    this.#drawnUnits += text.length;
    if (text.trim() !== '' && this.#drawn.size < maxDrawn && this.#drawnUnits < maxDrawnUnits)
      this.#drawn.set(object, text);
  }

  addHeader(text: string): void {
    if (text !== '' && this.#headers.length < maxDrawn) this.#headers.push(text);
  }

  addAside(text: string): void {
    if (text.trim() !== '' && this.#aside.length < maxDrawn) this.#aside.push(text);
  }

  end(): void {
    this.#endRow();
    const place = this.#name === '' ? {} : { sheet: this.#name.slice(0, 500) };
    for (const { row, column, object, author } of this.#notes) {
      const text = this.#drawn.get(object);
      this.#drawn.delete(object);
      if (text === undefined) continue;
      this.#sink.anchor({ ...place, row: row + 1, column: column + 1 }, 'comments');
      // Excel writes the author's name in front of the text by itself.
      const isNamed = author === '' || text.startsWith(author);
      this.#sink.text(`${isNamed ? text : `${author}: ${text}`}\n`, 'comments');
    }
    const aside = [...this.#drawn.values(), ...this.#aside];
    this.#say(aside, this.#mark ? 'hidden' : 'body', { ...place, ...this.#mark });
    this.#say(this.#headers, 'headers', place);
    this.#sink.anchor({}, 'hidden');
  }

  #say(
    texts: readonly string[],
    kind: 'hidden' | 'body' | 'headers',
    place: Mark & { sheet?: string },
  ): void {
    if (texts.length === 0) return;
    this.#sink.anchor(place, kind);
    for (const text of texts) this.#sink.text(`${text}\n`, kind);
  }
}
