/** Walks the records of a workbook of Excel 2 to 2003 ([MS-XLS] 2.1.4), and reads the strings in them. */
import { decodePage } from '../rtf/code-pages.ts';

const headBytes = 4;

export interface SheetRecord {
  readonly id: number;
  readonly at: number;
  readonly data: Buffer;
  /** Says that it is longer than what is left. */
  readonly isCut: boolean;
}

export function sheetRecordAt(stream: Buffer, at: number): SheetRecord | undefined {
  if (at < 0 || at + headBytes > stream.length) return undefined;
  const end = at + headBytes + stream.readUInt16LE(at + 2);
  return {
    id: stream.readUInt16LE(at),
    at,
    data: stream.subarray(at + headBytes, end),
    isCut: end > stream.length,
  };
}

export const nextAfter = ({ at, data }: SheetRecord): number => at + headBytes + data.length;

export const ids = {
  formula: 0x0006,
  end: 0x000a,
  header: 0x0014,
  footer: 0x0015,
  name: 0x0018,
  note: 0x001c,
  dates1904: 0x0022,
  password: 0x002f,
  more: 0x003c,
  codePage: 0x0042,
  object: 0x005d,
  columns: 0x007d,
  sheet: 0x0085,
  filtered: 0x009b,
  manyNumbers: 0x00bd,
  richLabel: 0x00d6,
  cellFormat: 0x00e0,
  strings: 0x00fc,
  stringLabel: 0x00fd,
  linkedBook: 0x01ae,
  drawnText: 0x01b6,
  link: 0x01b8,
  label: 0x0204,
  number: 0x0203,
  truth: 0x0205,
  formulaString: 0x0207,
  row: 0x0208,
  shortNumber: 0x027e,
  format: 0x041e,
  chartText: 0x100d,
} as const;

/** How a version of Excel writes text: from 97 on in one or two bytes a character as each string says, before in a code page. */
export interface TextForm {
  readonly isUnicode: boolean;
  readonly page: number;
}

/**
 * A string with its length in front, in `lengthBytes`; what of it lies beyond the record is not there. `end` is where
 * what follows begins.
 */
export function readSheetString(
  data: Buffer,
  at: number,
  lengthBytes: 1 | 2,
  { isUnicode, page }: TextForm,
): { text: string; end: number } {
  if (at + lengthBytes > data.length) return { text: '', end: data.length };
  const units = lengthBytes === 1 ? (data[at] ?? 0) : data.readUInt16LE(at);
  const start = at + lengthBytes + (isUnicode ? 1 : 0);
  const isWide = isUnicode && ((data[at + lengthBytes] ?? 0) & 1) === 1;
  const end = start + units * (isWide ? 2 : 1);
  const bytes = data.subarray(start, end);
  if (isWide) return { text: bytes.toString('utf16le', 0, bytes.length & ~1).toWellFormed(), end };
  return { text: isUnicode ? bytes.toString('latin1') : decodePage(bytes, page), end };
}

/** Reads on from a record into those that continue it. */
class Continued {
  readonly #parts: readonly Buffer[];
  #part = 0;
  #at: number;

  constructor(parts: readonly Buffer[], at: number) {
    this.#parts = parts;
    this.#at = at;
  }

  /** Bytes left in this part, the next one begun where there are none; 0 at the end of all. */
  left(): number {
    let part = this.#parts[this.#part];
    while (part && this.#at >= part.length) {
      this.#part += 1;
      this.#at = 0;
      part = this.#parts[this.#part];
    }
    return part ? part.length - this.#at : 0;
  }

  take(bytes: number): Buffer {
    const length = Math.min(this.left(), bytes);
    const taken = (this.#parts[this.#part] ?? Buffer.alloc(0)).subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  number(bytes: 1 | 2 | 4): number {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value += (this.take(1)[0] ?? 0) * 256 ** index;
    return value;
  }

  skip(bytes: number): void {
    for (let rest = bytes; rest > 0 && this.left() > 0;) rest -= this.take(rest).length;
  }

  /** Characters; where they go on in another part, this says anew how wide they are (2.5.293). */
  text(units: number, isFirstWide: boolean): string {
    let [text, isWide] = ['', isFirstWide];
    for (let rest = units; rest > 0 && this.left() > 0;) {
      const width = isWide ? 2 : 1;
      const fit = Math.min(rest, Math.max(1, Math.floor(this.left() / width)));
      const bytes = this.take(fit * width);
      text += isWide ? bytes.toString('utf16le', 0, bytes.length & ~1) : bytes.toString('latin1');
      rest -= fit;
      if (rest > 0 && this.#at >= (this.#parts[this.#part]?.length ?? 0) && this.left() > 0)
        isWide = (this.number(1) & 1) === 1;
    }
    return text.toWellFormed();
  }
}

/** The text of a drawn object, in the records behind it. */
export const readDrawnText = (units: number, parts: readonly Buffer[]): string => {
  const reader = new Continued(parts, 0);
  return reader.text(units, (reader.number(1) & 1) === 1);
};

/** The table of strings (2.4.265), up to `maxUnits` together; `missing` of those that it states. */
export function readStrings(
  parts: readonly Buffer[],
  maxUnits: number,
): { strings: string[]; missing: number } {
  const reader = new Continued(parts, 4);
  const stated = reader.number(4);
  const strings: string[] = [];
  let units = 0;
  while (strings.length < stated && units < maxUnits && reader.left() > 0) {
    const length = reader.number(2);
    const flags = reader.number(1);
    const runs = (flags & 8) === 0 ? 0 : reader.number(2);
    const extra = (flags & 4) === 0 ? 0 : reader.number(4);
    const text = reader.text(length, (flags & 1) === 1);
    units += text.length;
    strings.push(text);
    reader.skip(runs * 4 + extra);
  }
  return { strings, missing: stated - strings.length };
}
