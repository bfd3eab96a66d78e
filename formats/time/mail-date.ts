/** Reads the dates that mail writes: RFC 5322, its obsolete forms, asctime and ISO 8601, nothing invented. */
import type { Time } from '../../schemas/time.ts';
import { numberOf, statedTime } from './stated-time.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes east of UTC of the zone names that RFC 5322 (4.3) gives a meaning; all others float. */
const zoneMinutes = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
]);

interface Parts {
  year?: number;
  month?: number;
  day?: number;
  clock?: { hour: number; minute: number; second?: number };
  zone?: string;
}

/** RFC 5322, 4.3: 00 to 49 are 2000 to 2049, 50 to 999 count from 1900. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  if (digits.length >= 4) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
};

const clockPattern = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?$/;
const isoDatePattern = /^(\d{4})-(\d{2})-(\d{2})(?:t(.+))?$/;
const dashedPattern = /^(\d{1,2})-([a-z]{3})[a-z]*-(\d{2,4})$/;
const attachedZonePattern = /^([\d:.,]+)(z|[+-]\d{2}:?\d{2})$/;

function readClock(token: string, parts: Parts): boolean {
  const attached = attachedZonePattern.exec(token);
  const match = clockPattern.exec(attached?.[1] ?? token);
  if (!match || parts.clock) return false;
  parts.clock = { hour: Number(match[1]), minute: Number(match[2]), second: numberOf(match[3]) };
  if (attached?.[2] !== undefined) parts.zone = attached[2];
  return true;
}

function readNumber(token: string, parts: Parts): void {
  if (parts.day === undefined && token.length <= 2) parts.day = Number(token);
  else if (parts.year === undefined && token.length <= 4) parts.year = fullYear(token);
}

function readToken(token: string, parts: Parts): void {
  const iso = isoDatePattern.exec(token);
  const dashed = iso ? null : dashedPattern.exec(token);
  if (iso) {
    parts.year = Number(iso[1]);
    parts.month = Number(iso[2]);
    parts.day = Number(iso[3]);
    if (iso[4] !== undefined) readClock(iso[4], parts);
  } else if (dashed) {
    parts.day = Number(dashed[1]);
    parts.month = months.indexOf(dashed[2] ?? '') + 1;
    parts.year = fullYear(dashed[3] ?? '');
  } else if (readClock(token, parts)) return;
  else if (/^\d{1,4}$/.test(token)) readNumber(token, parts);
  else if (/^[+-]\d/.test(token)) parts.zone ??= token;
  else if (/^[a-z]/.test(token)) {
    const month = months.indexOf(token.slice(0, 3));
    if (month >= 0 && parts.month === undefined && parts.clock === undefined) parts.month = month + 1;
    else if (parts.clock && token !== 'am' && token !== 'pm') parts.zone ??= token;
  }
}

/** Minutes east of UTC, or undefined for `-0000` (no zone is known) and for what is no zone. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return zoneMinutes.get(zone);
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  // RFC 5322, 3.3: -0000 says that nothing is known of the zone. No zone lies 15 hours off.
  if ((match[1] === '-' && minutes === 0) || Number(match[3]) > 59 || minutes > 14 * 60) return undefined;
  return match[1] === '-' ? -minutes : minutes;
}

/** What nearly every mail program writes (RFC 5322, 3.3), read in one step. */
const usualPattern =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun), +)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([+-]\d{4})(?: \([^()]*\))?$/i;

function readUsual(raw: string): Parts | undefined {
  const match = usualPattern.exec(raw);
  if (!match) return undefined;
  const month = months.indexOf((match[2] ?? '').toLowerCase()) + 1;
  if (month === 0) return undefined;
  return {
    year: Number(match[3]),
    month,
    day: Number(match[1]),
    clock: { hour: Number(match[4]), minute: Number(match[5]), second: Number(match[6]) },
    zone: match[7] ?? '',
  };
}

function readTokens(raw: string): Parts {
  const parts: Parts = {};
  for (const token of raw
    .replaceAll(/\([^()]*\)?/g, ' ')
    .toLowerCase()
    .split(/[\s,]+/)) {
    if (token !== '') readToken(token, parts);
  }
  return parts;
}

/** The time that `value` states, or undefined where it is none. Comments are passed over. */
export function parseMailDate(value: string): Time | undefined {
  const raw = value.trim().slice(0, 100);
  const parts = readUsual(raw) ?? readTokens(raw);
  const { year, month, day, clock, zone } = parts;
  // Years before 1000 are broken clocks and counters, never mail.
  if (year === undefined || year < 1000 || month === undefined || day === undefined) return undefined;
  return statedTime(
    {
      year,
      month,
      day,
      hour: clock?.hour,
      minute: clock?.minute,
      second: clock?.second,
      offset: offsetOf(zone),
    },
    raw,
  );
}
