/** Reads the dates that images carry: EXIF's `2017:03:01 09:30:00` and XMP's ISO 8601. */
import type { Time } from '../../schemas/time.ts';
import { numberOf, statedTime } from './stated-time.ts';

const pattern =
  /^\s*(\d{4})[-:](\d{2})(?:[-:](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/;

const offsetPattern = /^\s*([+-])(\d{2}):?(\d{2})\s*$/;

/** Minutes east of UTC, undefined where it is none (EXIF allows blanks for "unknown"). */
function parseOffset(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === 'Z') return 0;
  const [, sign, hours, minutes] = offsetPattern.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) || 0;
}

/**
 * The time that a tag states. EXIF keeps the zone (`OffsetTime…`) and the fraction (`SubSecTime…`) in tags of
 * their own. Undefined when it is no date: cameras whose clock was never set write zeros.
 */
export function parseImageDate(raw: string, offset?: string, fraction?: string): Time | undefined {
  const found = pattern.exec(raw.slice(0, 64));
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, ownFraction, ownOffset] = found;
  const parts = /^\d{1,9}$/.exec((ownFraction ?? fraction ?? '').trim())?.[0];
  return statedTime(
    {
      year: Number(year),
      month: numberOf(month),
      day: numberOf(day),
      hour: numberOf(hour),
      minute: numberOf(minute),
      second: numberOf(second),
      // SubSecTime has as many digits as the camera pleases; what lies beyond milliseconds no camera measures.
      fraction: parts?.padEnd(3, '0').slice(0, 3),
      offset: parseOffset(ownOffset ?? offset),
    },
    [raw.trim(), ownFraction ? '' : parts && `.${parts}`, ownOffset ? '' : offset?.trim()].join(''),
  );
}
