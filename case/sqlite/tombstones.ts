/** Whether an item or a source was removed from the SQLite catalogue, by its salted hash. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { saltedHash } from '../tombstone.ts';
import { bytesOf } from './row-values.ts';

/** SQL over `item`: the rows that stand for what was removed. */
export const isTombstone = 'item IN (SELECT item FROM tombstone WHERE item IS NOT NULL)';

export class Tombstones {
  readonly #salt: StatementSync;
  readonly #byKey: StatementSync;

  constructor(database: DatabaseSync) {
    this.#salt = database.prepare('SELECT salt FROM removal_salt');
    this.#byKey = database.prepare('SELECT 1 FROM tombstone WHERE key = ?');
  }

  /** The secret of the case; undefined while nothing was removed from it. */
  salt(): Uint8Array | undefined {
    return this.#salt.get()?.['salt'] as Uint8Array | undefined;
  }

  has(id: string): boolean {
    const salt = this.salt();
    return salt !== undefined && this.#byKey.get(bytesOf(saltedHash(salt, id))) !== undefined;
  }
}
