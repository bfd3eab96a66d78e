/** Dates as the index gets them: moments stay, wall clocks are those of the declared zone, days stay as stated. */
import { expect, test } from '@jest/globals';
import { indexDate, indexDates } from '../../case/index-dates.ts';
import { stretchOf } from '../../search/query/dates.ts';
import type { Time } from '../../schemas/time.ts';

const floating = (local: string, precision: Time['precision'] = 'second'): Time => ({
  local,
  precision,
  zoneSource: 'none',
  raw: local,
});
const stated = (instant: string, local: string, offset: number): Time => ({
  instant,
  local,
  offset,
  precision: 'second',
  zoneSource: 'offset',
  raw: local,
});

test.each<[Time, string | undefined, string]>([
  [floating('2015-07-01T00:30:00'), 'Europe/London', '2015-07-01T00:30:00+01:00[Europe/London]'],
  [floating('2015-10-26T15:30', 'minute'), 'Europe/London', '2015-10-26T15:30+00:00[Europe/London]'],
  [floating('2015-07-01T00:30:00.123'), undefined, '2015-07-01T00:30:00'],
  [floating('2015-07-01', 'day'), 'Asia/Kolkata', '2015-07-01'],
  [floating('2015', 'year'), 'Asia/Kolkata', '2015'],
  [
    stated('2015-06-30T20:00:00.000Z', '2015-06-30T16:00:00', -240),
    'Asia/Kolkata',
    '2015-07-01T01:30:00+05:30[Asia/Kolkata]',
  ],
  [stated('2015-06-30T20:00:00.000Z', '2015-06-30T16:00:00', -240), undefined, '2015-06-30T20:00:00Z'],
  // A local mean time with seconds.
  [stated('1601-01-01T00:00:00.000Z', '1601-01-01T00:00:00', 0), 'Europe/London', '1601-01-01T00:00:00Z'],
])('%j in %s', (time, zone, date) => {
  expect(indexDate(time, zone)).toBe(date);
  expect(stretchOf(date)).toBeDefined();
  if (time.instant !== undefined) expect(stretchOf(date)?.from).toBe(Date.parse(time.instant));
});

test.each<[Time, string | undefined]>([
  [stated('2015-06-30T20:00:00.000Z', '2015-07-01T01:30:00', 330), '2015-07-01T01:30:00'],
  [floating('2015-07-01T01:30:00'), undefined],
  [
    { instant: '2015-07-01T01:30:00Z', precision: 'second', zoneSource: 'utc', raw: '' },
    '2015-07-01T01:30:00',
  ],
  [
    {
      instant: '2015-07-01T01:30:00Z',
      precision: 'second',
      zoneSource: 'utc',
      raw: 'Wed, 1 Jul 2015 01:30:00 -0000',
    },
    undefined,
  ],
  [floating('2015-07-01', 'day'), undefined],
])('the clock of a sender who wrote %j', (sent, local) => {
  const dates = indexDates({ sent }, 'Europe/London');
  expect(dates.find(({ kind }) => kind === 'sent.local')?.date).toBe(local);
});
