/** The catalogue port on SQLite. Each method does its work in one go, so that nothing comes between its statements. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Hashes } from '../../schemas/findings.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import type { Removal } from '../../schemas/removal.ts';
import type { Catalogue } from '../catalogue.ts';
import type { FoundPlace } from '../catalogue/carrying.ts';
import type { CommitBatch } from '../catalogue/commits.ts';
import type {
  EntryMarks,
  GroundedWithholding,
  LabelChange,
  LabelResult,
  MarkedPlace,
  MarkResult,
  Withholding,
} from '../catalogue/marks.ts';
import type { NumberedPlace } from '../catalogue/numbers.ts';
import type { RecordChange, RecordKey, WrittenRecord } from '../catalogue/records.ts';
import type { Retag } from '../catalogue/retags.ts';
import type { RemovalPlan, RemovalRequest, RemovedEntry } from '../catalogue/removals.ts';
import type { CustodyChange } from '../catalogue/custody.ts';
import type { CustodyEntry } from '../../schemas/custody.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import type { Claim, Lease, RunOutcome } from '../catalogue/runs.ts';
import type { FolderPart, ListedEntry, ListResult, SourceRow } from '../catalogue/sources.ts';
import type { IndexedItem, IndexedRevision, SettleStep, StaleDocument, StaleItem } from '../catalogue/upkeep.ts'; // prettier-ignore
import type {
  KnownContent,
  NotableContent,
  PendingFile,
  PendingPage,
  ReopenFilter,
  UnfinishedContent,
} from '../catalogue/work.ts';
import type { ScreenedBatch } from '../catalogue/screening.ts';
import { maxWays } from '../catalogue/work.ts';
import { indexDates } from '../index-dates.ts';
import type { AuditHead } from '../audit-log.ts';
import type { LedgerPart } from '../ledger/changes.ts';
import { keepAuditHead } from './audit-links.ts';
import { CarryStore } from './carry-store.ts';
import { addCustody, readCustody } from './custody-store.ts';
import { withinPathUnits } from './answer-limit.ts';
import { DocumentStore, type StaleRow } from './document-store.ts';
import { ItemEntries } from './item-entries.ts';
import { ItemStore } from './item-store.ts';
import { MarkReader } from './mark-reader.ts';
import { markedPlaceOf, marksAt } from './marks-at.ts';
import { MarkStore } from './mark-store.ts';
import { giveNumbers } from './number-store.ts';
import { openDatabase } from './open-database.ts';
import { Places } from './places.ts';
import { RecordStore } from './record-store.ts';
import { RemovalReader } from './removal-reader.ts';
import { RemovalStore } from './removal-store.ts';
import { reopen } from './reopen.ts';
import { restrictContents } from './restrict-contents.ts';
import { bytesOf, hexOf } from './row-values.ts';
import { RunStore } from './run-store.ts';
import { ScreenStore } from './screen-store.ts';
import { Settling } from './settle.ts';
import { checkSorted } from './sorted-keys.ts';
import { SourceStore } from './source-store.ts';
import { TagStore } from './tag-store.ts';
import { Transactions } from './transactions.ts';

export class SqliteCatalogue implements Catalogue {
  readonly #database: DatabaseSync;
  readonly #transactions: Transactions;
  readonly #runs: RunStore;
  readonly #sources: SourceStore;
  readonly #places: Places;
  readonly #items: ItemStore;
  readonly #tags: TagStore;
  readonly #documents: DocumentStore;
  readonly #itemEntries: ItemEntries;
  readonly #marks: MarkStore;
  readonly #screen: ScreenStore;
  readonly #carry: CarryStore;
  readonly #marksRead: MarkReader;
  readonly #records: RecordStore;
  readonly #removals: RemovalStore;
  readonly #removalsRead: RemovalReader;
  readonly #settling: Settling;

  /** Throws with code `catalogue-version` or `catalogue-damaged` for a file that is not to be written to. */
  constructor(path: string) {
    this.#database = openDatabase(path);
    this.#transactions = new Transactions(this.#database);
    this.#runs = new RunStore(this.#database);
    this.#sources = new SourceStore(this.#database);
    this.#places = new Places(this.#database);
    this.#tags = new TagStore(this.#database);
    this.#documents = new DocumentStore(this.#database, this.#tags);
    this.#items = new ItemStore(this.#database, this.#documents);
    this.#itemEntries = new ItemEntries(this.#database, this.#places);
    this.#marks = new MarkStore(this.#database);
    this.#screen = new ScreenStore(this.#database, this.#marks, this.#places);
    this.#carry = new CarryStore(this.#database, this.#marks, this.#places);
    this.#marksRead = new MarkReader(this.#database);
    this.#records = new RecordStore(this.#database);
    this.#removals = new RemovalStore(this.#database, this.#documents, this.#places);
    this.#removalsRead = new RemovalReader(this.#database);
    this.#settling = new Settling(this.#database, this.#documents, this.#places);
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  /** One write of a run, by the rules of `Runs`. What `work` gives is kept as JSON for whoever sends it again. */
  #write<T>(claim: Claim, work: () => T, parts?: readonly LedgerPart[]): T {
    return this.#transactions.run(() => {
      const answer = this.#runs.answerTo(claim);
      if (answer) return answer.value as T;
      this.#runs.check(claim);
      const result = work();
      this.#runs.keepAnswer(claim, result);
      return result;
    }, parts);
  }

  /** What the index shows of the ledger is no part of what is read of it. */
  #show(claim: Claim | undefined, work: () => void): void {
    if (claim) this.#write(claim, work, []);
    else this.#transactions.run(work, []);
  }

  async beginRun(id: string, verb: string, record: object): Promise<Lease> {
    return this.#transactions.run(() => this.#runs.begin(id, verb, record, randomUUID()));
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

  async beginListing(claim: Claim, { reference }: SourceRow): Promise<void> {
    this.#write(claim, () => this.#sources.beginListing(claim.run, reference));
  }

  async endListing(claim: Claim, { reference }: SourceRow): Promise<void> {
    this.#write(claim, () => this.#sources.endListing(reference));
  }

  async presentEntries(folder: string): Promise<number> {
    return this.#items.present(folder);
  }

  async listFolder(
    claim: Claim,
    source: SourceRow,
    folder: string,
    entries: readonly ListedEntry[],
    part: FolderPart = {},
  ): Promise<ListResult> {
    return this.#write(claim, () => this.#items.list(claim.run, source.source, folder, entries, part));
  }

  async keepAuditHead(head: AuditHead): Promise<void> {
    await this.#transactions.patiently(() => keepAuditHead(this.#database, head), []);
  }

  async addCustody(change: CustodyChange, by: Annotator): Promise<void> {
    await this.#transactions.patiently(() => addCustody(this.#database, change, by));
    this.#places.forgetSources();
  }

  async custody(reference: string): Promise<readonly CustodyEntry[]> {
    return readCustody(this.#database, reference);
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
      const { row, ...content } = this.#documents.known(sha256) ?? { revision: 0 };
      if (row !== undefined) contents.set(sha256, content);
    }
    return contents;
  }

  async recordedItems(items: readonly string[]): Promise<ReadonlySet<string>> {
    checkSorted(items);
    const row = this.#database.prepare('SELECT 1 FROM item WHERE id = ? LIMIT 1');
    return new Set(items.filter((item) => row.get(bytesOf(item)) !== undefined));
  }

  async contentsOfFiles(sha256s: readonly string[]): Promise<ReadonlySet<string>> {
    checkSorted(sha256s);
    return new Set(sha256s.filter((sha256) => this.#documents.isOfFile(sha256)));
  }

  async contents(after: string | undefined, limit: number): Promise<readonly Hashes[]> {
    return this.#documents.hashes(after, limit);
  }

  async flagNotable(claim: Claim, contents: readonly NotableContent[]): Promise<void> {
    this.#write(claim, () => this.#documents.flagNotable(contents));
  }

  async restrict(claim: Claim, contents: readonly NotableContent[]): Promise<void> {
    this.#write(claim, () => restrictContents(this.#database, claim.run, contents));
  }

  async unfinished(limit: number): Promise<readonly UnfinishedContent[]> {
    return this.#documents.unfinished(limit).flatMap(({ document, sha256 }) => {
      const ways = this.#places.waysTo(document, maxWays).map(({ item, file, through }) => ({
        item: this.#items.idOf(item),
        file: this.#pendingFile(file),
        through: through.map((holder) => this.#documents.sha256Of(holder)),
      }));
      return ways.length > 0 ? [{ sha256, ways }] : [];
    });
  }

  async commit(claim: Claim, batch: CommitBatch): Promise<void> {
    this.#write(claim, () => {
      for (const item of batch.items) this.#items.found(claim.run, item);
      for (const document of batch.documents) this.#documents.ended(claim.run, document);
      const { markChange } = batch;
      if (markChange !== undefined)
        this.#marks.raiseChangedSince(markChange, batch.documents.flatMap(markedPlaceOf));
      if (batch.screened) this.#screen.committed(batch.items, batch.screened);
    });
  }

  async retag(claim: Claim, retag: Retag): Promise<void> {
    this.#write(claim, () => this.#tags.retag(claim.run, retag));
  }

  async screen(claim: Claim, batch: ScreenedBatch): Promise<void> {
    this.#write(claim, () => this.#screen.screen(batch));
  }

  async carryOver(claim: Claim, places: readonly FoundPlace[], by: Annotator): Promise<void> {
    this.#write(claim, () => this.#carry.carryOver(claim.run, places, by));
  }

  async endScreening(claim: Claim): Promise<void> {
    this.#write(claim, () => this.#screen.showAll());
  }

  async reopen(claim: Claim, filter: ReopenFilter): Promise<{ documents: number; files: number }> {
    return this.#write(claim, () => reopen(this.#database, this.#places, filter));
  }

  async settle(claim: Claim): Promise<SettleStep> {
    return this.#settling.step(claim.run, (step) => this.#write(claim, step));
  }

  async stale(limit: number): Promise<readonly StaleDocument[]> {
    return this.#staleOf(this.#documents.stale(limit));
  }

  /** As many as the limit of the paths' units lets, one at least. */
  #staleOf(rows: readonly StaleRow[]): StaleDocument[] {
    return withinPathUnits(rows, ({ document, sha256, revision }) => {
      const { occurrences, carried } = this.#places.ofDocument(document);
      const { metadata, first } = this.#documents.dated(document);
      const zone = first === undefined ? undefined : this.#places.zoneOf(first);
      const dates = indexDates(metadata, zone, carried);
      return { made: { document: hexOf(sha256), revision, occurrences, dates }, places: occurrences };
    });
  }

  async markIndexed(claim: Claim | undefined, documents: readonly IndexedRevision[]): Promise<void> {
    this.#show(claim, () => this.#documents.markIndexed(documents));
  }

  async staleItems(limit: number): Promise<readonly StaleItem[]> {
    return this.#itemEntries.stale(limit);
  }

  async markItems(claim: Claim | undefined, items: readonly IndexedItem[]): Promise<void> {
    this.#show(claim, () => this.#itemEntries.mark(items));
  }

  async label(change: LabelChange, by: Annotator): Promise<LabelResult> {
    return this.#transactions.patiently(() => this.#marks.label(change, by), ['marks']);
  }

  async note(target: MarkTarget, text: string, by: Annotator): Promise<void> {
    await this.#transactions.patiently(() => this.#marks.note(target, text, by), ['marks']);
  }

  async withhold(withholding: GroundedWithholding, by: Annotator): Promise<MarkResult> {
    return this.#transactions.patiently(() => this.#marks.withhold(withholding, by));
  }

  async release(withholding: Withholding, by: Annotator): Promise<MarkResult> {
    return this.#transactions.patiently(() => this.#marks.release(withholding, by));
  }

  async writeRecord<K extends RecordKind>(change: RecordChange<K>, by: Annotator): Promise<WrittenRecord> {
    return this.#transactions.patiently(() => this.#records.write(change, by), ['records']);
  }

  async removeRecord(key: RecordKey, by: Annotator): Promise<WrittenRecord> {
    return this.#transactions.patiently(() => this.#records.remove(key, by), ['records']);
  }

  async giveNumbers(prefix: string, places: readonly NumberedPlace[]): Promise<readonly number[]> {
    return this.#transactions.patiently(() => giveNumbers(this.#database, prefix, places), []);
  }

  async marksAt(places: readonly MarkedPlace[]): Promise<{ change: number; marks: readonly EntryMarks[] }> {
    return marksAt(this.#database, { store: this.#marks, read: this.#marksRead }, places);
  }

  async unshown(limit: number): Promise<readonly StaleDocument[]> {
    return this.#staleOf(this.#documents.unshown(limit));
  }

  async markChanges(): Promise<{ last: number; shown: number }> {
    return this.#marks.state();
  }

  async markShown(claim: Claim | undefined, change: number): Promise<void> {
    const mark = (): void => this.#marks.shown(change);
    if (claim) this.#show(claim, mark);
    else await this.#transactions.patiently(mark, []);
  }

  async planRemoval(target: string): Promise<RemovalPlan> {
    return this.#transactions.run(() => this.#removals.plan(target), []);
  }

  async remove(request: RemovalRequest, by: Annotator): Promise<Removal> {
    this.#database.exec('PRAGMA secure_delete = ON');
    return this.#transactions.patiently(() => this.#removals.remove(request, by));
  }

  async removedEntries(limit: number): Promise<readonly RemovedEntry[]> {
    return this.#removals.entries(limit).flatMap(({ entry, document }) => {
      if (document === null) return [{ entry }];
      const [shown] = this.#staleOf(this.#documents.rowsOf(document));
      return [{ entry, ...(shown ? { shown } : {}) }];
    });
  }

  async markRemoved(entries: readonly RemovedEntry[]): Promise<void> {
    this.#transactions.run(() => this.#removals.mark(entries));
  }

  async openRemovals(): Promise<readonly { removal: number; work: string }[]> {
    return this.#removals.open();
  }

  async endRemoval(removal: number): Promise<void> {
    this.#database.exec('PRAGMA secure_delete = ON');
    // Before, too: who reads the case stops it while the removal is still open.
    this.#removals.emptyLog();
    this.#transactions.run(() => this.#removals.end(removal));
    this.#removals.emptyLog();
  }

  removals(): Promise<readonly Removal[]> {
    return this.#removalsRead.all();
  }

  tombstones(ids: readonly string[]): Promise<ReadonlyMap<string, Removal>> {
    return this.#removalsRead.tombstones(ids);
  }

  async scrub(): Promise<void> {
    this.#removals.scrub();
  }

  async setBack(documents: readonly IndexedRevision[]): Promise<readonly string[]> {
    return this.#transactions.run(() => this.#documents.setBack(documents));
  }
}
