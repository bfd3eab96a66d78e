/** Writes case records of the SQLite catalogue; each method within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { Citation } from '../../schemas/case-record.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import type { RecordChange, RecordKey, WrittenRecord } from '../catalogue/records.ts';
import { checkedRecord, conflict, readCitations, type RemovedWords, withoutRemoved } from '../records.ts';
import { targetNumber } from './mark-reader.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, hexOf, textOf } from './row-values.ts';

/** `gone` of a row. */
export const goneNumber = { removed: 1, evidence: 2 } as const;

const statements = {
  last: 'SELECT * FROM case_record WHERE kind = ? AND id = ? ORDER BY version DESC LIMIT 1',
  add: `INSERT INTO case_record (kind, id, version, body, cites, gone, at, by, record)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row`,
  cite: 'INSERT OR IGNORE INTO record_cite (row, target, id) VALUES (?, ?, ?)',
  hasItem: 'SELECT 1 FROM item WHERE id = ? LIMIT 1',
  hasContent: 'SELECT 1 FROM document WHERE sha256 = ?',
} as const;

type Row = Readonly<Record<string, unknown>>;

interface Version {
  readonly kind: RecordKind;
  readonly id: string;
  readonly basedOn: number;
  readonly body: string | null;
  readonly cites: readonly Citation[];
  readonly gone: number;
}

export class RecordStore {
  readonly #run: Prepared<typeof statements>;

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  write<Kind extends RecordKind>(change: RecordChange<Kind>, by: Annotator): WrittenRecord {
    const checked = checkedRecord(change);
    for (const one of checked.cites) this.#check(one);
    return this.#add({ kind: change.kind, ...checked, gone: 0 }, by);
  }

  remove({ kind, id, basedOn }: RecordKey, by: Annotator): WrittenRecord {
    const last = this.#run.last.get(kind, id);
    if (!last) throw Object.assign(new Error(`the case has no ${kind} ${id}`), { code: 'not-found' });
    // It cites what it did, so that it is shown to the same readers.
    const cites = readCitations(kind, id, textOf(last['cites']));
    return this.#add({ kind, id, basedOn, body: null, cites, gone: goneNumber.removed }, by);
  }

  #add({ kind, id, basedOn, body, cites, gone }: Version, { at, by, record }: Annotator): WrittenRecord {
    const last = this.#run.last.get(kind, id);
    const current = last ? Number(last['version']) : 0;
    const said = JSON.stringify(cites);
    if (last && current === basedOn + 1 && isSame(last, { body, gone, by, cites: said }))
      return { id, version: current };
    if (current !== basedOn) throw conflict(kind, id, current);
    const added = this.#run.add.get(kind, id, basedOn + 1, body, said, gone, at, by, record);
    for (const one of cites) this.#run.cite.run(Number(added?.['row']), ...keyOf(one));
    return { id, version: basedOn + 1 };
  }

  #check({ covers, id }: Citation): void {
    if ((covers === 'content' ? this.#run.hasContent : this.#run.hasItem).get(bytesOf(id))) return;
    throw Object.assign(new Error(`the ledger has no ${covers} ${id}`), { code: 'not-found' });
  }
}

const isSame = (row: Row, version: Row): boolean =>
  ['body', 'gone', 'by', 'cites'].every((column) => row[column] === version[column]);

export const keyOf = ({ covers, id }: Pick<Citation, 'covers' | 'id'>): [number, Buffer] => [
  targetNumber(covers),
  bytesOf(id),
];

/** Rows of `record_cite` that `lost` picks: what is cited and goes. To be asked while its items are still there. */
export const citedAmong = (database: DatabaseSync, lost: string): ReadonlySet<string> =>
  new Set(
    database
      .prepare(`SELECT DISTINCT target, id FROM record_cite WHERE ${lost}`)
      .all()
      .map(({ target, id }) => `${Number(target)} ${hexOf(id)}`),
  );

/** Takes out of records what cites what is gone, its addresses out of rulings, and the words everywhere; within the transaction of a removal. */
export function takeFromRecords(
  database: DatabaseSync,
  gone: ReadonlySet<string>,
  removed: RemovedWords,
): void {
  const isLost = ({ covers, id }: Citation): boolean => gone.has(`${targetNumber(covers)} ${id}`);
  const change = database.prepare('UPDATE case_record SET body = ?, cites = ?, gone = ? WHERE row = ?');
  const forget = database.prepare('DELETE FROM record_cite WHERE row = ?1 AND target = ?2 AND id = ?3');
  for (const row of database.prepare('SELECT row, kind, id, body, cites, gone FROM case_record').all()) {
    const [kind, number, body] = [textOf(row['kind']), Number(row['row']), row['body']];
    const cites = readCitations(kind, textOf(row['id']), textOf(row['cites']));
    const kept =
      typeof body === 'string' ? withoutRemoved(kind, { body, cites }, isLost, removed) : undefined;
    // A version that says removed has no words of its own, and cites what the one before it did.
    const left = kept?.cites ?? (typeof body === 'string' ? [] : cites.filter((one) => !isLost(one)));
    const state = typeof body === 'string' && !kept ? goneNumber.evidence : Number(row['gone']);
    change.run(kept?.body ?? null, JSON.stringify(left), state, number);
    for (const one of cites) if (!left.some(({ id }) => id === one.id)) forget.run(number, ...keyOf(one));
  }
}

/** Versions that cite rows of `record_cite` that `lost` picks. */
export const countCiting = (database: DatabaseSync, lost: string): number =>
  Number(database.prepare(`SELECT count(DISTINCT row) AS n FROM record_cite WHERE ${lost}`).get()?.['n']);
