/** Goes through the records of a workbook: what holds for all sheets, then each sheet where it begins. */
import type { Code } from '../../schemas/status.ts';
import type { Outcome, Sink } from '../contract.ts';
import { LinkList } from '../office/link-list.ts';
import { showHeader } from '../office/sheet-text.ts';
import type { Mark } from '../office/text-flow.ts';
import { BinaryFormats } from './binary-formats.ts';
import { BinarySheet } from './binary-sheet.ts';
import {
  ids,
  nextAfter,
  readDrawnText,
  readSheetString,
  readStrings,
  type SheetRecord,
  sheetRecordAt,
  type TextForm,
} from './sheet-records.ts';
import { SheetWords } from './sheet-words.ts';

/** Sheets and names that are kept; Excel itself has no more than memory allows. */
const maxSheets = 10_000;
const maxNameUnits = 1_000_000;
const drainBytes = 512 * 1024;

const states: Readonly<Record<number, Mark>> = {
  1: { mark: 'hidden-sheet' },
  2: { mark: 'very-hidden-sheet' },
};
/** Kinds of what begins: a sheet of macros is a program. */
const macroSheet = 0x0040;
const chart = 0x0020;

/** Behind these, the address of a link ([MS-OSHARED] 2.3.7.6, 2.3.7.8). */
const addressMark = Buffer.from('e0c9ea79f9bace118c8200aa004ba90b', 'hex');
const pathMark = Buffer.from('0303000000000000c000000000000046', 'hex');

interface Listed {
  readonly name: string;
  readonly mark: Mark | undefined;
}

const isBeginning = ({ id }: SheetRecord): boolean =>
  (id & 0xff) === 0x09 && id <= 0x0809 && (id & 0x0100) === 0;

export class Workbook {
  readonly #stream: Buffer;
  readonly #sink: Sink;
  readonly #maxUnits: number;
  readonly #warn: (code: Code, detail: string) => void;
  readonly #links: LinkList;
  readonly #words: SheetWords;
  readonly #formats = new BinaryFormats();
  readonly #sheets = new Map<number, Listed>();
  /** Where the sheets begin, ascending, and how many of them lie behind. */
  #starts: readonly number[] = [];
  #passed = 0;
  #strings: readonly string[] = [];
  #text: TextForm = { isUnicode: false, page: 1252 };
  #names = '';
  #sheet: BinarySheet | undefined;
  /** Of what begins within a sheet: charts. */
  #depth = 0;
  #object = 0;

  constructor(stream: Buffer, sink: Sink, maxUnits: number, warn: (code: Code, detail: string) => void) {
    this.#stream = stream;
    this.#sink = sink;
    this.#maxUnits = maxUnits;
    this.#warn = warn;
    this.#links = new LinkList(sink);
    this.#words = new SheetWords(sink, () => this.#sheet?.endHiddenRow());
  }

  /** Every record once, in the order of the file. Undefined where it was read as far as it goes. */
  async read(): Promise<Outcome | undefined> {
    await this.#formats.prepare();
    let drained = 0;
    for (let record = sheetRecordAt(this.#stream, 0); record;) {
      if (record.id === ids.password && this.#depth <= 1)
        return { status: 'encrypted', code: 'password-required', detail: 'an encrypted workbook' };
      const follows = this.#nextSheet(record.at);
      let next = nextAfter(record);
      // A record that reaches into the next sheet lies about its length, as one does that ends behind the file.
      if (record.isCut || next > follows) next = this.#skipDamage(record, follows);
      else if (record.id === ids.strings || record.id === ids.drawnText) next = this.#takeContinued(record);
      else this.#take(record);
      if (next - drained > drainBytes) {
        await this.#sink.drain();
        drained = next;
      }
      record = sheetRecordAt(this.#stream, next);
    }
    this.#endSheet();
    if (this.#names !== '') {
      this.#sink.anchor({ part: 'defined names' }, 'formula');
      this.#sink.text(this.#names, 'formula');
    }
    if (this.#sheets.size > 0) this.#sink.metadata({ sheets: this.#sheets.size });
    return undefined;
  }

  /** Where the next sheet begins behind `at`, as the workbook lists it; the end of all where none does. */
  #nextSheet(at: number): number {
    for (let start = this.#starts[this.#passed]; start !== undefined; start = this.#starts[this.#passed]) {
      const record = start > at ? sheetRecordAt(this.#stream, start) : undefined;
      if (record && isBeginning(record)) return start;
      this.#passed += 1;
    }
    return this.#stream.length;
  }

  #skipDamage({ at }: SheetRecord, follows: number): number {
    this.#warn('corrupt', `a record at ${at} lies about its length: ${follows - at} bytes were passed over`);
    this.#depth = 0;
    this.#endSheet();
    return follows;
  }

  #takeContinued(record: SheetRecord): number {
    const parts = record.id === ids.strings ? [record.data] : [];
    let next = nextAfter(record);
    for (
      let more = sheetRecordAt(this.#stream, next);
      more?.id === ids.more;
      more = sheetRecordAt(this.#stream, next)
    ) {
      parts.push(more.data);
      next = nextAfter(more);
    }
    if (record.id === ids.strings) {
      const { strings, missing } = readStrings(parts, this.#maxUnits);
      this.#strings = strings;
      if (missing > 0) this.#warn('corrupt', `${missing} strings that the workbook states are not there`);
    } else if (record.data.length >= 12) {
      const text = readDrawnText(record.data.readUInt16LE(10), parts);
      this.#sheet?.addDrawn(this.#object, text);
    }
    return next;
  }

  #take(record: SheetRecord): void {
    if (isBeginning(record)) this.#begin(record);
    else if (record.id === ids.end) {
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth > 0) return;
      this.#endSheet();
      // What holds for all sheets ends with their list.
      if (this.#starts.length < this.#sheets.size)
        this.#starts = [...this.#sheets.keys()].sort((one, other) => one - other);
    } else if (!this.#takeOfAll(record)) this.#takeOfSheet(record);
    this.#words.take(record, this.#text);
  }

  /** The cache of a pivot table, a stream of its own; after all else. */
  async takeCache(stream: Buffer): Promise<void> {
    this.#words.startSheet('');
    await this.#words.takeCache(stream, this.#text);
  }

  /** What begins on its own is a sheet, unless it is what holds for all of them. */
  #begin({ id, at, data }: SheetRecord): void {
    const version = data.length >= 2 ? data.readUInt16LE(0) : 0;
    const kind = data.length >= 4 ? data.readUInt16LE(2) : 0;
    if (this.#depth === 0) {
      this.#endSheet();
      this.#text = { ...this.#text, isUnicode: id === 0x0809 && version >= 0x0600 };
      if (kind !== 5 && kind !== 0x0100) {
        if (kind === macroSheet) this.#sink.warn('active-content', 'Excel 4.0 macros');
        const listed = this.#sheets.get(at);
        const name = listed?.name ?? (kind === chart ? 'chart' : '');
        this.#words.startSheet(name);
        this.#sheet = new BinarySheet(this.#sink, { name, mark: listed?.mark, formats: this.#formats });
      }
    }
    this.#depth += 1;
  }

  #endSheet(): void {
    this.#sheet?.end();
    this.#sheet = undefined;
  }

  /** Whether the record is of what holds for all sheets. */
  #takeOfAll({ id, data }: SheetRecord): boolean {
    switch (id) {
      case ids.codePage:
        if (data.length >= 2) this.#setPage(data.readUInt16LE(0));
        return true;
      case ids.dates1904:
        this.#formats.from1904 = data[0] === 1;
        return true;
      case ids.sheet:
        this.#listSheet(data);
        return true;
      case ids.name:
        this.#addName(data);
        return true;
      case ids.linkedBook:
        this.#addBook(data);
        return true;
      default:
        return this.#formats.take(id, data, this.#text);
    }
  }

  #setPage(page: number): void {
    const stated = page === 0x8000 ? 10000 : page === 0x8001 ? 1252 : page;
    this.#text = { ...this.#text, page: stated === 1200 ? 1252 : stated };
  }

  #listSheet(data: Buffer): void {
    if (data.length < 7 || this.#sheets.size >= maxSheets) return;
    const { text } = readSheetString(data, 6, 1, this.#text);
    this.#sheets.set(data.readUInt32LE(0), { name: text, mark: states[(data[4] ?? 0) & 3] });
  }

  /** A name that a person gave to a range; those of the program are a number. */
  #addName(data: Buffer): void {
    if (data.length < 15) return;
    const units = data[3] ?? 0;
    const isWide = this.#text.isUnicode && ((data[14] ?? 0) & 1) === 1;
    const start = this.#text.isUnicode ? 15 : 14;
    const end = start + units * (isWide ? 2 : 1);
    this.#words.takeName(data, end, this.#text);
    if ((data.readUInt16LE(0) & 0x20) !== 0 || this.#names.length > maxNameUnits) return;
    const bytes = data.subarray(start, end);
    this.#names += `${bytes.toString(isWide ? 'utf16le' : 'latin1').toWellFormed()}\n`;
  }

  /** Another workbook that cells refer to: the path has marks of its parts below a blank. */
  #addBook(data: Buffer): void {
    if (!this.#text.isUnicode || data.length < 8) return;
    const units = data.readUInt16LE(2);
    if (units === 0 || units > 255) return;
    const { text } = readSheetString(data, 2, 2, this.#text);
    const path = text
      .replaceAll(/\p{Cc}/gu, '/')
      .replace(/^\/+/, '')
      .trim();
    if (path === '') return;
    this.#links.add(path);
    this.#sink.warn('external-reference', path.slice(0, 300));
  }

  #takeOfSheet(record: SheetRecord): void {
    const { id, data } = record;
    const sheet = this.#sheet;
    if (!sheet) return;
    if (id === ids.header || id === ids.footer) {
      const { text } = readSheetString(data, 0, this.#text.isUnicode ? 2 : 1, this.#text);
      sheet.addHeader(showHeader(text));
    } else if (id === ids.object && data.length >= 8) this.#object = data.readUInt16LE(6);
    else if (id === ids.chartText) sheet.addAside(readSheetString(data, 2, 1, this.#text).text);
    else if (id === ids.link) this.#addLink(data);
    else sheet.take(id, data, this.#text, this.#strings);
  }

  #addLink(data: Buffer): void {
    const address = data.indexOf(addressMark);
    if (address >= 0 && address + 20 <= data.length) {
      const start = address + 20;
      const end = Math.min(data.length, start + data.readUInt32LE(address + 16));
      this.#links.add(data.toString('utf16le', start, start + ((end - start) & ~1)).split('\0', 1)[0] ?? '');
    }
    const path = data.indexOf(pathMark);
    if (path >= 0 && path + 22 <= data.length) {
      const end = path + 22 + data.readUInt32LE(path + 18);
      this.#links.add(data.toString('latin1', path + 22, end).split('\0', 1)[0] ?? '');
    }
  }
}
