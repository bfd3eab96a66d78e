/** The catalogue port on SQLite. Each method does its work in one go, so that nothing comes between its statements. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { itemId } from '../../sources/item-id.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { Catalogue, LabelChange, LabelResult } from '../catalogue.ts';
import type { CommitBatch } from '../catalogue/commits.ts';
import type { Claim, Lease, RunOutcome } from '../catalogue/runs.ts';
import type { ListedEntry, ListResult, SourceRow } from '../catalogue/sources.ts';
import type { IndexedRevision, StaleDocument } from '../catalogue/upkeep.ts';
import type {
  KnownContent,
  PendingFile,
  PendingPage,
  ReopenFilter,
  UnfinishedContent,
} from '../catalogue/work.ts';
import { DocumentStore } from './document-store.ts';
import { ItemStore } from './item-store.ts';
import { LabelStore } from './label-store.ts';
import { openDatabase } from './open-database.ts';
import { Places } from './places.ts';
import { reopen } from './reopen.ts';
import { hexOf } from './row-values.ts';
import { RunStore } from './run-store.ts';
import { settle } from './settle.ts';
import { SourceStore } from './source-store.ts';

export class SqliteCatalogue implements Catalogue {
  readonly #database: DatabaseSync;
  readonly #runs: RunStore;
  readonly #sources: SourceStore;
  readonly #places: Places;
  readonly #items: ItemStore;
  readonly #documents: DocumentStore;
  readonly #labels: LabelStore;

  /** Throws with code `catalogue-version` or `catalogue-damaged` for a file that is not to be written to. */
  constructor(path: string) {
    this.#database = openDatabase(path);
    this.#runs = new RunStore(this.#database);
    this.#sources = new SourceStore(this.#database);
    this.#places = new Places(this.#database);
    this.#documents = new DocumentStore(this.#database);
    this.#items = new ItemStore(this.#database, this.#documents);
    this.#labels = new LabelStore(this.#database);
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** One write of a run, by the rules of `Runs`. What `work` gives is kept as JSON for whoever sends it again. */
  #write<T>(claim: Claim, work: () => T): T {
    return this.#transaction(() => {
      const answer = this.#runs.answerTo(claim);
      if (answer) return answer.value as T;
      this.#runs.check(claim);
      const result = work();
      this.#runs.keepAnswer(claim, result);
      return result;
    });
  }

  async beginRun(id: string, verb: string, record: object): Promise<Lease> {
    return this.#transaction(() => this.#runs.begin(id, verb, record, randomUUID()));
  }

  async endRun(claim: Claim, outcome: RunOutcome, summary: object): Promise<void> {
    this.#write(claim, () => this.#runs.end(claim.run, outcome, summary));
  }

  async registerSource(claim: Claim, source: Omit<SourceRow, 'source'>): Promise<SourceRow> {
    this.#write(claim, () => this.#sources.register(claim.run, source));
    return this.#sources.byReference(source.reference);
  }

  async sources(): Promise<readonly SourceRow[]> {
    return this.#sources.all();
  }

  async listFolder(
    claim: Claim,
    source: SourceRow,
    folder: string,
    entries: readonly ListedEntry[],
  ): Promise<ListResult> {
    return this.#write(claim, () =>
      this.#items.list(claim.run, source.source, folder, entries, ({ rawName }) => itemId(folder, rawName)),
    );
  }

  async pendingFiles(cursor: string | undefined, limit: number): Promise<PendingPage> {
    const rows = this.#items.pending(cursor, limit);
    const files = rows.map(({ item }) => this.#pendingFile(item));
    const last = rows.length < limit ? undefined : rows.at(-1);
    return { files, next: last && this.#items.cursorAfter(last) };
  }

  #pendingFile(item: number): PendingFile {
    return { ...this.#items.fileOf(item), ...this.#places.file(item) };
  }

  async pendingTotals(): Promise<{ files: number; bytes: number }> {
    return this.#items.pendingTotals();
  }

  async knownContent(sha256s: readonly string[]): Promise<ReadonlyMap<string, KnownContent>> {
    checkSorted(sha256s);
    const contents = new Map<string, KnownContent>();
    for (const sha256 of sha256s) {
      const content = this.#knownContent(sha256);
      if (content) contents.set(sha256, content);
    }
    return contents;
  }

  #knownContent(sha256: string): KnownContent | undefined {
    const content = this.#documents.known(sha256);
    if (!content) return undefined;
    const { row, ...known } = content;
    if (known.status !== undefined || known.known !== undefined) return known;
    const labels = this.#labels.current(row);
    return labels.length > 0 ? { ...known, labels } : known;
  }

  async unfinished(limit: number): Promise<readonly UnfinishedContent[]> {
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

  async commit(claim: Claim, batch: CommitBatch): Promise<void> {
    this.#write(claim, () => {
      for (const item of batch.items) this.#items.found(claim.run, item);
      for (const document of batch.documents) this.#documents.ended(claim.run, document);
    });
  }

  async reopen(claim: Claim, filter: ReopenFilter): Promise<{ documents: number; files: number }> {
    return this.#write(claim, () => reopen(this.#database, this.#places, filter));
  }

  async settle(claim: Claim): Promise<void> {
    this.#write(claim, () => settle(this.#database, this.#documents, this.#places, claim.run));
  }

  async stale(limit: number): Promise<readonly StaleDocument[]> {
    return this.#documents.stale(limit).map(({ document, sha256, revision, indexed }) => ({
      document: hexOf(sha256),
      revision,
      ...(revision - indexed > this.#labels.revisionsSince(document, indexed)
        ? { occurrences: this.#places.ofDocument(document) }
        : {}),
      ...(this.#labels.hadAny(document) ? { labels: this.#labels.current(document) } : {}),
    }));
  }

  async markIndexed(claim: Claim | undefined, documents: readonly IndexedRevision[]): Promise<void> {
    const mark = (): void => this.#documents.markIndexed(documents);
    if (claim) this.#write(claim, mark);
    else this.#transaction(mark);
  }

  async label(change: LabelChange, by: Annotator): Promise<LabelResult> {
    return this.#transaction(() => this.#labels.change(change, by));
  }

  async note(document: string, text: string, by: Annotator): Promise<void> {
    this.#transaction(() => this.#labels.note(document, text, by));
  }

  async setBack(documents: readonly IndexedRevision[]): Promise<readonly string[]> {
    return this.#transaction(() => this.#documents.setBack(documents));
  }
}

function checkSorted(keys: readonly string[]): void {
  const wrong = keys.findIndex((key, at) => at > 0 && key <= (keys[at - 1] ?? ''));
  if (wrong < 0) return;
  throw Object.assign(new Error(`the keys are not in ascending order, each once, from number ${wrong} on`), {
    code: 'keys-not-sorted',
  });
}
