/** Reads the dates that mail writes: RFC 5322, its obsolete forms, asctime and ISO 8601, nothing invented. */
import type { Time } from '../../schemas/time.ts';
import { isUtcAlone, offsetOfZone, statesZone } from './mail-zone.ts';
import { numberOf, statedTime, unclear } from './stated-time.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthWord =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?$/;
const weekdayWord = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?$/;
/** The halves of the day, as programs write them in English and in East Asia. */
const morning = /^(?:am|a\.m\.?|上午|午前|오전)$/;
const afternoon = /^(?:pm|p\.m\.?|下午|午後|오후)$/;

/** Units that are looked at: a comment may stand before the date. */
const maxUnits = 1_000;
/** Words of one value: the longest form has nine, with the name of a zone in several. */
const maxWords = 40;

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
  readonly fraction?: string;
}

interface Parts {
  year?: number;
  month?: number;
  day?: number;
  clock?: Clock;
  half?: 'am' | 'pm';
  readonly zone: string[];
  /** A word that is no part of any date stands where the month could be: in another language, say. */
  isForeign?: boolean;
}

/** RFC 5322, 4.3: 00 to 49 are 2000 to 2049, 50 to 999 count from 1900. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  if (digits.length >= 4) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
};

const monthOf = (word: string): number | undefined =>
  monthWord.test(word) ? months.indexOf(word.slice(0, 3)) + 1 : undefined;

const clockPattern =
  /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?([ap]\.?m\.?)?(z|(?:gmt|utc?)?[+-]\d{1,2}:?(?:\d{2})?)?$/;

function readClock(token: string, parts: Parts): boolean {
  const match = parts.clock ? null : clockPattern.exec(token);
  if (!match) return false;
  const [, hour, minute, second, fraction, half, zone] = match;
  parts.clock = { hour: Number(hour), minute: Number(minute), second: numberOf(second), fraction };
  if (half !== undefined) parts.half = half.startsWith('a') ? 'am' : 'pm';
  if (zone !== undefined) parts.zone.push(zone);
  return true;
}

const isoPattern = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:t(.+))?$/;
const numbersPattern = /^(\d{1,2})([/.])(\d{1,2})\2(\d{4})$/;
const dayFirstPattern = /^(\d{1,2})[-/.]([a-z]{3,9})[-/.](\d{2,4})$/;
const monthFirstPattern = /^([a-z]{3,9})[-/.](\d{1,2})[-/.](\d{2,4})$/;
const yearFirstPattern = /^(\d{4})[-/.]([a-z]{3,9})[-/.](\d{1,2})$/;

/** Day and month of two numbers; undefined where both orders are in use and both are possible. */
function orderNumbers(
  first: number,
  sign: string,
  second: number,
): { day: number; month: number } | undefined {
  // Numbers between full stops are day and month everywhere; between slashes, America has the month first.
  if (sign === '.' || first > 12 || first === second) return { day: first, month: second };
  return second > 12 ? { day: second, month: first } : undefined;
}

function setDate(parts: Parts, year: number, month: number | undefined, day: number): boolean {
  if (month === undefined) return false;
  parts.year = year;
  parts.month = month;
  parts.day = day;
  return true;
}

/** A date whose three parts stand in one word. */
function readDate(token: string, parts: Parts): boolean {
  const iso = isoPattern.exec(token);
  if (iso) {
    if (iso[4] !== undefined) readClock(iso[4], parts);
    return setDate(parts, Number(iso[1]), Number(iso[2]), Number(iso[3]));
  }
  const numbers = numbersPattern.exec(token);
  if (numbers) {
    const order = orderNumbers(Number(numbers[1]), numbers[2] ?? '', Number(numbers[3]));
    return order !== undefined && setDate(parts, fullYear(numbers[4] ?? ''), order.month, order.day);
  }
  const dayFirst = dayFirstPattern.exec(token);
  if (dayFirst)
    return setDate(parts, fullYear(dayFirst[3] ?? ''), monthOf(dayFirst[2] ?? ''), Number(dayFirst[1]));
  const monthFirst = monthFirstPattern.exec(token);
  if (monthFirst)
    return setDate(parts, fullYear(monthFirst[3] ?? ''), monthOf(monthFirst[1] ?? ''), Number(monthFirst[2]));
  const yearFirst = yearFirstPattern.exec(token);
  return (
    yearFirst !== null &&
    setDate(parts, Number(yearFirst[1]), monthOf(yearFirst[2] ?? ''), Number(yearFirst[3]))
  );
}

function readNumber(token: string, parts: Parts): void {
  if (parts.day === undefined && token.length <= 2) parts.day = Number(token);
  else if (parts.year === undefined && token.length <= 4) parts.year = fullYear(token);
}

function readWord(token: string, parts: Parts): void {
  if (morning.test(token)) parts.half ??= 'am';
  else if (afternoon.test(token)) parts.half ??= 'pm';
  else if (parts.month === undefined && monthWord.test(token)) parts.month = monthOf(token);
  else if (weekdayWord.test(token)) return;
  else if (parts.clock) parts.zone.push(token);
  else if (token !== 'at' && token !== 'of') parts.isForeign = true;
}

function readToken(token: string, parts: Parts): void {
  if (readDate(token, parts) || readClock(token, parts)) return;
  const number = /^(\d{1,4})(?:st|nd|rd|th|\.)?$/.exec(token)?.[1];
  if (number !== undefined) readNumber(number, parts);
  else if (/^[+-]\d/.test(token)) parts.zone.push(token);
  else if (/^\p{L}/u.test(token)) readWord(token, parts);
}

/** What nearly every mail program writes (RFC 5322, 3.3), read in one step. */
const usualPattern =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun), +)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([+-]\d{4})(?: \([^()]*\))?$/i;

function readUsual(raw: string): Parts | undefined {
  const match = usualPattern.exec(raw);
  const month = match ? months.indexOf((match[2] ?? '').toLowerCase()) + 1 : 0;
  if (!match || month === 0) return undefined;
  return {
    year: Number(match[3]),
    month,
    day: Number(match[1]),
    clock: { hour: Number(match[4]), minute: Number(match[5]), second: Number(match[6]) },
    zone: [match[7] ?? ''],
  };
}

/** The value without its comments, which nest (RFC 5322, 3.2.2); one that is not closed goes to the end. */
function withoutComments(raw: string): string {
  let kept = '';
  let depth = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const unit = raw.charAt(at);
    if (unit === '\\') at += 1;
    else if (unit === '(') depth += 1;
    else if (unit === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += unit;
    if (unit === ')' && depth === 0) kept += ' ';
  }
  return kept;
}

function readTokens(raw: string): Parts {
  const parts: Parts = { zone: [] };
  const plain = withoutComments(raw)
    .toLowerCase()
    // A weekday is never needed, and other languages have one that is called as a month is here: `mar.`, mardi.
    .replace(/^\s*[^\d\s,]{1,20},/, ' ')
    // The obsolete syntax has blanks around colons (RFC 5322, 4.3).
    .replaceAll(/(\d) {0,9}: {0,9}(?=\d)/g, '$1:');
  for (const token of plain.split(/[\s,;]+/, maxWords)) if (token !== '') readToken(token, parts);
  return parts;
}

/** The hour of a clock of twice twelve hours; one over 12 was written by a clock of 24, whatever stands behind it. */
function fullHour(hour: number, half: Parts['half']): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** The time that `value` states, or undefined where it is none. Comments are passed over. */
export function parseMailDate(value: string): Time | undefined {
  const raw = value.trim().slice(0, maxUnits);
  const { year, month, day, clock, half, zone, isForeign } = readUsual(raw) ?? readTokens(raw);
  if (isForeign || year === undefined || month === undefined || day === undefined) return undefined;
  // Years before 1000 are broken clocks and counters, never mail.
  if (year < 1000) return undefined;
  const time = statedTime(
    {
      year,
      month,
      day,
      hour: clock && fullHour(clock.hour, half),
      minute: clock?.minute,
      second: clock?.second,
      fraction: clock?.fraction,
      offset: offsetOfZone(zone),
    },
    raw,
  );
  if (time?.zoneSource === 'none' && clock && statesZone(zone)) return unclear(time);
  if (!time?.instant || !isUtcAlone(zone)) return time;
  const { instant, precision } = time;
  return { instant, precision, zoneSource: 'utc', raw: time.raw };
}
