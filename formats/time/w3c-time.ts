/** Reads the times office packages write (W3CDTF, a profile of ISO 8601) without inventing what is not stated. */
import type { Time, TimePrecision } from '../../schemas/time.ts';

const pattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/;

function precisionOf(parts: readonly (string | undefined)[]): TimePrecision {
  const [, month, day, hour, second, fraction] = parts;
  if (fraction !== undefined)
    return fraction.length <= 3 ? 'millisecond' : fraction.length <= 6 ? 'microsecond' : 'nanosecond';
  if (second !== undefined) return 'second';
  if (hour !== undefined) return 'minute';
  if (day !== undefined) return 'day';
  return month === undefined ? 'year' : 'month';
}

const offsetMinutes = (zone: string): number =>
  zone === 'Z'
    ? 0
    : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));

/** The time a value states, or undefined where it states none. `utc`: the format fixes the zone of unzoned values. */
export function parseW3cTime(value: string): Time | undefined {
  const raw = value.trim();
  const match = raw.length > 100 ? null : pattern.exec(raw);
  if (!match) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, zone] = match;
  const precision = precisionOf([year, month, day, hour, second, fraction]);
  const date = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const clock = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}${fraction === undefined ? '' : `.${fraction}`}`;
  const milliseconds = Date.parse(`${date}T${clock.slice(0, 12)}Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  const stated =
    hour === undefined
      ? [year, month, day].filter((part) => part !== undefined).join('-')
      : `${date}T${clock}`;
  if (zone === undefined || hour === undefined) return { local: stated, precision, zoneSource: 'none', raw };
  const offset = offsetMinutes(zone);
  if (Math.abs(offset) > 1440) return { local: stated, precision, zoneSource: 'none', raw };
  const instant = new Date(milliseconds - offset * 60_000).toISOString();
  const finer = fraction !== undefined && fraction.length > 3 ? fraction.slice(3) : '';
  const shown = fraction === undefined ? instant.replace('.000Z', 'Z') : instant.replace('Z', `${finer}Z`);
  return zone === 'Z'
    ? { instant: shown, precision, zoneSource: 'utc', raw }
    : { instant: shown, local: stated, offset, precision, zoneSource: 'offset', raw };
}
