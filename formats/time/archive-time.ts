/** Turns the time stamps that archives keep into the schema's times. */
import type { Time } from '../../schemas/time.ts';
import { statedTime } from './stated-time.ts';

/** The range of a JavaScript date, in seconds. */
const maxSeconds = 8.64e12;
/** Seconds from 1601-01-01, where FILETIME starts, to 1970-01-01. */
const filetimeEpoch = 11_644_473_600n;

const isoSeconds = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/u, '');

/** Seconds since 1970 in UTC; `fraction` is its decimal digits as written (pax), if any. */
export function unixTime(seconds: number, raw: string, fraction = ''): Time | undefined {
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds) > maxSeconds) return undefined;
  const digits = fraction.slice(0, 9);
  const whole = isoSeconds(seconds);
  if (digits === '') return { instant: `${whole}Z`, precision: 'second', zoneSource: 'utc', raw };
  const precision = digits.length <= 3 ? 'millisecond' : digits.length <= 6 ? 'microsecond' : 'nanosecond';
  return { instant: `${whole}.${digits}Z`, precision, zoneSource: 'utc', raw };
}

/** Decimal seconds with an optional fraction, as pax writes them; negative ones count back from 1970. */
export function decimalTime(text: string): Time | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,30}))?$/u.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const seconds = Number(whole);
  if (sign !== '-' || /^0*$/u.test(fraction)) return unixTime(sign ? -seconds : seconds, text, fraction);
  const digits = fraction.slice(0, 9).padEnd(9, '0');
  const rest = String(1_000_000_000 - Number(digits)).padStart(9, '0');
  return unixTime(-seconds - 1, text, rest === '1000000000' ? '' : rest);
}

/** Windows FILETIME: 100 ns since 1601 in UTC. Zero means unset. */
export function filetime(value: bigint): Time | undefined {
  if (value <= 0n) return undefined;
  const seconds = value / 10_000_000n - filetimeEpoch;
  const fraction = (value % 10_000_000n).toString().padStart(7, '0');
  return unixTime(Number(seconds), value.toString(), fraction);
}

/**
 * MS-DOS date and time: a wall clock without zone, to two seconds. Dates that no calendar holds (month 0) are
 * no time.
 */
export function dosTime(date: number, time: number): Time | undefined {
  const year = 1980 + (date >> 9);
  const month = (date >> 5) & 15;
  const day = date & 31;
  const [hour, minute, second] = [time >> 11, (time >> 5) & 63, (time & 31) * 2];
  // Five bits hold hours up to 31 and seconds up to 62, and DOS knows neither 24:00 nor leap seconds.
  if (hour > 23 || second > 58) return undefined;
  const raw = `0x${date.toString(16).padStart(4, '0')}${time.toString(16).padStart(4, '0')}`;
  return statedTime({ year, month, day, hour, minute, second }, raw);
}
