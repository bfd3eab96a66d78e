/** The catalogue on SQLite: the writing side of the port. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { itemId } from '../../sources/item-id.ts';
import type { Annotator } from '../../schemas/label.ts';
import type {
  CatalogueWriter,
  CommitBatch,
  KnownContent,
  LabelChange,
  LabelResult,
  Lease,
  ListedEntry,
  ListResult,
  PendingFile,
  ReopenFilter,
  SourceRow,
  StaleDocument,
} from '../catalogue.ts';
import { DocumentStore } from './document-store.ts';
import { itemKinds } from './catalogue-schema.ts';
import { ItemStore } from './item-store.ts';
import { LabelStore } from './label-store.ts';
import { openDatabase } from './open-database.ts';
import { Places } from './places.ts';
import { reopen } from './reopen.ts';
import { bytesOf, hexOf } from './row-values.ts';
import { settle } from './settle.ts';

interface SourceColumns {
  source: number;
  id: string;
  reference: string;
  root: Uint8Array;
  kind: 'folder' | 'file';
  intake: string;
}

export class SqliteCatalogue implements CatalogueWriter {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #items: ItemStore;
  readonly #documents: DocumentStore;
  readonly #labels: LabelStore;

  constructor(path: string) {
    this.#database = openDatabase(path);
    this.#places = new Places(this.#database);
    this.#documents = new DocumentStore(this.#database);
    this.#items = new ItemStore(this.#database, this.#documents);
    this.#labels = new LabelStore(this.#database);
  }

  close(): void {
    this.#database.close();
  }

  #transaction<T>(lease: Lease | undefined, work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      if (lease) this.#checkLease(lease);
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #checkLease(lease: Lease): void {
    const row = this.#database.prepare('SELECT lease FROM run WHERE run = ?').get(lease.run) as
      { lease: string | null } | undefined;
    if (row?.lease === lease.token) return;
    throw Object.assign(
      new Error(`run ${lease.run} no longer writes to this case: another run has taken over`),
      { code: 'lease-lost' },
    );
  }

  beginRun(verb: string, record: object): Lease & { id: string } {
    const token = randomUUID();
    const id = randomUUID();
    const started = new Date().toISOString();
    return this.#transaction(undefined, () => {
      this.#database
        .prepare(
          "UPDATE run SET lease = NULL, outcome = COALESCE(outcome, 'interrupted') WHERE lease IS NOT NULL",
        )
        .run();
      const { lastInsertRowid } = this.#database
        .prepare('INSERT INTO run (id, verb, record, started, lease) VALUES (?, ?, ?, ?, ?)')
        .run(id, verb, JSON.stringify(record), started, token);
      return { run: Number(lastInsertRowid), token, id };
    });
  }

  endRun(lease: Lease, outcome: 'complete' | 'interrupted' | 'failed', summary: object): void {
    this.#transaction(lease, () => {
      const { record } = this.#database.prepare('SELECT record FROM run WHERE run = ?').get(lease.run) as {
        record: string;
      };
      const merged = JSON.stringify({ ...(JSON.parse(record) as object), summary });
      this.#database
        .prepare('UPDATE run SET record = ?, ended = ?, outcome = ?, lease = NULL WHERE run = ?')
        .run(merged, new Date().toISOString(), outcome, lease.run);
    });
  }

  registerSource(lease: Lease, source: Omit<SourceRow, 'source' | 'rootItem'>): SourceRow {
    const known = this.sources().find(({ reference }) => reference === source.reference);
    return this.#transaction(lease, () => {
      if (known) {
        this.#database.prepare('UPDATE source SET root = ? WHERE source = ?').run(source.root, known.source);
        return { ...known, root: source.root };
      }
      const { lastInsertRowid } = this.#database
        .prepare('INSERT INTO source (id, reference, root, kind, intake, run) VALUES (?, ?, ?, ?, ?, ?)')
        .run(source.id, source.reference, source.root, source.kind, JSON.stringify(source.intake), lease.run);
      const number = Number(lastInsertRowid);
      const root = this.#database
        .prepare(
          "INSERT INTO item (id, revision, source, kind, name, time_forms, state, fate, run) VALUES (?, 0, ?, ?, '', 0, 0, 'container', ?)",
        )
        .run(bytesOf(source.id), number, itemKinds.indexOf('folder'), lease.run);
      return { ...source, source: number, rootItem: Number(root.lastInsertRowid) };
    });
  }

  sources(): readonly SourceRow[] {
    const rows = this.#database
      .prepare('SELECT source, id, reference, root, kind, intake FROM source ORDER BY source')
      .all() as unknown as SourceColumns[];
    const root = this.#database.prepare(
      'SELECT item FROM item WHERE source = ? AND place IS NULL AND holder IS NULL ORDER BY item LIMIT 1',
    );
    return rows.map((row) => ({
      ...row,
      root: Buffer.from(row.root),
      intake: JSON.parse(row.intake) as SourceRow['intake'],
      rootItem: (root.get(row.source) as { item: number }).item,
    }));
  }

  listFolder(lease: Lease, source: SourceRow, folder: number, entries: readonly ListedEntry[]): ListResult {
    const parentKey = this.#items.idOf(folder);
    return this.#transaction(lease, () =>
      this.#items.list(lease.run, source.source, folder, entries, (entry) =>
        itemId(parentKey, entry.rawName),
      ),
    );
  }

  pendingFiles(
    cursor: { priority: number; row: number } | undefined,
    limit: number,
  ): readonly (PendingFile & { priority: number })[] {
    return this.#items
      .pending(cursor, limit)
      .map((row) => ({ ...this.#pendingFile(row.item), priority: row.state }));
  }

  #pendingFile(item: number): PendingFile {
    const { id, size, device, inode, modified } = this.#items.fileOf(item);
    const { path, rawPath, source } = this.#places.file(item);
    return {
      row: item,
      item: id,
      source,
      rawPath,
      path,
      size,
      device,
      inode,
      ...(modified ? { modified } : {}),
    };
  }

  pendingTotals(): { files: number; bytes: number } {
    return this.#items.pendingTotals();
  }

  knownContent(sha256: string): KnownContent | undefined {
    const content = this.#documents.known(sha256);
    if (!content) return undefined;
    const { row, ...known } = content;
    if (known.status !== undefined || known.known !== undefined) return known;
    const labels = this.#labels.current(row);
    return labels.length > 0 ? { ...known, labels } : known;
  }

  unfinished(limit: number): ReturnType<CatalogueWriter['unfinished']> {
    return this.#documents.unfinished(limit).flatMap(({ document, sha256 }) => {
      for (const item of this.#items.carriersOf(document)) {
        for (const way of this.#places.waysTo(item)) {
          const through = way.through.map((holder) => this.#documents.sha256Of(holder));
          return [{ sha256, item: this.#items.idOf(item), file: this.#pendingFile(way.file), through }];
        }
      }
      return [];
    });
  }

  commit(lease: Lease, batch: CommitBatch): void {
    this.#transaction(lease, () => {
      for (const item of batch.items) this.#items.found(lease.run, item);
      for (const document of batch.documents) this.#documents.ended(lease.run, document);
    });
  }

  reopen(lease: Lease, filter: ReopenFilter): { documents: number; files: number } {
    return this.#transaction(lease, () => reopen(this.#database, this.#places, filter));
  }

  settle(lease: Lease): void {
    this.#transaction(lease, () => settle(this.#database, this.#documents, this.#places, lease.run));
  }

  stale(limit: number): readonly StaleDocument[] {
    return this.#documents.stale(limit).map(({ document, sha256, revision, indexed }) => ({
      document: hexOf(sha256),
      revision,
      ...(revision - indexed > this.#labels.revisionsSince(document, indexed)
        ? { occurrences: this.#places.ofDocument(document) }
        : {}),
      ...(this.#labels.hadAny(document) ? { labels: this.#labels.current(document) } : {}),
    }));
  }

  markIndexed(lease: Lease | undefined, documents: readonly { document: string; revision: number }[]): void {
    this.#transaction(lease, () => this.#documents.markIndexed(documents));
  }

  label(change: LabelChange, by: Annotator): LabelResult {
    return this.#transaction(undefined, () => this.#labels.change(change, by));
  }

  note(document: string, text: string, by: Annotator): void {
    this.#transaction(undefined, () => this.#labels.note(document, text, by));
  }

  setBack(documents: readonly { document: string; revision: number }[]): readonly string[] {
    return this.#transaction(undefined, () => this.#documents.setBack(documents));
  }
}
