/** Takes the strings out of a formula, which records keep as tokens ([MS-XLSB] 2.2.2, 2.5.97). */
import { isTooShort } from './record-values.ts';

/** Bytes behind the number of a token, by the token; those of operators have none. */
const sizes: Readonly<Record<number, number>> = {
  0x1c: 1, 0x1d: 1, 0x1e: 2, 0x1f: 8, 0x20: 14, 0x21: 2, 0x22: 3, 0x23: 4, 0x24: 6, 0x25: 12, 0x26: 6, 0x27: 6,
  0x28: 6, 0x29: 2, 0x2a: 6, 0x2b: 12, 0x2c: 6, 0x2d: 12, 0x39: 6, 0x3a: 8, 0x3b: 14, 0x3c: 8, 0x3d: 14,
}; // prettier-ignore
const string = 0x17;
const extended = 0x18;
const attribute = 0x19;
const choose = 0x04;
/** Up to here: operators, brackets, what is left out. */
const lastOperator = 0x16;

/** Of an attribute: its kind and two bytes; CHOOSE has a table of so many places and one. */
const attributeBytes = (data: Buffer, at: number): number =>
  data.readUInt8(at) === choose ? 3 + (data.readUInt16LE(at + 1) + 1) * 2 : 3;

/**
 * The strings of the formula whose length in bytes stands at `at`, in quotes as a formula has them. What follows a token
 * that is not known, or a record that is too short, is not read: the value of the formula stands in its cell.
 */
export function formulaStrings(data: Buffer, at: number): string[] {
  const found: string[] = [];
  try {
    pushStrings(data, at, found);
  } catch (error) {
    if (!isTooShort(error)) throw error;
  }
  return found;
}

/** Where the formula at `at` ends: behind its tokens stands, with its own length, what they need beside them. */
export function formulaEnd(data: Buffer, at: number): number {
  const beside = at + 4 + data.readUInt32LE(at);
  return beside + 4 + data.readUInt32LE(beside);
}

function pushStrings(data: Buffer, at: number, found: string[]): void {
  const end = Math.min(data.length, at + 4 + data.readUInt32LE(at));
  for (let next = at + 4; next < end;) {
    const token = data.readUInt8(next);
    next += 1;
    if (token === string) {
      const stop = next + 2 + data.readUInt16LE(next) * 2;
      const text = data.toString('utf16le', next + 2, Math.min(stop, end)).toWellFormed();
      found.push(`"${text.replaceAll('"', '""')}"`);
      next = stop;
    } else if (token === attribute) next += attributeBytes(data, next);
    else if (token === extended) next += 13;
    else if (token > lastOperator) {
      // The kinds of a reference, a value and an array are told apart by two bits.
      const size = sizes[token < 0x20 ? token : (token & 0x1f) | 0x20];
      if (size === undefined) break;
      next += size;
    } else if (token === 0x01) next += 4;
  }
}
