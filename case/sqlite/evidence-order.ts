/** Walks the items of the ledger in evidence order, without holding more than the way down. */
import type { DatabaseSync } from 'node:sqlite';

interface Step {
  readonly item: number;
  readonly document: number | null;
}

/**
 * All rows of items but the roots of sources. What a content holds comes behind the first item that carries it, once.
 * Memory: the folders and containers on the way down, and a number for each content that holds something.
 */
export function* itemsInOrder(database: DatabaseSync): Generator<number, void> {
  const inFolder = database.prepare(
    'SELECT item, document FROM item WHERE place = ? ORDER BY COALESCE(raw_name, CAST(name AS BLOB)), id, revision',
  );
  const inContent = database.prepare(
    'SELECT item, document FROM item WHERE holder = ? ORDER BY ordinal, id, revision',
  );
  const roots = database
    .prepare('SELECT item FROM item WHERE place IS NULL AND holder IS NULL ORDER BY source')
    .all();
  const passed = new Set<number>();
  for (const root of roots) {
    const way: Iterator<Step>[] = [stepsOf(inFolder.all(Number(root['item'])))];
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const next = here.next();
      if (next.done) {
        way.pop();
        continue;
      }
      const { item, document } = next.value;
      yield item;
      const below = inFolder.all(item);
      if (below.length > 0) way.push(stepsOf(below));
      if (document === null || passed.has(document)) continue;
      const held = inContent.all(document);
      if (held.length === 0) continue;
      passed.add(document);
      way.push(stepsOf(held));
    }
  }
}

const stepsOf = (rows: unknown[]): Iterator<Step> => (rows as Step[])[Symbol.iterator]();
