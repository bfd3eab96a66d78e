/** Reads a number written in groups: digits, and what stands between them. */

export interface DigitGroups {
  readonly start: number;
  /** Digits of each group, and the separator before each but the first. */
  readonly groups: readonly string[];
  readonly separators: readonly string[];
  /** End of each group in the text. */
  readonly ends: readonly number[];
}

/** No number of a person or account has fewer digits, and none has more digits or groups. */
const minDigits = 6;
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

/** Where the groups being read begin and end: most numbers of a text are too short to be made into strings. */
const starts = new Int32Array(maxGroups);
const stops = new Int32Array(maxGroups);

/** Groups from the digit at `start` on; undefined for a run longer than any number, and for fewer than `minDigits`. */
export function readGroups(text: string, start: number): DigitGroups | undefined {
  let at = start;
  let total = 0;
  let count = 0;
  while (count < maxGroups) {
    const from = at;
    while (at - from <= maxDigits && isDigit(text.charCodeAt(at))) at += 1;
    if (at - from > maxDigits) return undefined;
    if (total + at - from > maxDigits) break;
    total += at - from;
    starts[count] = from;
    stops[count] = at;
    count += 1;
    const next = separatorEnd(text, at);
    if (next < 0) break;
    at = next;
  }
  return total < minDigits ? undefined : groupsOf(text, start, count);
}

function groupsOf(text: string, start: number, count: number): DigitGroups {
  const groups: string[] = [];
  const separators: string[] = [];
  const ends: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const from = starts[at] as number;
    const stop = stops[at] as number;
    if (at > 0) separators.push(text.slice(ends[at - 1], from));
    groups.push(text.slice(from, stop));
    ends.push(stop);
  }
  return { start, groups, separators, ends };
}

/** Where the next group begins, after one separator, a bracketed group's brackets, or ` - `; -1 where none does. */
function separatorEnd(text: string, at: number): number {
  let next = at;
  const first = text.charCodeAt(at);
  if (first !== 0x28 && first !== 0x29 && !isJoin(first)) return -1;
  if (first === 0x29) next += 1;
  let joins = 0;
  while (joins < 3 && isJoin(text.charCodeAt(next))) {
    next += 1;
    joins += 1;
  }
  if (joins > 1 && !/^[) ]*(?: [-–] )$/.test(text.slice(at, next))) return -1;
  if (text.charCodeAt(next) === 0x28) next += 1;
  return next > at && isDigit(text.charCodeAt(next)) ? next : -1;
}
