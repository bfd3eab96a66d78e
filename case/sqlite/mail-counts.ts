/** How many messages there are, and how many different mails they are. */
import type { DatabaseSync } from 'node:sqlite';
import type { MailCounts } from '../ledger/coverage.ts';
import { textOf } from './row-values.ts';

/** Of shared message ids: the list is evidence's to make long. */
const maxFirst = 20;

/** `parents` gives the rows of documents at the top of their families. */
export function readMailCounts(database: DatabaseSync, parents: string): MailCounts {
  const hashes = `(SELECT d.metadata ->> '$.messageHash' AS hash, d.metadata ->> '$.messageIdHash' AS id
    FROM document d WHERE coalesce(d.metadata -> '$.messageHash', d.metadata -> '$.from') IS NOT NULL
      AND d.document IN (${parents}))`;
  const sums = database
    .prepare(
      `SELECT count(hash) AS mails, count(DISTINCT hash) AS groups, count(*) - count(hash) AS without FROM ${hashes}`,
    )
    .get();
  const shared = database
    .prepare(
      `SELECT id, count(DISTINCT hash) AS contents, count(*) OVER () AS ids FROM ${hashes} WHERE id IS NOT NULL
       GROUP BY id HAVING contents > 1 ORDER BY contents DESC, id LIMIT ${maxFirst}`,
    )
    .all();
  return {
    mails: Number(sums?.['mails']),
    groups: Number(sums?.['groups']),
    withoutHash: Number(sums?.['without']),
    sharedIds: Number(shared[0]?.['ids'] ?? 0),
    firstShared: shared.map(({ id, contents }) => ({
      messageIdHash: textOf(id),
      contents: Number(contents),
    })),
  };
}
