/** How many messages there are at the top of their families, and how many different mails they are. */
import type { DatabaseSync } from 'node:sqlite';
import type { MailCounts } from '../ledger/coverage.ts';
import { currentItems } from './item-status.ts';
import { isTop, outsideSql } from './family-tops.ts';
import { textOf } from './row-values.ts';
import type { Visible } from './visible.ts';

/** Of shared message ids: the list is evidence's to make long. */
const maxFirst = 20;

/**
 * What is told apart is sorted, which takes a third of what a tree of all that was met takes. The first row has the sums,
 * the others the shared ids.
 */
const countsSql = (shown: Visible): string => `WITH RECURSIVE ${outsideSql},
  mail AS MATERIALIZED (
    SELECT d.metadata ->> '$.messageHash' AS hash, d.metadata ->> '$.messageIdHash' AS id FROM document d
    WHERE coalesce(d.metadata -> '$.messageHash', d.metadata -> '$.from') IS NOT NULL AND COALESCE(d.status, '') <> 'container'
      AND EXISTS (SELECT 1 FROM item i WHERE i.document = d.document AND ${currentItems} AND ${shown.item} AND ${isTop})),
  shared AS (
    SELECT id, count(*) AS contents, count(*) OVER () AS ids
    FROM (SELECT id, hash FROM mail WHERE id IS NOT NULL AND hash IS NOT NULL GROUP BY id, hash)
    GROUP BY id HAVING contents > 1 ORDER BY contents DESC, id LIMIT ${maxFirst})
  SELECT NULL AS id, (SELECT count(*) FROM (SELECT 1 FROM mail WHERE hash IS NOT NULL GROUP BY hash)) AS contents,
    count(hash) AS mails, count(*) AS messages, (SELECT COALESCE(max(ids), 0) FROM shared) AS ids FROM mail
  UNION ALL SELECT id, contents, 0, 0, 0 FROM shared`;

export function readMailCounts(database: DatabaseSync, shown: Visible): MailCounts {
  const [sums, ...shared] = database.prepare(countsSql(shown)).all();
  const of = (name: string): number => Number(sums?.[name] ?? 0);
  return {
    mails: of('mails'),
    groups: of('contents'),
    withoutHash: of('messages') - of('mails'),
    sharedIds: of('ids'),
    firstShared: shared.map(({ id, contents }) => ({
      messageIdHash: textOf(id),
      contents: Number(contents),
    })),
  };
}
