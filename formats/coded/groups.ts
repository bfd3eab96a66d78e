/** Says what short groups stand in a row in a text, in one pass: looking for each code in all texts is slow. */

import { escapeSigns } from './escapes.ts';

export interface Groups {
  /** What an escape begins with stands somewhere. */
  readonly hasEscapeSign: boolean;
  /** Bytes in hex: eight or more. */
  readonly hasDump: boolean;
  /** Numbers of two or three digits, or groups of eight digits or more of them: four in a row, or a long run of digits. */
  readonly hasNumbers: boolean;
  /** Single letters: four in a row, or more. */
  readonly hasLetters: boolean;
}

const flag = { hex: 1, digit: 2, between: 4, escape: 8 };
const kinds = new Uint8Array(65_536);
for (const sign of 'abcdefABCDEF') kinds[sign.charCodeAt(0)] = flag.hex;
for (const digit of '0123456789') kinds[digit.charCodeAt(0)] = flag.hex | flag.digit;
for (const sign of escapeSigns) kinds[sign.charCodeAt(0)] = flag.escape;
kinds.fill(flag.between, 0, 0x21);
for (const sign of ',:;.-_*') kinds[sign.charCodeAt(0)] = flag.between;

/** Fewer are looked at by nobody. */
export const minDumpedBytes = 8;
/** The first and the last of a row may have a bracket beside them and count as none. */
const minNumbers = 4;
const minLetters = 4;
const longDigits = 48;
/** With `0x` or `\\x` before it a group of eight digits. */
const maxGroupUnits = 10;

/** Numbers that a group of digits counts as in a row. */
function numbersIn(units: number): number {
  if (units === 2 || units === 3) return 1;
  if (units % 8 === 0) return units >> 3;
  return units >= longDigits ? minNumbers : 0;
}

/** Local numbers alone in the loops: they pass over every text there is. */
export function groupsOf(text: Uint16Array): Groups {
  // Of the row that goes on, and of the longest.
  let [bytes, numbers, letters] = [0, 0, 0];
  let [mostBytes, mostNumbers, mostLetters] = [0, 0, 0];
  let met = 0;
  for (let at = 0; at < text.length; at++) {
    const from = at;
    let hex = 0;
    let digits = 0;
    for (; at < text.length; at += 1) {
      const kind = kinds[text[at] as number] as number;
      if (kind === flag.between) break;
      met |= kind;
      hex += kind & 1;
      digits += (kind >> 1) & 1;
    }
    const units = at - from;
    if (units === 0) continue;
    bytes = hex >= 2 && units <= maxGroupUnits && hex >= units - 2 ? bytes + (hex >> 1) : 0;
    if (digits === units) {
      const more = numbersIn(units);
      numbers = more > 0 ? numbers + more : 0;
    } else numbers = digits >= longDigits ? minNumbers : 0;
    letters = units === 1 && digits === 0 ? letters + 1 : 0;
    if (bytes > mostBytes) mostBytes = bytes;
    if (numbers > mostNumbers) mostNumbers = numbers;
    if (letters > mostLetters) mostLetters = letters;
  }
  return {
    hasEscapeSign: (met & flag.escape) > 0,
    hasDump: mostBytes >= minDumpedBytes,
    hasNumbers: mostNumbers >= minNumbers,
    hasLetters: mostLetters >= minLetters,
  };
}
