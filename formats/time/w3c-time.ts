/** Reads the times office packages write (W3CDTF, a profile of ISO 8601) without inventing what is not stated. */
import type { Time } from '../../schemas/time.ts';
import { numberOf, statedTime } from './stated-time.ts';

const pattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/;

/** Minutes east of UTC; none for what no zone is: XML Schema (3.2.7.3) ends at 14 hours, ISO 8601 at 24. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  if (minutes > 1440) return undefined;
  return zone.startsWith('-') && minutes > 0 ? -minutes : minutes;
}

/** The time a value states, or undefined where it states none. */
export function parseW3cTime(value: string): Time | undefined {
  const raw = value.trim();
  const match = raw.length > 100 ? null : pattern.exec(raw);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const time = statedTime(
    {
      year: Number(year),
      month: numberOf(month),
      day: numberOf(day),
      hour: numberOf(hour),
      minute: numberOf(minute),
      second: numberOf(second),
      fraction,
      offset: offsetOf(zone),
    },
    raw,
  );
  if (time?.instant === undefined) return time;
  // No digits of a second where none were stated.
  const instant = fraction === undefined ? time.instant.replace('.000Z', 'Z') : time.instant;
  const { precision } = time;
  return zone === 'Z' ? { instant, precision, zoneSource: 'utc', raw } : { ...time, instant };
}
