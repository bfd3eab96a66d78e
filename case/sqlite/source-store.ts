/** The sources of the SQLite catalogue. */
import type { DatabaseSync } from 'node:sqlite';
import type { SourceRow } from '../catalogue/sources.ts';
import { itemKinds } from './catalogue-schema.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf } from './row-values.ts';
import { Tombstones } from './tombstones.ts';

interface SourceColumns {
  readonly source: number;
  readonly id: string;
  readonly reference: string;
  readonly root: Uint8Array;
  readonly kind: 'folder' | 'file';
  readonly intake: string;
}

const columns = 'source, id, reference, root, kind, intake';
const statements = {
  all: `SELECT ${columns} FROM source ORDER BY source`,
  byReference: `SELECT ${columns} FROM source WHERE reference = ?`,
  move: 'UPDATE source SET root = ? WHERE reference = ?',
  insert: 'INSERT INTO source (id, reference, root, kind, intake, run) VALUES (?, ?, ?, ?, ?, ?)',
  beginListing: 'UPDATE source SET listing = ?, listed = NULL WHERE reference = ?',
  endListing: 'UPDATE source SET listed = listing WHERE reference = ?',
  insertRoot:
    "INSERT INTO item (id, revision, source, kind, name, time_forms, state, fate, run) VALUES (?, 0, ?, ?, '', 0, 0, 'container', ?)",
} as const;

export class SourceStore {
  readonly #run: Prepared<typeof statements>;
  readonly #tombstones: Tombstones;

  constructor(database: DatabaseSync) {
    this.#tombstones = new Tombstones(database);
    this.#run = prepareAll(database, statements);
  }

  all(): readonly SourceRow[] {
    return (this.#run.all.all() as unknown as SourceColumns[]).map(rowOf);
  }

  /** For a reference that is registered. */
  byReference(reference: string): SourceRow {
    return rowOf(this.#run.byReference.get(reference) as unknown as SourceColumns);
  }

  beginListing(run: number, reference: string): void {
    this.#run.beginListing.run(run, reference);
  }

  endListing(reference: string): void {
    this.#run.endListing.run(reference);
  }

  /** Within a transaction; see `Sources.registerSource`. */
  register(run: number, { id, reference, root, kind, intake }: Omit<SourceRow, 'source'>): void {
    if (Number(this.#run.move.run(root, reference).changes) > 0) return;
    if (this.#tombstones.has(id))
      throw Object.assign(new Error('the source was removed from the case'), { code: 'removed' });
    const { lastInsertRowid } = this.#run.insert.run(id, reference, root, kind, JSON.stringify(intake), run);
    this.#run.insertRoot.run(bytesOf(id), lastInsertRowid, itemKinds.indexOf('folder'), run);
  }
}

const rowOf = (row: SourceColumns): SourceRow => ({
  ...row,
  root: Buffer.from(row.root),
  intake: JSON.parse(row.intake) as SourceRow['intake'],
});
