/** Walks the items of the ledger in evidence order, without holding more than the way down. */
import type { DatabaseSync } from 'node:sqlite';
import { isNoVolume, nameOrder } from './catalogue-schema.ts';

interface Step {
  readonly item: number;
  readonly document: number | null;
  /** An earlier revision, or gone from the source. */
  readonly past: number;
}

const columns = `item, CASE WHEN ${isNoVolume} THEN document END AS document, superseded IS NOT NULL OR gone IS NOT NULL AS past`;

/**
 * All rows of items but the roots of sources. What a content holds comes once, behind the first item that carries it; an
 * item that is past only where none is present. Memory: the folders and containers on the way down, and a number for
 * each content that holds something.
 */
export function* itemsInOrder(database: DatabaseSync): Generator<number, void> {
  const inFolder = database.prepare(
    `SELECT ${columns} FROM item WHERE place = ? ORDER BY ${nameOrder}, id, revision`,
  );
  const inContent = database.prepare(
    `SELECT ${columns} FROM item WHERE holder = ? ORDER BY ordinal, id, revision`,
  );
  const isPresent = database.prepare(
    `SELECT 1 FROM item WHERE document = ? AND superseded IS NULL AND gone IS NULL AND ${isNoVolume} LIMIT 1`,
  );
  const roots = database
    .prepare('SELECT item FROM item WHERE place IS NULL AND holder IS NULL ORDER BY source')
    .all();
  const passed = new Set<number>();
  const postponed = new Set<number>();
  function* walk(start: unknown[]): Generator<number, void> {
    const way: Iterator<Step>[] = [stepsOf(start)];
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const next = here.next();
      if (next.done) {
        way.pop();
        continue;
      }
      const { item, document, past } = next.value;
      yield item;
      const below = inFolder.all(item);
      if (below.length > 0) way.push(stepsOf(below));
      if (document === null || passed.has(document)) continue;
      if (past && isPresent.get(document)) {
        postponed.add(document);
        continue;
      }
      const held = inContent.all(document);
      if (held.length === 0) continue;
      passed.add(document);
      way.push(stepsOf(held));
    }
  }
  for (const root of roots) yield* walk(inFolder.all(Number(root['item'])));
  // Contents that hold each other keep one another present and are met nowhere else: none may be left out.
  for (const document of postponed) {
    if (passed.has(document)) continue;
    passed.add(document);
    yield* walk(inContent.all(document));
  }
}

const stepsOf = (rows: unknown[]): Iterator<Step> => (rows as Step[])[Symbol.iterator]();
