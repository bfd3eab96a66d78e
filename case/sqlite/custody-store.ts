/** Custody in the SQLite catalogue: statements about sources; each write within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { CustodyChange } from '../catalogue/custody.ts';
import type { CustodyEntry, CustodyStatement } from '../../schemas/custody.ts';
import type { KeptIntake } from '../../schemas/intake.ts';
import type { Annotator } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { textOf } from './row-values.ts';

/** Contents that lie or lay in a source: in its folders, and in what those hold. */
const held = `
WITH RECURSIVE held(document) AS (
  SELECT document FROM item WHERE source = ?1 AND document IS NOT NULL
  UNION
  SELECT i.document FROM held h JOIN item i ON i.holder = h.document WHERE i.document IS NOT NULL
)`;
const raiseSql = `${held}
UPDATE document SET revision = revision + 1 WHERE indexed > 0 AND document IN (SELECT document FROM held)`;

/** And items that have entries of their own. */
const raiseItemsSql = `${held}
UPDATE item_entry SET revision = revision + 1 WHERE item IN (
  SELECT item FROM item WHERE source = ?1 UNION SELECT i.item FROM held h JOIN item i ON i.holder = h.document)`;

export function readCustody(database: DatabaseSync, reference: string): CustodyEntry[] {
  return database
    .prepare(
      `SELECT c.kind, c.body, c.at, c.by, c.record FROM custody c JOIN source s ON s.source = c.source
       WHERE s.reference = ? ORDER BY c.entry`,
    )
    .all(reference)
    .map((row) => ({
      ...(JSON.parse(textOf(row['body'])) as CustodyStatement),
      at: textOf(row['at']),
      by: textOf(row['by']),
      record: Number(row['record']),
    }));
}

export function addCustody(
  database: DatabaseSync,
  { reference, statements, intake }: CustodyChange,
  { at, by, record }: Annotator,
): void {
  const row = database.prepare('SELECT source, intake FROM source WHERE reference = ?').get(reference);
  if (!row) throw new Problem('not-found', `the case has no source "${reference}"`);
  const insert = database.prepare(
    'INSERT INTO custody (source, kind, body, at, by, record) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const source = Number(row['source']);
  for (const statement of statements)
    insert.run(source, statement.kind, JSON.stringify(statement), at, by, record);
  if (!intake) return;
  database.prepare('UPDATE source SET intake = ? WHERE source = ?').run(JSON.stringify(intake), source);
  const before = JSON.parse(textOf(row['intake'])) as KeptIntake;
  if (before.custodian === intake.custodian && before.timeZone === intake.timeZone) return;
  database.prepare(raiseSql).run(source);
  database.prepare(raiseItemsSql).run(source);
}
