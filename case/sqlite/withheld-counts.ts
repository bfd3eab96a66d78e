/** Counts what a scope does not show: by source and ground, and nothing else of it. */
import type { DatabaseSync } from 'node:sqlite';
import type { WithheldCount } from '../ledger/coverage.ts';
import { itemKinds } from './catalogue-schema.ts';
import { currentItems } from './item-status.ts';
import { addCounts } from './many-places.ts';
import type { Places } from './places.ts';
import { hexOf } from './row-values.ts';
import type { Visible } from './visible.ts';

interface Sum {
  readonly source: number;
  readonly grounds: readonly string[];
  items: number;
}

/** Only what lies in a target that is withheld is looked at, so that it costs as much as is withheld. */
export function withheldCounts(database: DatabaseSync, places: Places, shown: Visible): WithheldCount[] {
  if (shown.everything) return [];
  const rows = database
    .prepare(
      `SELECT i.item, d.sha256 FROM item i LEFT JOIN document d ON d.document = i.document
       WHERE ${currentItems} AND i.kind <> ${itemKinds.indexOf('folder')} AND i.item IN (${shown.apart})`,
    )
    .all();
  const sums = new Map<string, Sum>();
  for (const { item, sha256 } of rows) {
    const content = sha256 === null ? '' : hexOf(sha256);
    for (const { first, count } of places.ofItem(Number(item)).kinds) {
      const grounds = first.past ? undefined : shown.groundsOf(first, content);
      if (!grounds) continue;
      const { source } = first;
      const key = JSON.stringify([source, grounds]);
      const sum = sums.get(key) ?? { source, grounds: grounds.filter((ground) => ground !== ''), items: 0 };
      sums.set(key, { ...sum, items: addCounts(sum.items, count) });
    }
  }
  return [...sums]
    .sort(([a, one], [b, other]) => one.source - other.source || (a < b ? -1 : 1))
    .map(([, { source, grounds, items }]) => ({ source: places.source(source).reference, grounds, items }));
}
