/** The date that a message gives to all that it carries. */
import { expect, test } from '@jest/globals';
import { carriedDate, type CarriedPlace } from '../../case/carrying-message.ts';
import type { Time } from '../../schemas/time.ts';

const at = (instant: string): Time => ({ instant, precision: 'second', zoneSource: 'utc', raw: instant });

test('of one message in sources of different zones the first source decides how its date stands, in whatever order', () => {
  const sent = at('2015-07-01T12:00:00Z');
  const places: CarriedPlace[] = [
    { sent, source: 2, zone: 'America/New_York' },
    { sent, source: 1, zone: 'Europe/London' },
    { sent: at('2016-01-01T00:00:00Z'), source: 1, zone: 'Europe/London' },
  ];
  const expected = { kind: 'carried', date: '2015-07-01T13:00:00+01:00[Europe/London]' };
  expect(carriedDate(places)).toEqual(expected);
  expect(carriedDate(places.toReversed())).toEqual(expected);
});

test('an earlier message decides, whatever its source', () => {
  const places: CarriedPlace[] = [
    { sent: at('2015-07-01T12:00:00Z'), source: 1, zone: 'Europe/London' },
    { sent: at('2015-06-30T12:00:00Z'), source: 2 },
  ];
  expect(carriedDate(places)).toEqual({ kind: 'carried', date: '2015-06-30T12:00:00Z' });
});
