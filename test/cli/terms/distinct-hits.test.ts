/** Who alone found what, over many ids: against sets. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { DistinctHits } from '../../../cli/terms/distinct-hits.ts';

const idOf = (number: number, digits: number): string =>
  createHash('sha256').update(String(number)).digest('hex').slice(0, digits);

test('ids of several lengths, found by several in any order, more than once', () => {
  const hits = new DistinctHits();
  const model = new Map<string, Set<number>>();
  for (let at = 0; at < 40_000; at++) {
    const id = idOf(at % 9_001, at % 3 === 0 ? 32 : 64);
    const finder = (at * 7_919) % 13;
    hits.add(id, finder);
    model.set(id, (model.get(id) ?? new Set()).add(finder));
  }
  const alone = new Map<number, number>();
  for (const [one = -1, ...others] of model.values())
    if (others.length === 0) alone.set(one, (alone.get(one) ?? 0) + 1);
  expect([hits.size, new Map(hits.alone())]).toEqual([model.size, alone]);
});

test('a short id is another than a longer one that begins with it', () => {
  const hits = new DistinctHits();
  hits.add('00'.repeat(16), 0);
  hits.add('00'.repeat(32), 1);
  expect([hits.size, ...hits.alone()]).toEqual([2, [0, 1], [1, 1]]);
});
