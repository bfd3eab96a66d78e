/** Dates of figures: 2016-03-04, 24.03.2016, 03/04/16. Of two figures that each may be the month both readings are kept. */
import { dayOf } from './calendar.ts';
import type { DateToken } from './date-tokens.ts';
import { labels } from './date-words.ts';
import type { ReadDate, Said } from './written-date.ts';

/** What may not touch a date of figures: the rest of a number, a path, an address, a price. */
const glueBefore = /[\p{L}\p{N}.\-/\\#@_$€£₹=+%–]/u;
const glueBehind = /^(?:[\p{L}\p{N}\\@_%=+]|[-/:–][\p{L}\p{N}]|\.[\p{L}\p{N}])/u;
const clock = /^T\d\d:?\d\d/u;
/** Units on either side in which an address is looked for. */
const near = 80;

/** POSIX: 69 to 99 are of the last century. */
export const yearOfTwo = (year: number): number => year + (year >= 69 ? 1900 : 2000);

/** Within an address, a path or the id of a message. */
export function isInAddress(text: string, start: number, end: number): boolean {
  const before = /[^\s<>()"']*$/u.exec(text.slice(Math.max(0, start - near), start))?.[0] ?? '';
  const behind = /^[^\s<>()"']*/u.exec(text.slice(end, end + near))?.[0] ?? '';
  return /@|:\/\/|www\.|\\/u.test(before + behind);
}

function isLabelled(text: string, tokens: readonly DateToken[], at: number): boolean {
  const [one, here] = [tokens[at - 1], tokens[at]];
  if (!one || !here || one.digits > 0) return false;
  return labels.has(one.word) && /^[.:#]?[ \u00a0]?#?$/u.test(text.slice(one.end, here.start));
}

function said(a: DateToken, b: DateToken, c: DateToken, sign: string): Said | undefined {
  const [first, second, third] = [a.number ?? -1, b.number ?? -1, c.number ?? -1];
  if (a.digits === 4) {
    const day = b.digits <= 2 && c.digits <= 2 ? dayOf(first, second, third) : undefined;
    return day === undefined || first < 1900 || first > 2099
      ? undefined
      : { is: 'full', span: { from: day, to: day }, precision: 'day' };
  }
  if (a.digits > 2 || b.digits > 2 || (c.digits !== 4 && c.digits !== 2)) return undefined;
  const twoDigits = c.digits === 2;
  // 1.2.16 is a version and 10-12-16 a score more often than a date.
  if (twoDigits && (sign === '-' || (sign !== '/' && (a.digits < 2 || b.digits < 2)))) return undefined;
  const year = twoDigits ? yearOfTwo(third) : third;
  if (year < 1900 || year > 2099) return undefined;
  const [dayFirst, monthFirst] = [dayOf(year, second, first), dayOf(year, first, second)];
  const two = twoDigits ? { twoDigits } : {};
  if (dayFirst !== undefined && monthFirst !== undefined && dayFirst !== monthFirst)
    return { is: 'either', dayFirst, monthFirst, ...two };
  const day = dayFirst ?? monthFirst;
  if (day === undefined) return undefined;
  const order = first === second ? {} : { order: dayFirst === undefined ? 'month-first' : 'day-first' } as const;
  return { is: 'full', span: { from: day, to: day }, precision: 'day', ...two, ...order };
} // prettier-ignore

export function readNumeric(text: string, tokens: readonly DateToken[], at: number): ReadDate | undefined {
  const [a, b, c] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (a?.number === undefined || b?.number === undefined || c?.number === undefined) return undefined;
  const sign = text.slice(a.end, b.start);
  if (sign !== text.slice(b.end, c.start) || !/^(?:[/-]|\. ?)$/u.test(sign)) return undefined;
  if (a.start > 0 && glueBefore.test(text.charAt(a.start - 1))) return undefined;
  const behind = text.slice(c.end, c.end + 8);
  if (glueBehind.test(behind) && !clock.test(behind)) return undefined;
  if (isLabelled(text, tokens, at) || isInAddress(text, a.start, c.end)) return undefined;
  const is = said(a, b, c, sign);
  return is && { said: is, from: at, to: at + 3 };
}
