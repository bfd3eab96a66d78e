/** Reads the dates of PDF (ISO 32000-2, 7.9.4), with the sloppiness that real producers show. */
import type { Time } from '../../schemas/time.ts';
import { numberOf, statedTime } from './stated-time.ts';

const pattern =
  /^\s*(?:D:)?(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2}))?)?)?)?)?\s*(?:([Z+-])(?:(\d{2})'?(?:(\d{2})'?)?)?)?/;

/** The time that `D:YYYYMMDDHHmmSSOHH'mm'` states; parts may be missing from the right. Undefined when it is none. */
export function parsePdfDate(raw: string): Time | undefined {
  // A date has 23 characters; more is either a comment or an attack on the pattern.
  const found = pattern.exec(raw.slice(0, 64));
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = found;
  const minutes = Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0);
  return statedTime(
    {
      year: Number(year),
      month: numberOf(month),
      day: numberOf(day),
      hour: numberOf(hour),
      // The hour alone is allowed; 7.9.4 says missing parts are zero.
      minute: hour === undefined ? undefined : Number(minute ?? 0),
      second: numberOf(second),
      offset: sign === undefined ? undefined : sign === '-' ? -minutes : minutes,
    },
    raw,
  );
}
