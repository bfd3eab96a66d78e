/** Reads a number written in groups: digits, and what stands between them. */

export interface DigitGroups {
  readonly start: number;
  /** Digits of each group, and the separator before each but the first. */
  readonly groups: readonly string[];
  readonly separators: readonly string[];
  /** End of each group in the text. */
  readonly ends: readonly number[];
}

/** No number of a person or account has more digits or groups. */
const maxDigits = 24;
const maxGroups = 10;

export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

const isJoin = (unit: number): boolean =>
  unit === 0x20 ||
  unit === 0x2d ||
  unit === 0x2e ||
  unit === 0x2f ||
  unit === 0xa0 ||
  unit === 0x2011 ||
  unit === 0x2013 ||
  unit === 0x202f;

/** Groups from the digit at `start` on; undefined for a run longer than any number. */
export function readGroups(text: string, start: number): DigitGroups | undefined {
  const groups: string[] = [];
  const separators: string[] = [];
  const ends: number[] = [];
  let at = start;
  let total = 0;
  while (groups.length < maxGroups) {
    const from = at;
    while (at - from <= maxDigits && isDigit(text.charCodeAt(at))) at += 1;
    if (at - from > maxDigits) return undefined;
    total += at - from;
    if (total > maxDigits) break;
    groups.push(text.slice(from, at));
    ends.push(at);
    const next = separatorEnd(text, at);
    if (next < 0) break;
    separators.push(text.slice(at, next));
    at = next;
  }
  return groups.length === 0 ? undefined : { start, groups, separators, ends };
}

/** Where the next group begins, after one separator, a bracketed group's brackets, or ` - `; -1 where none does. */
function separatorEnd(text: string, at: number): number {
  let next = at;
  if (text.charCodeAt(next) === 0x29) next += 1;
  let joins = 0;
  while (joins < 3 && isJoin(text.charCodeAt(next))) {
    next += 1;
    joins += 1;
  }
  if (joins > 1 && !/^[) ]*(?: [-–] )$/.test(text.slice(at, next))) return -1;
  if (text.charCodeAt(next) === 0x28) next += 1;
  return next > at && isDigit(text.charCodeAt(next)) ? next : -1;
}
