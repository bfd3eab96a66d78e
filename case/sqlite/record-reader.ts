/** Reads case records of the SQLite catalogue that a scope shows. */
import type { DatabaseSync } from 'node:sqlite';
import type { Citation, RecordVersion } from '../../schemas/case-record.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { RecordAsked, RecordPage, RecordReading } from '../ledger/records.ts';
import { limitOf, placeAfter, readBody, readCitations } from '../records.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { goneNumber, keyOf } from './record-store.ts';
import { textOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

const lastOf = (of: string): string =>
  `(SELECT max(version) FROM case_record m WHERE m.kind = ${of}.kind AND m.id = ${of}.id)`;

const statements = {
  /** First rows of records, in their order. */
  firsts: 'SELECT row, id FROM case_record WHERE kind = ?1 AND version = 1 AND row > ?2 ORDER BY row',
  citing: `SELECT DISTINCT f.row, f.id FROM record_cite c JOIN case_record r ON r.row = c.row
    JOIN case_record f ON f.kind = r.kind AND f.id = r.id AND f.version = 1
    WHERE (c.target || ' ' || lower(hex(c.id))) IN (SELECT value FROM json_each(?3))
      AND c.id IN (SELECT unhex(substr(value, 3)) FROM json_each(?3))
      AND r.kind = ?1 AND r.version = ${lastOf('r')} AND f.row > ?2 ORDER BY f.row`,
  last: 'SELECT * FROM case_record WHERE kind = ? AND id = ? ORDER BY version DESC LIMIT 1',
  versions:
    'SELECT * FROM case_record WHERE kind = ? AND id = ? AND version < ? ORDER BY version DESC LIMIT ?',
  cited: `SELECT DISTINCT c.target, c.id FROM record_cite c JOIN case_record r ON r.row = c.row
    WHERE r.kind = ? AND r.id = ?`,
  itemsOf: 'SELECT item FROM item WHERE id = ?',
  document: 'SELECT document FROM document WHERE sha256 = ?',
} as const;

type Row = Readonly<Record<string, unknown>>;

const versionOf = <Kind extends RecordKind>(kind: Kind, row: Row): RecordVersion<Kind> => {
  const id = textOf(row['id']);
  const gone = Number(row['gone']);
  return {
    kind,
    id,
    version: Number(row['version']),
    ...(gone === 0 ? { body: readBody(kind, id, textOf(row['body'])) } : {}),
    cites: readCitations(kind, id, textOf(row['cites'])),
    ...(gone === goneNumber.removed ? { gone: 'removed' } : gone === 0 ? {} : { gone: 'evidence' }),
    at: textOf(row['at']),
    by: textOf(row['by']),
    record: Number(row['record']),
  };
};

export class RecordReader implements RecordReading {
  readonly #run: Prepared<typeof statements>;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, visibility: Visibility) {
    this.#run = prepareAll(database, statements);
    this.#visibility = visibility;
  }

  async list<Kind extends RecordKind>(
    kind: Kind,
    scope: Scope,
    asked: RecordAsked = {},
  ): Promise<RecordPage<Kind>> {
    return this.#page(kind, scope, asked, this.#run.firsts.iterate(kind, placeAfter(asked) ?? 0));
  }

  async citing<Kind extends RecordKind>(
    kind: Kind,
    of: readonly Pick<Citation, 'covers' | 'id'>[],
    scope: Scope,
    asked: RecordAsked = {},
  ): Promise<RecordPage<Kind>> {
    const keys = JSON.stringify(of.map((one) => `${keyOf(one)[0]} ${one.id}`));
    return this.#page(kind, scope, asked, this.#run.citing.iterate(kind, placeAfter(asked) ?? 0, keys));
  }

  async last<Kind extends RecordKind>(
    kind: Kind,
    id: string,
    scope: Scope,
  ): Promise<RecordVersion<Kind> | undefined> {
    const row = this.#run.last.get(kind, id);
    return row && this.#shows(kind, id, this.#visibility.to(scope)) ? versionOf(kind, row) : undefined;
  }

  async history<Kind extends RecordKind>(
    kind: Kind,
    id: string,
    scope: Scope,
    asked: RecordAsked = {},
  ): Promise<RecordPage<Kind>> {
    if (!this.#shows(kind, id, this.#visibility.to(scope))) return { records: [] };
    const limit = limitOf(asked);
    const before = placeAfter(asked) ?? Number.MAX_SAFE_INTEGER;
    const records = this.#run.versions.all(kind, id, before, limit).map((row) => versionOf(kind, row));
    const last = records.at(-1);
    return {
      records,
      ...(records.length === limit && last && last.version > 1 ? { next: String(last.version) } : {}),
    };
  }

  #page<Kind extends RecordKind>(
    kind: Kind,
    scope: Scope,
    asked: RecordAsked,
    firsts: Iterable<Row>,
  ): RecordPage<Kind> {
    const limit = limitOf(asked);
    const shown = this.#visibility.to(scope);
    const records: RecordVersion<Kind>[] = [];
    let place = 0;
    for (const first of firsts) {
      if (records.length === limit) return { records, next: String(place) };
      place = Number(first['row']);
      const id = textOf(first['id']);
      const row = this.#run.last.get(kind, id);
      if (row && (row['gone'] === 0 || asked.withGone) && this.#shows(kind, id, shown))
        records.push(versionOf(kind, row));
    }
    return { records };
  }

  /** Whether all that any of its versions cites shows. */
  #shows(kind: RecordKind, id: string, shown: Visible): boolean {
    if (shown.everything) return true;
    return this.#run.cited.all(kind, id).every((cited) => {
      if (cited['target'] !== 0) {
        const document = this.#run.document.get(cited['id'] as Uint8Array);
        return document !== undefined && shown.hasDocument(Number(document['document']));
      }
      const items = this.#run.itemsOf.all(cited['id'] as Uint8Array);
      return items.some(({ item }) => shown.placeOf(Number(item)) !== undefined);
    });
  }
}
