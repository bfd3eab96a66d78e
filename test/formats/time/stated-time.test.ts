/** What every format's dates share: the calendar, the clock, precision and zones. */
import { describe, expect, test } from '@jest/globals';
import { type StatedParts, statedTime } from '../../../formats/time/stated-time.ts';

const noon = { year: 2019, month: 5, day: 1, hour: 12, minute: 0, second: 0 };

describe('a date that the calendar has', () => {
  test.each<[string, StatedParts, object]>([
    ['a year', { year: 2019 }, { local: '2019', precision: 'year' }],
    ['a month', { year: 2019, month: 5 }, { local: '2019-05', precision: 'month' }],
    ['a day', { year: 2019, month: 5, day: 1 }, { local: '2019-05-01', precision: 'day' }],
    ['the hour alone', { ...noon, minute: undefined }, { local: '2019-05-01', precision: 'day' }],
    ['minutes', { ...noon, second: undefined }, { local: '2019-05-01T12:00', precision: 'minute' }],
    ['seconds', noon, { local: '2019-05-01T12:00:00', precision: 'second' }],
    [
      'a fraction',
      { ...noon, fraction: '25' },
      { local: '2019-05-01T12:00:00.25', precision: 'millisecond' },
    ],
    [
      'finer',
      { ...noon, fraction: '1234567' },
      { local: '2019-05-01T12:00:00.1234567', precision: 'nanosecond' },
    ],
    ['too fine', { ...noon, fraction: '1234567891' }, { local: '2019-05-01T12:00:00.123456789' }],
    ['29 February of a leap year', { year: 2000, month: 2, day: 29 }, { local: '2000-02-29' }],
    ['the year 1', { year: 1, month: 1, day: 1 }, { local: '0001-01-01' }],
    ['the year 99', { year: 99, month: 12, day: 31 }, { local: '0099-12-31' }],
    ['a leap second', { ...noon, hour: 23, minute: 59, second: 60 }, { local: '2019-05-01T23:59:59' }],
    ['the end of a day', { ...noon, hour: 24 }, { local: '2019-05-02T00:00:00' }],
    ['the end of a year', { ...noon, month: 12, day: 31, hour: 24 }, { local: '2020-01-01T00:00:00' }],
  ])('%s', (_, parts, expected) => {
    expect(statedTime(parts, 'as written')).toMatchObject({
      ...expected,
      zoneSource: 'none',
      raw: 'as written',
    });
  });
});

describe('a date that no calendar has', () => {
  test.each<[string, StatedParts]>([
    ['30 February', { year: 2019, month: 2, day: 30 }],
    ['29 February of a common year', { year: 2019, month: 2, day: 29 }],
    ['29 February of 1900', { year: 1900, month: 2, day: 29 }],
    ['31 April', { year: 2019, month: 4, day: 31 }],
    ['month 0', { year: 2019, month: 0, day: 1 }],
    ['month 13', { year: 2019, month: 13, day: 1 }],
    ['day 0', { year: 2019, month: 5, day: 0 }],
    ['the year 0', { year: 0, month: 1, day: 1 }],
    ['the year 10000', { year: 10_000, month: 1, day: 1 }],
    ['hour 25', { ...noon, hour: 25 }],
    ['24:01', { ...noon, hour: 24, minute: 1 }],
    ['24:00:00.5', { ...noon, hour: 24, fraction: '5' }],
    ['minute 60', { ...noon, minute: 60 }],
    ['second 61', { ...noon, second: 61 }],
    ['half a day', { ...noon, day: 1.5 }],
    ['no number', { ...noon, day: Number.NaN }],
    ['a zone two days off', { ...noon, offset: 2880 }],
    ['the end of the last year', { ...noon, year: 9999, month: 12, day: 31, hour: 24 }],
  ])('%s', (_, parts) => {
    expect(statedTime(parts, '')).toBeUndefined();
  });
});

describe('a zone', () => {
  test.each<[string, StatedParts, object]>([
    ['east', { ...noon, offset: 330 }, { instant: '2019-05-01T06:30:00.000Z', offset: 330 }],
    ['west, over a day', { ...noon, hour: 23, offset: -120 }, { instant: '2019-05-02T01:00:00.000Z' }],
    ['with a fraction', { ...noon, fraction: '5', offset: 0 }, { instant: '2019-05-01T12:00:00.500Z' }],
    ['with a fine one', { ...noon, fraction: '1234', offset: 0 }, { instant: '2019-05-01T12:00:00.1234Z' }],
  ])('%s makes an instant', (_, parts, expected) => {
    expect(statedTime(parts, '')).toMatchObject({ ...expected, zoneSource: 'offset' });
  });

  test.each<[string, StatedParts]>([
    ['of a day alone', { year: 2019, month: 5, day: 1, offset: 0 }],
    ['that leads beyond the year 9999', { ...noon, year: 9999, month: 12, day: 31, offset: -1440 }],
  ])('%s makes none', (_, parts) => {
    const time = statedTime(parts, '');
    expect(time).toMatchObject({ zoneSource: 'none' });
    expect(time?.instant).toBeUndefined();
  });
});

test('what was written is kept, cut at what the schema takes', () => {
  expect(statedTime({ year: 2019 }, 'x'.repeat(200))?.raw).toBe('x'.repeat(100));
});
