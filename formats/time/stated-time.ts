/** Builds a time from the parts a format states, so that every extractor treats missing zones and impossible dates alike. */
import type { Time, TimePrecision } from '../../schemas/time.ts';

/** The parts of a date as stated; months and days count from 1, `offset` is minutes east of UTC. */
export interface StatedParts {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
  readonly offset?: number;
}

const digits = (value: number, width = 2) => String(value).padStart(width, '0');

const precisionOf = (parts: StatedParts): TimePrecision => {
  if (parts.month === undefined) return 'year';
  if (parts.day === undefined) return 'month';
  if (parts.hour === undefined || parts.minute === undefined) return 'day';
  if (parts.second === undefined) return 'minute';
  return parts.millisecond === undefined ? 'second' : 'millisecond';
};

const isPossible = ({
  year,
  month = 1,
  day = 1,
  hour = 0,
  minute = 0,
  second = 0,
  offset = 0,
}: StatedParts) =>
  [year, month, day, hour, minute, second, offset].every(Number.isInteger) &&
  year >= 1 &&
  year <= 9999 &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() &&
  hour >= 0 &&
  hour <= 23 &&
  minute >= 0 &&
  minute <= 59 &&
  second >= 0 &&
  second <= 59 &&
  Math.abs(offset) <= 1440;

/** The wall clock in ISO 8601, only as fine as stated. */
const writeLocal = (parts: StatedParts, precision: TimePrecision): string => {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
  if (precision === 'year') return date.slice(0, 4);
  if (precision === 'month') return date.slice(0, 7);
  if (precision === 'day') return date;
  const clock = `${date}T${digits(hour)}:${digits(minute)}`;
  if (precision === 'minute') return clock;
  return `${clock}:${digits(second)}${precision === 'millisecond' ? `.${digits(millisecond, 3)}` : ''}`;
};

const toInstant = (parts: StatedParts, offset: number): string | undefined => {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  const date = new Date(0);
  // setUTCFullYear, since Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offset, second, millisecond);
  const instant = date.toISOString();
  return instant.length > 24 ? undefined : instant;
};

/**
 * The time these parts state, or undefined for a date that does not exist (month 13, 30 February). With an
 * offset and a clock it has an instant; without, it floats (`zoneSource: 'none'`).
 */
export function statedTime(parts: StatedParts, raw: string): Time | undefined {
  if (!isPossible(parts)) return undefined;
  const precision = precisionOf(parts);
  const local = writeLocal(parts, precision);
  const hasClock = precision !== 'year' && precision !== 'month' && precision !== 'day';
  const { offset } = parts;
  const instant = offset === undefined || !hasClock ? undefined : toInstant(parts, offset);
  const kept = raw.slice(0, 100);
  if (offset === undefined || instant === undefined)
    return { local, precision, zoneSource: 'none', raw: kept };
  return { instant, local, offset, precision, zoneSource: 'offset', raw: kept };
}
