/** Writes the words of an old workbook that no cell shows: strings of formulas, help beside cells, scenarios, queries, caches. */
import type { Sink } from '../contract.ts';
import { FormulaText } from '../office/formula-text.ts';
import { hasOwnWords } from '../program-names.ts';
import { lengthStrings } from './length-strings.ts';
import {
  readSheetString,
  type SheetRecord,
  sheetRecordAt,
  nextAfter,
  type TextForm,
} from './sheet-records.ts';
import { tokenStrings } from './token-strings.ts';

/** What is kept, so that a workbook of nothing but names does not fill the memory. */
const maxRemembered = 50_000;
const drainBytes = 512 * 1024;

const ids = {
  filter: 0x009e,
  scenario: 0x00af,
  cachedNumber: 0x00c9,
  cachedInteger: 0x00cc,
  cachedText: 0x00cd,
  cachedTime: 0x00ce,
  look: 0x01b1,
  validation: 0x01be,
  array: 0x0221,
  tip: 0x0800,
  shared: 0x04bc,
} as const;

/**
 * Records whose strings are all taken: names and cells of other books (EXTERNNAME, CRN, DCONREF, DCONNAME), who reserved
 * the file, pivot tables (SXVD, SXVI, SXDI, SXFDB, SXSTRING, which holds queries too), views, sources of data (QSI,
 * DBQUERYEXT, EXTSTRING, TXTQUERY), tables (FEATURE11, LIST12, FEATURE12) and remarks on names (NAMECMT).
 */
const withStrings = new Set([
  0x0023, 0x0051, 0x0052, 0x005a, 0x005b, 0x00b1, 0x00b2, 0x00c5, 0x00c7, 0x00cd, 0x01a9, 0x01ad, 0x0803, 0x0804,
  0x0805, 0x0872, 0x0877, 0x0878, 0x0894,
]); // prettier-ignore

/** Where the length of a formula's tokens stands, by the record that holds one; the tokens follow it. */
const formulas: Readonly<Record<number, number>> = {
  0x0006: 20,
  0x0206: 16,
  0x0406: 16,
  0x04bc: 8,
  0x0221: 12,
};

export class SheetWords {
  readonly #sink: Sink;
  readonly #endHiddenRow: () => void;
  readonly #formulas: FormulaText;
  readonly #seen = new Set<string>();
  #place: { readonly sheet?: string } = {};

  /** `endHiddenRow`: what is said here stands apart from a hidden row that is being written. */
  constructor(sink: Sink, endHiddenRow: () => void) {
    this.#sink = sink;
    this.#endHiddenRow = endHiddenRow;
    this.#formulas = new FormulaText(sink);
  }

  startSheet(name: string): void {
    this.#place = name === '' ? {} : { sheet: name.slice(0, 500) };
    this.#formulas.startSheet(name);
  }

  /** Any record of the workbook. */
  take({ id, data }: SheetRecord, text: TextForm): void {
    const at = formulas[id];
    if (at !== undefined) this.#takeFormula(data, at, text);
    else if (!text.isUnicode) return;
    else if (id === ids.validation) this.#takeValidation(data, text);
    else if (id === ids.look) this.#takeLook(data, text);
    else if (id === ids.scenario) this.#takeScenario(data, text);
    else if (id === ids.filter) this.#takeFilter(data, text);
    else if (id === ids.tip)
      this.#say(data.toString('utf16le', 10, data.length & ~1).split('\0', 1)[0] ?? '');
    else if (withStrings.has(id)) for (const found of lengthStrings(data)) this.#say(found);
  }

  /** What the name of a range stands for; its own name is said elsewhere. */
  takeName(data: Buffer, at: number, text: TextForm): void {
    const bytes = data.length >= 6 ? data.readUInt16LE(4) : 0;
    this.#sayFormula(data.subarray(at, at + bytes), undefined, text);
  }

  /** The cache of a pivot table: rows that the sheets may not hold any more, in a stream of their own (2.1.7.7). */
  async takeCache(stream: Buffer, text: TextForm): Promise<void> {
    let drained = 0;
    for (let record = sheetRecordAt(stream, 0); record; record = sheetRecordAt(stream, nextAfter(record))) {
      this.#takeCached(record, text);
      if (record.at - drained <= drainBytes) continue;
      await this.#sink.drain();
      drained = record.at;
    }
  }

  #takeCached(record: SheetRecord, text: TextForm): void {
    const { id, data } = record;
    if (id === ids.cachedNumber && data.length >= 8) this.#say(String(data.readDoubleLE(0)), true);
    else if (id === ids.cachedInteger && data.length >= 2) this.#say(String(data.readInt16LE(0)), true);
    else if (id === ids.cachedTime && data.length >= 8) this.#say(showTime(data), true);
    else if (id === ids.cachedText) this.#say(readSheetString(data, 0, 2, text).text, true);
    else this.take(record, text);
  }

  #takeFormula(data: Buffer, at: number, text: TextForm): void {
    if (data.length < at + 2) return;
    const tokens = data.subarray(at + 2, at + 2 + data.readUInt16LE(at));
    this.#sayFormula(tokens, { row: data.readUInt16LE(0) + 1, column: columnOf(data, at) + 1 }, text);
  }

  #sayFormula(tokens: Buffer, cell: { row: number; column: number } | undefined, text: TextForm): void {
    const strings = tokenStrings(tokens, text);
    if (strings.length > 0) this.#formulas.add(strings.join(', '), cell, false);
  }

  /** Help and errors with their titles, and what may be entered (2.4.95). */
  #takeValidation(data: Buffer, text: TextForm): void {
    let at = 4;
    for (let part = 0; part < 4; part += 1) {
      const read = readSheetString(data, at, 2, text);
      this.#say(read.text.replaceAll('\0', ''));
      at = read.end;
    }
    for (let part = 0; part < 2 && at + 4 <= data.length; part += 1) {
      const end = at + 4 + data.readUInt16LE(at);
      this.#sayFormula(data.subarray(at + 4, end), undefined, text);
      at = end;
    }
  }

  /** Conditions of a look stand at the end of it (2.4.42). */
  #takeLook(data: Buffer, text: TextForm): void {
    if (data.length < 6) return;
    const [first, second] = [data.readUInt16LE(2), data.readUInt16LE(4)];
    const start = data.length - first - second;
    if (start < 6) return;
    this.#sayFormula(data.subarray(start, start + first), undefined, text);
    this.#sayFormula(data.subarray(start + first), undefined, text);
  }

  /** Its name, whose length stands apart, who made it, the remark on it, and its values (2.4.244). */
  #takeScenario(data: Buffer, text: TextForm): void {
    if (data.length < 8) return;
    const isWide = ((data[7] ?? 0) & 1) === 1;
    const end = 8 + (data[4] ?? 0) * (isWide ? 2 : 1);
    this.#say(data.toString(isWide ? 'utf16le' : 'latin1', 8, Math.min(end, data.length)).toWellFormed());
    let at = end;
    const hasRemark = (data[5] ?? 0) > 0;
    for (let part = 0; part < (hasRemark ? 2 : 1); part += 1) {
      const read = readSheetString(data, at, 2, text);
      this.#say(read.text);
      at = read.end;
    }
    const cells = data.readUInt16LE(0);
    at += cells * 4;
    for (let cell = 0; cell < cells && at < data.length; cell += 1) {
      const read = readSheetString(data, at, 2, text);
      this.#say(read.text);
      at = read.end;
    }
  }

  /** What a filter looks for: the lengths of its strings stand in two operands before them (2.4.6). */
  #takeFilter(data: Buffer, { isUnicode }: TextForm): void {
    let at = 24;
    for (const operand of [4, 14]) {
      if (data[operand] !== 6 || !isUnicode || at >= data.length) continue;
      const isWide = ((data[at] ?? 0) & 1) === 1;
      const end = Math.min(data.length, at + 1 + (data[operand + 6] ?? 0) * (isWide ? 2 : 1));
      this.#say(data.toString(isWide ? 'utf16le' : 'latin1', at + 1, end).toWellFormed());
      at = end;
    }
  }

  #say(text: string, isData = false): void {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    if (line === '' || this.#seen.has(line) || !(isData || hasOwnWords(line))) return;
    if (this.#seen.size < maxRemembered) this.#seen.add(line);
    this.#endHiddenRow();
    this.#sink.anchor(this.#place, 'hidden');
    this.#sink.text(`${line}\n`, 'hidden');
  }
}

/** Of an array and a shared formula the first cell of its range, whose columns stand in one byte each. */
const columnOf = (data: Buffer, at: number): number =>
  at === formulas[ids.shared] || at === formulas[ids.array] ? (data[4] ?? 0) : data.readUInt16LE(2);

/** Year, month, day and the clock where it is not midnight (2.4.324). */
function showTime(data: Buffer): string {
  const two = (value: number | undefined) => String(value ?? 0).padStart(2, '0');
  const day = `${data.readUInt16LE(0)}-${two(data.readUInt16LE(2))}-${two(data[4])}`;
  const clock = `${two(data[5])}:${two(data[6])}:${two(data[7])}`;
  return clock === '00:00:00' ? day : `${day} ${clock}`;
}
