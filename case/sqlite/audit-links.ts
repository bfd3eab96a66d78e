/** What the SQLite catalogue keeps of the audit log, and by which records its rows were written. */
import type { DatabaseSync } from 'node:sqlite';
import type { AuditHead } from '../audit-log.ts';
import type { AuditReading, NamedRecord, WrittenRow } from '../ledger/audit.ts';
import { hexOf, textOf } from './row-values.ts';

/** audit_head: records of the audit log under which something was written here; of one number two where the log was written anew. */
export const auditHeadTable = `
CREATE TABLE audit_head (record INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (record, hash)) STRICT, WITHOUT ROWID;
`;

export function keepAuditHead(database: DatabaseSync, { seq, hash }: AuditHead): void {
  database.prepare('INSERT OR IGNORE INTO audit_head (record, hash) VALUES (?, ?)').run(seq, hash);
}

/** Rows of `record`, and how many targets or rows name it. */
const counted = {
  labels: `SELECT record, count(*) AS count FROM (
    SELECT DISTINCT target, id, added_record AS record FROM label
    UNION SELECT target, id, removed_record FROM label WHERE removed_record IS NOT NULL) GROUP BY record`,
  notes: 'SELECT record, count(*) AS count FROM note GROUP BY record',
  withholdings: `SELECT record, count(*) AS count FROM (
    SELECT DISTINCT target, id, added_record AS record FROM withholding
    UNION SELECT target, id, removed_record FROM withholding WHERE removed_record IS NOT NULL) GROUP BY record`,
  custody: 'SELECT record, count(*) AS count FROM custody GROUP BY record',
  records: 'SELECT record, count(*) AS count FROM case_record GROUP BY record',
  removals: 'SELECT record, count(*) AS count FROM removal GROUP BY record',
} as const;

const runsSql = `SELECT json_extract(record, '$.auditRecord') AS number, verb FROM run
  WHERE json_type(record, '$.auditRecord') = 'integer' ORDER BY run`;

const given = 'IN (SELECT value FROM json_each(?))';

/** Of `record`, each in its order. What may change later, as the number of a change, is not among the columns. */
const writtenSql: readonly (readonly [kind: string, sql: string])[] = [
  ['label', `SELECT added_record AS record, target, id, name, added_at, added_by FROM label WHERE added_record ${given}`],
  ['label taken off', `SELECT removed_record AS record, target, id, name, removed_at, removed_by FROM label
    WHERE removed_record ${given}`],
  ['note', `SELECT record, target, id, text, at, by FROM note WHERE record ${given}`],
  ['withheld', `SELECT added_record AS record, target, id, scope, reason || COALESCE(char(31) || ground, ''), added_at, added_by FROM withholding
    WHERE added_record ${given}`],
  ['released', `SELECT removed_record AS record, target, id, scope, removed_at, removed_by FROM withholding
    WHERE removed_record ${given}`],
  ['custody', `SELECT c.record, s.reference, c.body, c.at, c.by FROM custody c JOIN source s ON s.source = c.source
    WHERE c.record ${given}`],
  ['record', `SELECT record, kind, id, version, body, cites, gone, at, by FROM case_record WHERE record ${given}`],
  ['removal', `SELECT record, kind, key, reason, at, by, items, documents FROM removal WHERE record ${given}`],
].map(([kind = '', sql = '']) => [kind, `${sql} ORDER BY 1, 2, 3, 4, 5`]); // prettier-ignore

const wordOf = (value: unknown): string => (value instanceof Uint8Array ? hexOf(value) : String(value));

type Draft = { -readonly [Key in keyof NamedRecord]: NamedRecord[Key] } & {
  hashes: string[];
  runs: string[];
};

export class AuditLinks implements AuditReading {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async named(): Promise<readonly NamedRecord[]> {
    const named = new Map<number, Draft>();
    const of = (record: number): Draft => {
      let draft = named.get(record);
      if (!draft) {
        const none = { labels: 0, notes: 0, withholdings: 0, custody: 0, records: 0, removals: 0 };
        named.set(record, (draft = { record, hashes: [], runs: [], ...none }));
      }
      return draft;
    };
    const heads = this.#database.prepare('SELECT record, hash FROM audit_head ORDER BY record, hash').all();
    for (const { record, hash } of heads) of(Number(record)).hashes.push(textOf(hash));
    for (const { number, verb } of this.#database.prepare(runsSql).all())
      of(Number(number)).runs.push(textOf(verb));
    for (const [kind, sql] of Object.entries(counted) as [keyof typeof counted, string][])
      for (const { record, count } of this.#database.prepare(sql).all())
        of(Number(record))[kind] = Number(count);
    return [...named.values()].toSorted((a, b) => a.record - b.record);
  }

  async *written(records: readonly number[]): AsyncGenerator<WrittenRow, void> {
    const numbers = JSON.stringify(records);
    for (const [kind, sql] of writtenSql)
      for (const { record, ...says } of this.#database.prepare(sql).iterate(numbers))
        yield { record: Number(record), says: [kind, ...Object.values(says).map(wordOf)] };
  }
}
