/** Entries of items that have no document in the index: what they hold, and which the index does not show as they are. */
import type { DatabaseSync } from 'node:sqlite';
import { itemEntryId, itemOfEntryId } from '../../schemas/index-entry.ts';
import type { Code, EntryStatus, Warning } from '../../schemas/status.ts';
import type { IndexedItem, StaleItem } from '../catalogue/upkeep.ts';
import type { ItemEntry } from '../item-entry.ts';
import { withinPathUnits } from './answer-limit.ts';
import { itemKinds } from './catalogue-schema.ts';
import { hasOwnEntry } from './item-entry-schema.ts';
import { itemStatusSql, itemTables } from './item-status.ts';
import type { Places } from './places.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, hexOf, present, textOf, timesOf } from './row-values.ts';

const columns = `i.item, i.id, i.revision, i.kind, i.size, i.modified, i.accessed, i.changed, i.created, i.time_forms, i.document,
  i.code, i.warnings, i.run, d.sha256, d.format, d.media_type, ${itemStatusSql} AS status, ${hasOwnEntry} AS has_entry`;

const statements = {
  byRow: `SELECT ${columns} FROM ${itemTables} WHERE i.item = ?`,
  stale:
    'SELECT e.item, e.revision, i.id, i.revision AS item_revision FROM item_entry e JOIN item i ON i.item = e.item WHERE e.revision <> e.indexed ORDER BY e.item LIMIT ?',
  rowOf: 'SELECT item FROM item WHERE id = ? AND revision = ?',
  revision: 'SELECT revision FROM item_entry WHERE item = ?',
  mark: `INSERT INTO item_entry (item, revision, indexed) VALUES (?1, ?2, ?2)
    ON CONFLICT (item) DO UPDATE SET indexed = max(indexed, ?2), revision = max(revision, ?2)`,
  forget: 'DELETE FROM item_entry WHERE item = ?1 AND revision <= ?2',
} as const;

export class ItemEntries {
  readonly #run: Prepared<typeof statements>;
  readonly #places: Places;

  constructor(database: DatabaseSync, places: Places) {
    this.#run = prepareAll(database, statements);
    this.#run.byRow.setReadBigInts(true);
    this.#places = places;
  }

  /** The row of the item whose entry goes by an id. */
  rowOf(entry: string): number | undefined {
    const { id, revision } = itemOfEntryId(entry);
    const row = this.#run.rowOf.get(bytesOf(id), revision);
    return row && Number(row['item']);
  }

  /** 1 for one that has none yet. */
  revisionOf(item: number): number {
    return Number(this.#run.revision.get(item)?.['revision'] ?? 1);
  }

  /** Undefined for an item that has no entry of its own. */
  of(item: number): ItemEntry | undefined {
    const row = this.#run.byRow.get(item);
    if (!row || row['has_entry'] !== 1n) return undefined;
    const content = row['document'] === null ? null : Number(row['document']);
    const { occurrences, carried } = this.#places.ofEntry(item, content);
    const first = this.#places.firstOf(item);
    if (!first) return undefined;
    return {
      item: {
        id: hexOf(row['id']),
        revision: Number(row['revision']),
        kind: itemKinds[Number(row['kind'])] ?? 'other',
        ...(row['sha256'] ? { sha256: hexOf(row['sha256']) } : {}),
      },
      status: textOf(row['status']) as EntryStatus,
      warnings: row['warnings'] ? (JSON.parse(textOf(row['warnings'])) as Warning[]) : [],
      times: timesOf(row),
      run: Number(row['run']),
      zone: this.#places.source(first.source).zone,
      occurrences,
      ...(carried ? { carried } : {}),
      ...present({
        code: row['code'] as Code | null,
        size: row['size'] === null ? null : Number(row['size']),
        format: row['format'] as string | null,
        mediaType: row['media_type'] as string | null,
      }),
    };
  }

  /** See `Upkeep.staleItems`; as many as the limit of the paths' units lets, one at least. */
  stale(limit: number): StaleItem[] {
    return withinPathUnits(this.#run.stale.all(limit), (row) => {
      const entry = itemEntryId({ id: hexOf(row['id']), revision: Number(row['item_revision']) });
      const shown = this.of(Number(row['item']));
      const made = { entry, revision: Number(row['revision']), ...(shown ? { shown } : {}) };
      return { made, places: shown?.occurrences ?? [] };
    });
  }

  /** See `Upkeep.markItems`; within a transaction. */
  mark(items: readonly IndexedItem[]): void {
    for (const { entry, revision } of items) {
      const item = this.rowOf(entry);
      if (item === undefined) continue;
      const row = this.#run.byRow.get(item);
      if (row?.['has_entry'] === 1n) this.#run.mark.run(item, revision);
      else this.#run.forget.run(item, revision);
    }
  }
}
