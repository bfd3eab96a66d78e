/** Reads what was removed from the SQLite catalogue. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Removal, RemovedKind } from '../../schemas/removal.ts';
import type { RemovalReading } from '../ledger/removals.ts';
import { saltedHash } from '../tombstone.ts';
import { bytesOf, hexOf, textOf } from './row-values.ts';
import { Tombstones } from './tombstones.ts';

const columns = 'r.removal, r.key, r.kind, r.at, r.by, r.record, r.reason, r.items, r.documents, r.kept, r.work IS NULL AS ended'; // prettier-ignore

const removalOf = (row: Readonly<Record<string, unknown>>): Removal => ({
  removal: Number(row['removal']),
  kind: textOf(row['kind']) as RemovedKind,
  key: hexOf(row['key']),
  at: textOf(row['at']),
  by: textOf(row['by']),
  reason: textOf(row['reason']),
  record: Number(row['record']),
  items: Number(row['items']),
  documents: Number(row['documents']),
  kept: Number(row['kept']),
  ended: row['ended'] === 1,
});

export class RemovalReader implements RemovalReading {
  readonly #tombstones: Tombstones;
  readonly #all: StatementSync;
  readonly #byKey: StatementSync;

  constructor(database: DatabaseSync) {
    this.#tombstones = new Tombstones(database);
    this.#all = database.prepare(`SELECT ${columns} FROM removal r ORDER BY r.removal`);
    this.#byKey = database.prepare(
      `SELECT ${columns} FROM tombstone t JOIN removal r ON r.removal = t.removal WHERE t.key = ?`,
    );
  }

  async all(): Promise<readonly Removal[]> {
    return this.#all.all().map(removalOf);
  }

  async tombstones(ids: readonly string[]): Promise<ReadonlyMap<string, Removal>> {
    const found = new Map<string, Removal>();
    const salt = this.#tombstones.salt();
    if (!salt) return found;
    for (const id of ids) {
      const row = this.#byKey.get(bytesOf(saltedHash(salt, id)));
      if (row) found.set(id, removalOf(row));
    }
    return found;
  }
}
