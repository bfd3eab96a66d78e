/** What records of workbooks hold: strings, numbers in 32 bits, errors, colours ([MS-XLSB] 2.5, [MS-XLS] 2.5). */

const errors: Readonly<Record<number, string>> = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
  0x2b: '#GETTING_DATA',
};

/** An error as a cell shows it. */
export const errorWords = (value: number): string => errors[value] ?? '#ERROR';

/** A number in 32 bits: whole or the upper bits of a double, perhaps a hundredth of it ([MS-XLS] 2.5.217). */
export function shortNumber(data: Buffer, at: number): number {
  const bits = data.readInt32LE(at);
  const double = Buffer.alloc(8);
  double.writeInt32LE(bits & ~3, 4);
  const value = (bits & 2) === 0 ? double.readDoubleLE(0) : bits >> 2;
  return (bits & 1) === 0 ? value : value / 100;
}

/** Whether a record was too short for what was read of it. By its name: an error of another realm is of another class. */
export const isTooShort = (error: unknown): boolean => (error as Error).name === 'RangeError';

/** Stands for a string that is not there. */
const none = 0xffff_ffff;

export interface WideString {
  readonly text: string;
  /** Where it ends. */
  readonly end: number;
}

/** A string with its length before it; '' where it is not there. Throws `RangeError` where the record is too short. */
export function wideString(data: Buffer, at: number): WideString {
  const units = data.readUInt32LE(at);
  if (units === none) return { text: '', end: at + 4 };
  const end = at + 4 + units * 2;
  if (end > data.length) throw new RangeError('a string is longer than its record');
  return { text: data.toString('utf16le', at + 4, end).toWellFormed(), end };
}

/** Several of them, one behind the other. */
export function wideStrings(data: Buffer, at: number, count: number): string[] {
  const texts: string[] = [];
  let next = at;
  while (texts.length < count) {
    const { text, end } = wideString(data, next);
    texts.push(text);
    next = end;
  }
  return texts;
}

/** A colour as the attributes of `CT_Color` say it (2.5.19; ECMA-376 part 1, 18.3.1.15). */
export function colourAttributes(data: Buffer, at: number): Record<string, string> {
  const kind = data.readUInt8(at) >> 1;
  const tint = data.readInt16LE(at + 2);
  const [red, green, blue] = data.subarray(at + 4, at + 7);
  const rgb = [red, green, blue].map((part = 0) => part.toString(16).padStart(2, '0')).join('');
  const base: Record<string, string> =
    kind === 1
      ? { indexed: String(data.readUInt8(at + 1)) }
      : kind === 2
        ? { rgb: `FF${rgb.toUpperCase()}` }
        : kind === 3
          ? { theme: String(data.readUInt8(at + 1)) }
          : {};
  return tint === 0 ? base : { ...base, tint: String(tint / 32_767) };
}
