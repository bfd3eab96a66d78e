import { expect, test } from '@jest/globals';
import { Kept } from '../../search/sqlite/kept.ts';

const thing = (bytes: number) => ({ bytes });
const never = (): never => {
  throw new Error('made again');
};

test('what was not asked for the longest goes, by number and by bytes', () => {
  const kept = new Kept<{ bytes: number }>(3, 100);
  for (const key of ['a', 'b', 'c']) kept.of(key, () => thing(10));
  kept.of('a', never);
  kept.of('d', () => thing(10));
  expect(() => kept.of('b', never)).toThrow('made again');
  for (const key of ['c', 'a', 'd']) kept.of(key, never);
  // Room for 60 beside two of 10 there is; beside 90 for none.
  kept.of('e', () => thing(60));
  for (const key of ['a', 'd', 'e']) kept.of(key, never);
  kept.of('f', () => thing(90));
  for (const key of ['a', 'd', 'e']) expect(() => kept.of(key, never)).toThrow('made again');
  kept.of('f', never);
});

test('one that is too large by itself is given, and not kept', () => {
  const kept = new Kept<{ bytes: number }>(3, 100);
  kept.of('a', () => thing(10));
  expect(kept.of('b', () => thing(1_000)).bytes).toBe(1_000);
  kept.of('a', never);
  expect(() => kept.of('b', never)).toThrow('made again');
});
