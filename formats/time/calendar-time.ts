/** Reads the dates, times and durations of iCalendar (RFC 5545, 3.3.4 to 3.3.6), by UTC, by a zone or floating. */
import type { Time, TimePrecision } from '../../schemas/time.ts';
import { numberOf, statedTime, unclear } from './stated-time.ts';
import { parseW3cTime } from './w3c-time.ts';

/** Minutes east of UTC at a wall clock, which is given in milliseconds as if it were UTC; undefined where not known. */
export type WallClockOffset = (wall: number) => number | undefined;

/** The zone that stands beside a time; without an offset the time floats, and keeps the zone's name in `raw`. */
export interface StatedZone {
  readonly id: string;
  readonly offsetAt?: WallClockOffset;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Units of a value; a time has 16, a duration some 20. */
const maxTimeUnits = 64;
/** A zone's name that would push the time out of `raw` is left out of it. */
const maxZoneUnits = 64;

const pattern = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$/i;
const durationPattern =
  /^([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i;

const writeRaw = (value: string, zone: StatedZone | undefined): string =>
  zone === undefined || zone.id.length > maxZoneUnits ? value : `TZID=${zone.id}:${value}`;

/** A wall clock as the format states it: floating, by an offset, or in UTC where no zone but UTC was stated. */
function fromWall(
  wall: number,
  precision: TimePrecision,
  offset: number | undefined,
  raw: string,
  zone?: StatedZone,
): Time | undefined {
  const date = new Date(wall);
  const clock = precision !== 'day';
  const time = statedTime(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: clock ? date.getUTCHours() : undefined,
      minute: clock ? date.getUTCMinutes() : undefined,
      second: clock && precision !== 'minute' ? date.getUTCSeconds() : undefined,
      offset: Number.isInteger(offset) ? offset : undefined,
    },
    raw,
  );
  return time?.zoneSource === 'none' && clock && zone !== undefined ? unclear(time) : time;
}

const asUtc = ({ instant, precision, raw }: Time): Time => ({
  instant: instant?.replace('.000Z', 'Z'),
  precision,
  zoneSource: 'utc',
  raw,
});

const wallOf = ({ local = '', instant = '', precision }: Time): number =>
  Date.parse(local === '' ? instant : precision === 'day' ? local : `${local}Z`);

/** The time that a DATE or DATE-TIME states. A zone counts for a clock without `Z` only (RFC 5545, 3.2.19). */
export function parseCalendarTime(value: string, zone?: StatedZone): Time | undefined {
  const text = value.trim();
  const match = text.length > maxTimeUnits ? null : pattern.exec(text);
  // Some programs write ISO 8601 with its dashes.
  if (!match) return parseW3cTime(text);
  const [, year, month, day, hour, minute, second, utc] = match;
  const parts = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: numberOf(hour),
    minute: numberOf(minute),
    second: numberOf(second),
  };
  if (utc !== undefined) {
    const time = statedTime({ ...parts, offset: 0 }, text);
    return time && asUtc(time);
  }
  const floating = statedTime(parts, writeRaw(text, zone));
  if (floating === undefined || hour === undefined) return floating;
  if (zone === undefined) return floating;
  const offset = zone.offsetAt?.(wallOf(floating));
  return fromWall(wallOf(floating), floating.precision, offset, floating.raw, zone) ?? floating;
}

interface Duration {
  readonly days: number;
  readonly milliseconds: number;
}

function parseDuration(value: string): Duration | undefined {
  const match = value.length > maxTimeUnits ? null : durationPattern.exec(value);
  if (!match || !/\d/.test(value)) return undefined;
  const [, sign, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const factor = sign === '-' ? -1 : 1;
  return {
    days: factor * (Number(weeks) * 7 + Number(days)),
    milliseconds: factor * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000,
  };
}

/**
 * The time a duration after `start`. Days count on the calendar, hours on the clock that runs (RFC 5545, 3.3.6): over
 * a change to summer time a day has 23 hours. `raw` is both as a period writes them: `start/duration`.
 */
export function addDuration(start: Time, value: string, zone?: StatedZone): Time | undefined {
  const duration = parseDuration(value.trim());
  if (!duration) return undefined;
  const raw = `${start.raw}/${value.trim()}`;
  const wall = wallOf(start) + duration.days * dayMs;
  const precision = start.precision === 'day' && duration.milliseconds !== 0 ? 'second' : start.precision;
  if (start.zoneSource === 'utc') {
    const time = fromWall(wall + duration.milliseconds, precision, 0, raw);
    return time && asUtc(time);
  }
  const offset = start.offset === undefined ? undefined : (zone?.offsetAt?.(wall) ?? start.offset);
  if (offset === undefined) {
    const later = fromWall(wall + duration.milliseconds, precision, undefined, raw);
    return later && start.zoneSource === 'unclear' ? unclear(later) : later;
  }
  const end = wall + duration.milliseconds;
  // The instant counts. Where the clocks changed on the way, the wall clock moves with them.
  const later = zone?.offsetAt?.(end + dayMs) ?? offset;
  const moved = end + (later - offset) * minuteMs;
  return zone?.offsetAt?.(moved) === later
    ? fromWall(moved, precision, later, raw)
    : fromWall(end, precision, offset, raw);
}
