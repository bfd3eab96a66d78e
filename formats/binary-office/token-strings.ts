/** Takes the strings out of a formula of Excel 5 to 2003, which records keep as tokens ([MS-XLS] 2.5.198). */
import { readSheetString, type TextForm } from './sheet-records.ts';

/** Bytes behind the number of a token from Excel 97 on; those of operators have none. */
const sizes: Readonly<Record<number, number>> = {
  0x1c: 1, 0x1d: 1, 0x1e: 2, 0x1f: 8, 0x20: 7, 0x21: 2, 0x22: 3, 0x23: 4, 0x24: 4, 0x25: 8, 0x26: 6, 0x27: 6,
  0x28: 6, 0x29: 2, 0x2a: 4, 0x2b: 8, 0x2c: 4, 0x2d: 8, 0x2e: 2, 0x2f: 2, 0x39: 6, 0x3a: 6, 0x3b: 10, 0x3c: 6, 0x3d: 10,
}; // prettier-ignore
/** What Excel 5 and 95 have otherwise: rows in two bytes, columns in one, other sheets in more. */
const olderSizes: Readonly<Record<number, number>> = {
  0x23: 14, 0x24: 3, 0x25: 6, 0x2a: 3, 0x2b: 6, 0x2c: 3, 0x2d: 6, 0x39: 24, 0x3a: 17, 0x3b: 20, 0x3c: 17, 0x3d: 20,
}; // prettier-ignore
const string = 0x17;
const extended = 0x18;
const attribute = 0x19;
const choose = 0x04;
/** Up to here: operators, brackets, what is left out; below are the two that refer to a formula of another cell. */
const lastOperator = 0x16;
const lastOfAnother = 0x02;

/** Of an attribute: its kind and two bytes; CHOOSE has a table of so many places and one. */
function attributeBytes(tokens: Buffer, at: number): number {
  const isTable = tokens[at] === choose && at + 3 <= tokens.length;
  return isTable ? 3 + (tokens.readUInt16LE(at + 1) + 1) * 2 : 3;
}

/** The strings in quotes, as a formula has them; what follows a token that is not known is not read. */
export function tokenStrings(tokens: Buffer, text: TextForm): string[] {
  const found: string[] = [];
  for (let next = 0; next < tokens.length;) {
    const token = tokens[next] ?? 0;
    next += 1;
    if (token === string) {
      const read = readSheetString(tokens, next, 1, text);
      // The entries of a list beside a cell are parted by zeros.
      found.push(`"${read.text.replaceAll('\0', ',').replaceAll('"', '""')}"`);
      next = read.end;
    } else if (token === attribute) next += attributeBytes(tokens, next);
    else if (token === extended) next += 5;
    else if (token > lastOperator) {
      // The kinds of a reference, a value and an array are told apart by two bits.
      const kind = token < 0x20 ? token : (token & 0x1f) | 0x20;
      const size = (text.isUnicode ? undefined : olderSizes[kind]) ?? sizes[kind];
      if (size === undefined) break;
      next += size;
    } else if (token <= lastOfAnother) next += 4;
  }
  return found;
}
