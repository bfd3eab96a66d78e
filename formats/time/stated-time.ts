/** Builds a time from the parts a format states, so that every format treats missing zones and impossible dates alike. */
import type { Time, TimePrecision } from '../../schemas/time.ts';

/** The parts of a date as stated; months and days count from 1, `offset` is minutes east of UTC. */
export interface StatedParts {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** The decimal digits of the second, as written; nine count. */
  readonly fraction?: string;
  readonly offset?: number;
}

const maxFractionDigits = 9;
/** What the schema's `raw` takes. */
const maxRawUnits = 100;

function precisionOf({ month, day, hour, minute, second, fraction = '' }: StatedParts): TimePrecision {
  if (month === undefined) return 'year';
  if (day === undefined) return 'month';
  if (hour === undefined || minute === undefined) return 'day';
  if (second === undefined) return 'minute';
  if (fraction === '') return 'second';
  return fraction.length <= 3 ? 'millisecond' : fraction.length <= 6 ? 'microsecond' : 'nanosecond';
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const lastDayOf = (year: number, month: number): number => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (daysOfMonths[month - 1] ?? 0);
};

/** Whether a calendar and a clock can show it: 30 February cannot be, nor can 24:01. */
function isPossible(parts: StatedParts): boolean {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = '', offset = 0 } = parts;
  if (!isWithin(year, 1, 9999) || !isWithin(month, 1, 12)) return false;
  if (fraction !== '' && !/^\d*$/u.test(fraction)) return false;
  // ISO 8601-1, 5.3.1.4: 24:00:00 is the end of a day. Second 60 is a leap second (4.3.11).
  const isDayEnd = hour === 24 && minute === 0 && second === 0 && Number(fraction) === 0;
  return (
    isWithin(day, 1, lastDayOf(year, month)) &&
    (isWithin(hour, 0, 23) || isDayEnd) &&
    isWithin(minute, 0, 59) &&
    isWithin(second, 0, 60) &&
    isWithin(offset, -1440, 1440)
  );
}

/** The wall clock as the platform counts it, whose calendar has no leap seconds: each is the second before it. */
function wallClock({ year, month = 1, day = 1, hour = 0, minute = 0, second = 0 }: StatedParts): Date {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59)));
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  if (year < 100) date.setUTCFullYear(year, month - 1, hour === 24 ? day + 1 : day);
  return date;
}

/** Units of `2019-05-01T10:20:30` that each precision states. */
const shownUnits: Partial<Record<TimePrecision, number>> = { year: 4, month: 7, day: 10, minute: 16 };

const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/** The same as text to the second: each message has one, and a `Date` takes four times as long to write it. */
function writeClock(parts: StatedParts, clock: Date): string | undefined {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  // The end of a day is the start of the next.
  if (hour === 24) return writeIso(clock, '');
  const years = year > 999 ? String(year) : String(year).padStart(4, '0');
  return `${years}-${twoDigits[month]}-${twoDigits[day]}T${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[Math.min(second, 59)]}`;
}

/** ISO 8601 without zone, `date` with the digits of its second; undefined beyond the years that four digits hold. */
function writeIso(date: Date, fraction: string): string | undefined {
  const iso = date.toISOString();
  return iso.length > 24 ? undefined : `${iso.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * The time these parts state, or undefined for a date that does not exist (month 13, 30 February). With an
 * offset and a clock it has an instant; without, it floats (`zoneSource: 'none'`).
 */
export function statedTime(parts: StatedParts, raw: string): Time | undefined {
  if (!isPossible(parts)) return undefined;
  const precision = precisionOf(parts);
  const fraction = parts.second === undefined ? '' : (parts.fraction ?? '').slice(0, maxFractionDigits);
  const clock = wallClock(parts);
  const toSecond = writeClock(parts, clock);
  if (toSecond === undefined) return undefined;
  const local = (fraction === '' ? toSecond : `${toSecond}.${fraction}`).slice(0, shownUnits[precision]);
  const kept = raw.slice(0, maxRawUnits);
  const hasClock = parts.hour !== undefined && parts.minute !== undefined;
  const { offset } = parts;
  const instant =
    offset === undefined || !hasClock
      ? undefined
      : writeIso(new Date(clock.getTime() - offset * 60_000), fraction.padEnd(3, '0'));
  if (offset === undefined || instant === undefined)
    return { local, precision, zoneSource: 'none', raw: kept };
  return { instant: `${instant}Z`, local, offset, precision, zoneSource: 'offset', raw: kept };
}

/** The same clock, of a zone that is stated by a name that means several, or none. */
export const unclear = (time: Time): Time => ({ ...time, zoneSource: 'unclear' });

/** A part of a date as a pattern finds it. */
export const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);
