/** What a document states of itself, bounded: what passes without its schema is what its schema takes. */
import { expect, test } from '@jest/globals';
import { BoundedMetadata, isOfUsualShape } from '../../../pipeline/parser/bounded-metadata.ts';
import { metadata } from '../../../schemas/metadata.ts';

const shapes = metadata.shape as Record<string, { safeParse(value: unknown): { success: boolean } }>;
const keys = [...Object.keys(shapes), 'none', 'constructor', '__proto__'];

const time = { instant: '2019-03-14T17:25:00Z', basis: 'stated' };
const mailTime = {
  instant: '2019-03-14T17:25:00.000Z',
  local: '2019-03-14T18:25:00',
  offset: 60,
  precision: 'second',
  zoneSource: 'offset',
  raw: 'Thu, 14 Mar 2019 18:25:00 +0100',
};
const oddTimes = [
  { offset: 1441 }, { offset: 0.5 }, { offset: '60' }, { precision: 'week' }, { zoneSource: 'guess' }, { raw: 'r'.repeat(101) },
  { raw: undefined }, { local: 'l'.repeat(41) }, { instant: 5 }, { instant: undefined }, { more: 1 },
].map((odd) => ({ ...mailTime, ...odd })); // prettier-ignore
const values: readonly unknown[] = [
  mailTime, { ...mailTime, offset: -1440 }, ...oddTimes,
  '', 'word', 0, 7, -1, 91, 1.5, null, true,
  [], [''], ['a', 'b'], ['a', 1], [null], [[]], [['a']],
  [{}], [{ name: 'A' }], [{ address: 'a@b' }, {}], [{ name: 1 }], [{ address: null }], [{ more: 1 }], [{ name: 'A' }, 'b'],
  {}, { a: 'b' }, { a: 1 }, { a: 'b', c: undefined }, { name: 'A' }, time, { instant: 'never' }, { local: 7 },
]; // prettier-ignore

test('a value of a usual shape is one that the schema of its key takes', () => {
  let usual = 0;
  for (const key of keys)
    for (const value of values) {
      if (!isOfUsualShape(key, value)) continue;
      usual += 1;
      expect([key, value, shapes[key]?.safeParse(value).success]).toEqual([key, value, true]);
    }
  expect(usual).toBeGreaterThan(50);
});

test('a date of mail is of a usual shape, a broken one is not', () => {
  expect(isOfUsualShape('sent', mailTime)).toBe(true);
  expect(oddTimes.filter((odd) => isOfUsualShape('sent', odd))).toEqual([]);
});

test('a field that evidence calls __proto__ is kept as any other', () => {
  const bounded = new BoundedMetadata();
  bounded.add({ other: JSON.parse('{"__proto__":"word","b":"c"}') as Record<string, string> });
  expect(JSON.stringify(bounded.values)).toBe('{"other":{"__proto__":"word","b":"c"}}');
});

test('a value that breaks the schema of its key is dropped, and the others stay', () => {
  const bounded = new BoundedMetadata();
  bounded.add({ title: 'A', latitude: 200, from: [{ name: 'B' }], other: { C: 'D' } });
  expect(bounded.values).toEqual({ title: 'A', from: [{ name: 'B' }], other: { C: 'D' } });
});
