/** Reads the times of ASN.1 as certificates and signatures have them (RFC 5280, 4.1.2.5): in UTC, with seconds. */
import type { Time } from '../../schemas/time.ts';
import { numberOf, statedTime } from './stated-time.ts';

const pattern = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?Z$/;

/** The time of a UTCTime, whose year has two digits (from 1950 on), or of a GeneralizedTime, whose year has four. */
export function parseAsn1Time(raw: string): Time | undefined {
  const [, year = '', month, day, hour, minute, second] = pattern.exec(raw.slice(0, 20)) ?? [];
  if (year === '') return undefined;
  const two = Number(year);
  const full = year.length === 4 ? two : two + (two < 50 ? 2000 : 1900);
  return statedTime(
    {
      year: full,
      month: numberOf(month),
      day: numberOf(day),
      hour: numberOf(hour),
      minute: numberOf(minute),
      second: numberOf(second),
      offset: 0,
    },
    raw,
  );
}
