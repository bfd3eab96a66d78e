/** Says what short groups stand in a row in a text, in one pass: looking for each code in all texts is slow. */

export interface Groups {
  /** Bytes in hex: eight or more. */
  readonly hasDump: boolean;
  /** Numbers of two or three digits, or groups of eight digits or more of them: four in a row, or a long run of digits. */
  readonly hasNumbers: boolean;
  /** Single letters: four in a row, or more. */
  readonly hasLetters: boolean;
}

const flag = { hex: 1, digit: 2, between: 4 };
const kinds = new Uint8Array(65_536);
for (const sign of 'abcdefABCDEF') kinds[sign.charCodeAt(0)] = flag.hex;
for (const digit of '0123456789') kinds[digit.charCodeAt(0)] = flag.hex | flag.digit;
for (const sign of ' ,:;.-_*') kinds[sign.charCodeAt(0)] = flag.between;

/** Fewer are looked at by nobody. */
export const minDumpedBytes = 8;
/** The first and the last of a row may have a bracket beside them and count as none. */
const minNumbers = 4;
const minLetters = 4;
const longDigits = 48;
/** With `0x` or `\\x` before it a group of eight digits. */
const maxGroupUnits = 10;

/** Counts of the row that goes on. */
interface Row {
  bytes: number;
  numbers: number;
  letters: number;
}

const next = (row: Row, units: number, hex: number, digits: number): void => {
  row.bytes = hex >= 2 && units <= maxGroupUnits && hex >= units - 2 ? row.bytes + (hex >> 1) : 0;
  const octets = units % 8 === 0 ? units >> 3 : 0;
  const numbers = units === 2 || units === 3 ? 1 : octets;
  const isNumber = digits === units && numbers > 0;
  row.numbers = isNumber ? row.numbers + numbers : digits >= longDigits ? minNumbers : 0;
  row.letters = units === 1 && digits === 0 ? row.letters + 1 : 0;
};

export function groupsOf(text: Uint16Array): Groups {
  const row: Row = { bytes: 0, numbers: 0, letters: 0 };
  const most: Row = { ...row };
  let [units, hex, digits] = [0, 0, 0];
  const close = (): void => {
    next(row, units, hex, digits);
    if (row.bytes > most.bytes) most.bytes = row.bytes;
    if (row.numbers > most.numbers) most.numbers = row.numbers;
    if (row.letters > most.letters) most.letters = row.letters;
    units = 0;
    hex = 0;
    digits = 0;
  };
  for (let at = 0; at < text.length; at++) {
    const kind = kinds[text[at] as number] as number;
    if (kind === flag.between || (text[at] as number) <= 0x20) {
      if (units > 0) close();
      continue;
    }
    units += 1;
    hex += kind & 1;
    digits += kind >> 1;
  }
  if (units > 0) close();
  return {
    hasDump: most.bytes >= minDumpedBytes,
    hasNumbers: most.numbers >= minNumbers,
    hasLetters: most.letters >= minLetters,
  };
}
