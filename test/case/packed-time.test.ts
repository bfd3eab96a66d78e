/** Times as the ledger packs them: every year of four digits comes back, and sorts where it stands. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import { fromColumn, packTime, toColumn, unpackTime } from '../../case/packed-time.ts';
import type { Time } from '../../schemas/time.ts';

const utc = (instant: string, precision: Time['precision'] = 'second'): Time => ({
  instant,
  precision,
  zoneSource: 'utc',
  raw: instant,
});

const inOrder = [
  '0001-01-01T00:00:00Z',
  '1601-01-01T00:00:00Z',
  '1677-09-21T00:12:43Z',
  '1678-01-01T00:00:00Z',
  '1899-12-30T00:00:00Z',
  '1904-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '2016-06-23T07:00:00Z',
  '2262-04-11T23:47:16Z',
  '2262-04-11T23:47:17Z',
  '2500-02-28T23:59:59Z',
  '9999-12-31T23:59:59Z',
];

test.each(inOrder)('%s comes back out of a column', (instant) => {
  const packed = packTime(utc(instant));
  expect(packed).toBeDefined();
  const at = fromColumn(toColumn(packed?.at ?? 0n));
  expect(unpackTime({ at, form: packed?.form ?? 0 }, instant)).toEqual(utc(instant));
});

test('a column of SQLite sorts and compares them', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE event(at INTEGER)');
  const insert = database.prepare('INSERT INTO event VALUES(?)');
  const times = inOrder.map((instant) => packTime(utc(instant))?.at ?? 0n);
  for (const at of times.toReversed()) insert.run(toColumn(at));
  const select = database.prepare('SELECT at FROM event ORDER BY at');
  select.setReadBigInts(true);
  expect(select.all().map((row) => fromColumn(row['at'] as bigint))).toEqual(times);
  database.close();
});

describe('beyond 64 bits of nanoseconds', () => {
  test('the millisecond is kept, and what was written', () => {
    const time = utc('1601-01-01T00:00:00.1234567Z', 'nanosecond');
    const packed = packTime(time);
    const at = fromColumn(toColumn(packed?.at ?? 0n));
    expect(at).toBe(packed?.at);
    expect(unpackTime({ at, form: packed?.form ?? 0 }, time.raw)).toEqual({
      ...time,
      instant: '1601-01-01T00:00:00.123000000Z',
    });
  });

  test.each(['+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'])('%s is no time', (instant) => {
    expect(packTime(utc(instant))).toBeUndefined();
  });
});
