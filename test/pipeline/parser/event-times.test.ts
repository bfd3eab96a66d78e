import { expect, test } from '@jest/globals';
import { EventTimes } from '../../../pipeline/parser/event-times.ts';
import { maxListEntries } from '../../../schemas/metadata.ts';

const at = (moment: number) => ({
  instant: new Date(moment).toISOString(),
  precision: 'millisecond' as const,
  zoneSource: 'utc' as const,
  raw: '',
});
const hour = 3_600_000;

test('each time once, in order; those that float as they are', () => {
  const times = new EventTimes();
  expect(times.list).toBeUndefined();
  times.add(at(hour));
  times.add({ local: '1970-01-01', precision: 'day', zoneSource: 'none', raw: '' });
  times.add(at(0));
  times.add(at(hour));
  expect(times.list).toEqual(['1970-01-01', '1970-01-01T00:00:00.000Z', '1970-01-01T01:00:00.000Z']);
});

test('of what lasts start and end; of many the days', () => {
  const times = new EventTimes();
  times.add(at(0), at(50 * hour));
  times.add(at(hour), at(hour));
  expect(times.list).toEqual([
    '1970-01-01T00:00:00.000Z/1970-01-03T02:00:00.000Z',
    '1970-01-01T01:00:00.000Z',
  ]);
  for (let count = 1; count < 1_001; count++) times.add(at(count * hour));
  expect(times.list?.slice(0, 3)).toEqual(['1970-01-01', '1970-01-01/1970-01-03', '1970-01-02']);
});

test('a thousand times are kept exactly, of more the days', () => {
  const times = new EventTimes();
  for (let count = 0; count < 1_000; count++) times.add(at(count * hour));
  expect(times.list).toHaveLength(1_000);
  times.add(at(1_000 * hour));
  expect(times.list?.slice(0, 2)).toEqual(['1970-01-01', '1970-01-02']);
  expect(times.list).toHaveLength(42);
});

test('days are bounded, one beyond what metadata holds, so that the cut is said', () => {
  const times = new EventTimes();
  for (let day = 0; day < 20_000; day++) times.add(at(day * 24 * hour));
  expect(times.list).toHaveLength(maxListEntries + 1);
});
