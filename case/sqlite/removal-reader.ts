/** Reads what was removed from the SQLite catalogue. */
import type { DatabaseSync } from 'node:sqlite';
import type { RemovalReading } from '../ledger/removals.ts';
import type { Removal } from '../../schemas/removal.ts';
import { readRemovals, readTombstones } from './removal-store.ts';

export class RemovalReader implements RemovalReading {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async all(): Promise<readonly Removal[]> {
    return readRemovals(this.#database);
  }
  async tombstones(ids: readonly string[]): Promise<ReadonlyMap<string, Removal>> {
    return readTombstones(this.#database, ids);
  }
}
