/** The writing half of the index port on Elasticsearch: one at a time for each index set. */
import { type IndexEntry, isEntryId, type Occurrence } from '../../../schemas/index-entry.ts';
import type { Expunged, IndexOperation, WriteResult } from '../../port.ts';
import { type BulkLimits, bulkLimits, BulkWriter } from './bulk-writer.ts';
import type { Connection } from '../server/connection.ts';
import { EntryDraft } from './entry-draft.ts';
import { EntryWriter } from './entry-writer.ts';
import type { IndexNames } from '../server/index-set.ts';
import { Patience, type PatienceOptions } from '../server/patience.ts';
import { patientClient } from '../server/patient-client.ts';
import { loadPlaces } from '../place-store.ts';
import { readEntrySource } from '../stored-entry.ts';
import { copiesWaitMs, expungeDeleted } from './expunge.ts';
import { deleteUnnamed, sweepSince } from './sweep.ts';
import { fetchSources, TextReader } from '../text-store.ts';
import { ignore, TextWriter } from './text-writer.ts';
import { WriterState } from './writer-state.ts';
import type { Writing } from './writing.ts';

export interface WriterOptions extends PatienceOptions {
  readonly connection: Connection;
  readonly names: IndexNames;
  /** Whether the names are aliases. */
  readonly aliased: boolean;
  readonly limits?: Partial<BulkLimits> | undefined;
  /** Milliseconds for which copies of shards are waited for before what was deleted goes for good. */
  readonly copiesWaitMs?: number | undefined;
}

/** Texts written after which the state is kept, where nothing is loose: less for a sweep after a crash. */
const textsPerEpoch = 10_000;
/** Entries fetched at one time. */
const entriesAtOnce = 500;

const documentOf = (operation: IndexOperation): string | undefined =>
  operation.op === 'entry'
    ? operation.entry.document
    : 'document' in operation
      ? operation.document
      : undefined;

export class IndexWriter {
  readonly #writing: Writing;
  readonly #texts: TextWriter;
  readonly #entries: EntryWriter;
  readonly #state: WriterState;
  readonly #patience: Patience;
  readonly #copiesWaitMs: number;
  #writtenBefore = 0;

  private constructor(writing: Writing, state: WriterState, patience: Patience, waitMs: number) {
    this.#copiesWaitMs = waitMs;
    this.#patience = patience;
    this.#writing = writing;
    this.#state = state;
    this.#texts = new TextWriter(writing);
    this.#entries = new EntryWriter(writing, this.#texts);
  }

  /** Begins a new stretch of writing. Throws what the server says, as the client words it. */
  static async open(options: WriterOptions): Promise<IndexWriter> {
    const { names, aliased, limits, waitMs, onWaiting, signal } = options;
    const patience = new Patience(options.connection, { waitMs, onWaiting, signal });
    const client = patientClient(options.connection.client, patience);
    const connection = { ...options.connection, client };
    const state = await WriterState.begin(client, names.texts);
    const bulk = new BulkWriter(
      options.connection,
      {
        waitMs,
        onWaiting,
        signal,
        limits: { ...bulkLimits, ...limits },
        requireAlias: aliased,
        probe: () => state.line(),
      },
      patience,
    );
    const texts = new TextReader({ client, names });
    const writing = { connection, names, bulk, texts, epoch: state.epoch };
    const writer = new IndexWriter(writing, state, patience, options.copiesWaitMs ?? copiesWaitMs);
    await writer.#keepState();
    return writer;
  }

  async write(operations: readonly IndexOperation[]): Promise<WriteResult> {
    const reasons = new Map<number, string>();
    try {
      const drafts = await this.#load(operations);
      const known = await this.#knownTexts(operations);
      for (const [position, operation] of operations.entries()) {
        const reason = await this.#apply(operation, position, drafts, known);
        if (reason !== undefined) reasons.set(position, reason);
      }
      await this.#writeDrafts([...drafts.values()], reasons);
      await this.#texts.endBatch();
      await this.#closeEpoch(textsPerEpoch);
    } catch (error) {
      this.#texts.abandon();
      throw error;
    }
    return {
      rejected: [...reasons].sort(([a], [b]) => a - b).map(([position, reason]) => ({ position, reason })),
    };
  }

  /** Deletes texts that no entry names, of this writer and of those before it. Returns how many. */
  async sweep(): Promise<number> {
    const { names } = this.#writing;
    const unfinished = this.#texts.discardOpen();
    await this.#texts.endBatch();
    await this.refresh();
    const released = await deleteUnnamed(this.#writing, this.#state.releasing);
    this.#state.releasing = [];
    const swept = await sweepSince(this.#writing, this.#state.swept);
    this.#texts.loose.clear();
    await this.#closeEpoch(0);
    await this.#writing.connection.client.indices.refresh({ index: [names.texts, names.parts] });
    return unfinished + released + swept;
  }

  /** See `SearchIndex.expunge`: what is deleted stays in the segments of a shard until they are merged. */
  async expunge(): Promise<Expunged> {
    await this.sweep();
    const { connection, names } = this.#writing;
    return expungeDeleted(connection.client, Object.values(names), this.#copiesWaitMs);
  }

  /** Lets reads see all that was written. */
  async refresh(): Promise<void> {
    await this.#writing.connection.client.indices.refresh({ index: Object.values(this.#writing.names) });
  }

  /** Lets go of what is staged, and keeps what the next writer needs to know. */
  async close(): Promise<void> {
    this.#patience.hurry();
    this.#texts.discardOpen();
    await this.#texts.endBatch();
    await this.#closeEpoch(0);
    await this.refresh();
  }

  /** All documents that the operations name, as the index has them. */
  async #load(operations: readonly IndexOperation[]): Promise<Map<string, EntryDraft>> {
    const { connection, names } = this.#writing;
    const ids = [...new Set(operations.flatMap((operation) => documentOf(operation) ?? []))].filter((id) =>
      isEntryId(id),
    );
    const drafts = new Map<string, EntryDraft>();
    let refreshed = false;
    for (let from = 0; from < ids.length; from += entriesAtOnce) {
      const some = ids.slice(from, from + entriesAtOnce);
      const sources = await fetchSources(connection.client, names.entries, some);
      for (const id of some) {
        const old = sources.has(id) ? readEntrySource(sources.get(id)) : undefined;
        let others: readonly Occurrence[] = [];
        if (old !== undefined && old.placeCount > old.entry.occurrences.length) {
          if (!refreshed) await connection.client.indices.refresh({ index: names.places });
          refreshed = true;
          others = await loadPlaces(connection, names, id);
        }
        drafts.set(id, new EntryDraft(id, old, others));
      }
    }
    return drafts;
  }

  /** Texts that entries name and that the batch itself has not sealed by then. */
  async #knownTexts(operations: readonly IndexOperation[]): Promise<Set<string>> {
    const sealed = new Set<string>();
    const unknown = new Set<string>();
    for (const operation of operations) {
      if (operation.op === 'seal') sealed.add(operation.id);
      if (operation.op !== 'entry') continue;
      for (const { id } of operation.entry.texts) if (!sealed.has(id)) unknown.add(id);
    }
    return unknown.size === 0 ? new Set() : this.#texts.has([...unknown]);
  }

  async #apply(
    operation: IndexOperation,
    position: number,
    drafts: ReadonlyMap<string, EntryDraft>,
    known: ReadonlySet<string>,
  ): Promise<string | undefined> {
    const draft = drafts.get(documentOf(operation) ?? '');
    switch (operation.op) {
      case 'text':
        return this.#texts.stage(operation.handle, operation.seq, operation.chunk);
      case 'seal':
        return this.#texts.seal(operation.handle, operation.id);
      case 'entry':
        return this.#replace(draft, operation.entry, position, known);
      case 'occurrences':
        return draft === undefined ? noDocument : draft.addPlaces(operation, position);
      case 'enrich':
        return draft === undefined
          ? noDocument
          : draft.enrich(operation.values, operation.revision, position);
      default:
        draft?.retire(operation.items, position);
        return undefined;
    }
  }

  #replace(
    draft: EntryDraft | undefined,
    entry: IndexEntry,
    position: number,
    known: ReadonlySet<string>,
  ): string | undefined {
    if (draft === undefined) return 'the id of a document is its SHA-256';
    if (entry.occurrences.length === 0) return 'a document has at least one place';
    if (draft.isNewerThan(entry.revision)) return undefined;
    const missing = entry.texts.find(({ id }) => this.#texts.sealed(id) === undefined && !known.has(id));
    if (missing !== undefined) return `text ${missing.id} was not sealed before its entry`;
    draft.replace(entry, position);
    return undefined;
  }

  async #writeDrafts(drafts: readonly EntryDraft[], reasons: Map<number, string>): Promise<void> {
    const changed = drafts.filter((draft) => draft.changed);
    const released = [...new Set(changed.flatMap((draft) => draft.released()))];
    if (released.length > 0) {
      // A kill behind the entry must not leave a text that nobody knows of.
      this.#state.releasing = [...new Set([...this.#state.releasing, ...released])];
      await this.#keepState();
    }
    const refused = await this.#entries.write(changed);
    for (const [{ positions }, reason] of refused)
      for (const position of positions) reasons.set(position, reason);
    if (released.length === 0) return;
    await this.#writing.connection.client.indices.refresh({ index: this.#writing.names.entries });
    await deleteUnnamed(this.#writing, released);
    for (const id of released) this.#texts.loose.delete(id);
    this.#state.releasing = this.#state.releasing.filter((id) => !released.includes(id));
    await this.#keepState();
  }

  /** Where every text has its name, nothing of this epoch is left to sweep. */
  async #closeEpoch(least: number): Promise<void> {
    const { written, loose, hasOpenChunks } = this.#texts;
    if (loose.size > 0 || hasOpenChunks || written - this.#writtenBefore < least) return;
    this.#writtenBefore = written;
    this.#state.closeEpoch();
    this.#writing.epoch = this.#state.epoch;
    await this.#keepState();
  }

  async #keepState(): Promise<void> {
    await this.#writing.bulk.add(this.#state.line(), ignore);
    await this.#writing.bulk.flush();
  }
}

const noDocument = 'there is no such document';
