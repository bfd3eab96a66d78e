/**
 * Gathers what the parsers send and writes it in batches: first to the index, then, when the index has taken it,
 * to the ledger in one transaction. Killed in between, the next run finds the index ahead by documents that the
 * ledger does not know; they are parsed again to the same ids.
 */
import PQueue from 'p-queue';
import type { Carrying, FoundPlace } from '../../case/catalogue/carrying.ts';
import type { Commits, DocumentCommit, ItemCommit } from '../../case/catalogue/commits.ts';
import type { Marks } from '../../case/catalogue/marks.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { Screening } from '../../case/catalogue/screening.ts';
import type { Upkeep } from '../../case/catalogue/upkeep.ts';
import { compressLong, decompressLong, packTagBlock } from '../../case/tag-block.ts';
import type { DocumentEvent } from '../../schemas/findings.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { showMarks } from '../index-upkeep/mark-projector.ts';
import { type Refusals, withRefusals, writeDocuments } from '../index-upkeep/refused-documents.ts';
import { assertDiskRoom, diskRoomOf } from './disk-room.ts';
import { ScreenedDraft, type Screener } from './screener.ts';
import type { KeptBytes, Spill } from './spill.ts';
import { StagedHandles } from './staged-handles.ts';

export interface CommitterLimits {
  /** Items and documents of one transaction. */
  readonly batchItems: number;
  /** Bytes of one write to the index: texts, and what came with items and documents. */
  readonly batchBytes: number;
  /** The folder of the case: each write needs room on its disk. */
  readonly folder: string;
  /** As whose the run counts what it says of places. */
  readonly by: Annotator;
  /** Of a run that screens. */
  readonly screener?: Screener | undefined;
}

/** Text and index of a batch stand in the journal of the index until it is carried over, and then in both. */
const diskBytesPerByte = 4;
/** Batches that may wait for the index: beyond it the parsers wait. */
const maxWaitingBatches = 2;
/** A quiet run commits at least this often, so that little is lost by a kill. */
const flushEveryMs = 1_000;

/** What the committer needs of the catalogue. */
export type CommitLedger = Commits &
  Pick<Screening, 'screen'> &
  Carrying &
  Pick<Marks, 'marksAt' | 'markChanges' | 'unshown' | 'markShown'> &
  Pick<Upkeep, 'markIndexed' | 'staleItems' | 'markItems'>;

interface Batch {
  items: ItemCommit[];
  /** Where those of them lie that a parser was given. */
  found: FoundPlace[];
  documents: DocumentCommit[];
  operations: IndexOperation[];
  bytes: number;
  /** What the spill keeps for it. */
  kept: KeptBytes<unknown>[];
  /** Of a run that screens. */
  screened: ScreenedDraft | undefined;
}

type KeptEvents = KeptBytes<readonly DocumentEvent[]>;

const none: Refusals = new Map();
const emptyBatch = ({ screener }: CommitterLimits): Batch => ({
  items: [],
  found: [],
  documents: [],
  operations: [],
  bytes: 0,
  kept: [],
  screened: screener && new ScreenedDraft(screener),
});

const isEmpty = ({ items, documents, operations }: Batch): boolean =>
  items.length + documents.length + operations.length === 0;

/** A message of a mailbox is called by where it stands there. */
const isPosition = ({ name, locator, relation }: ItemCommit['found']): boolean =>
  relation === 'member' && (name === '' || (locator !== undefined && /^message-\d+\.eml$/u.test(name)));

function release(kept: readonly KeptBytes<unknown>[]): void {
  for (const one of kept) one.release();
}

const readEvents = (bytes: Uint8Array): readonly DocumentEvent[] =>
  JSON.parse(Buffer.from(decompressLong(bytes)).toString()) as readonly DocumentEvent[];

export class Committer {
  readonly #catalogue: CommitLedger;
  readonly #index: Pick<SearchIndex, 'write'>;
  readonly #lease: Lease;
  readonly #limits: CommitterLimits;
  readonly #committed: (documents: readonly string[], batch: number) => void;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #spill: Spill;
  readonly #tagBlocks = new Map<string, KeptBytes<Uint8Array>[]>();
  /** By the SHA-256 of the document. */
  readonly #events = new Map<string, KeptEvents[]>();
  readonly #handles = new StagedHandles();
  #batch: Batch;
  #number = 0;
  #lastFlush = performance.now();
  #isShowing = false;
  #failure: unknown;

  /**
   * `committed` is told of the documents whose outcome the ledger now holds, and of the number of their batch. `spill` keeps what is found in a document until
   * then; its owner closes it.
   */
  constructor(
    catalogue: CommitLedger,
    index: Pick<SearchIndex, 'write'>,
    lease: Lease,
    limits: CommitterLimits,
    spill: Spill,
    committed: (documents: readonly string[], batch: number) => void,
  ) {
    this.#catalogue = catalogue;
    this.#index = index;
    this.#lease = lease;
    this.#limits = limits;
    this.#batch = emptyBatch(limits);
    this.#spill = spill;
    this.#committed = committed;
  }

  /** The number of the batch that has what was pushed last; they grow from 0, and -1 is none. */
  get batch(): number {
    return isEmpty(this.#batch) ? this.#number - 1 : this.#number;
  }

  /** `at`: where it lies, and its path there; absent for a file that no parser could be given. */
  item(commit: ItemCommit, at?: Pick<Occurrence, 'family' | 'source' | 'path'>): void {
    this.#batch.items.push(commit);
    if (!at) return;
    const { item, hashes, holder, size } = commit.found;
    const { family, source, path } = at;
    const document = hashes?.sha256;
    // Nothing at all is in many places, and none of them is another.
    const bytes = size === 0 ? {} : { document };
    this.#batch.found.push({ item, family, source, path, isPosition: isPosition(commit.found), ...bytes });
    this.#batch.screened?.item({ item, family, document: document ?? '' }, path, holder);
  }

  text(handle: string, seq: number, chunk: string): void {
    this.#batch.operations.push({ op: 'text', handle: this.#handles.begin(handle), seq, chunk });
  }

  /** Counts bytes that came with what is pushed, so that a batch is bounded in all that it holds. */
  charge(bytes: number): void {
    this.#batch.bytes += bytes;
  }

  /** A block of mentions and personal data; kept until its document ends. */
  tags(handle: string, block: Uint8Array): void {
    const blocks = this.#tagBlocks.get(handle) ?? [];
    blocks.push(this.#spill.keep(packTagBlock(block), (bytes) => bytes));
    this.#tagBlocks.set(handle, blocks);
  }

  /** Events that were found in a document; kept until it ends. */
  events(document: string, events: readonly DocumentEvent[]): void {
    const blocks = this.#events.get(document) ?? [];
    blocks.push(this.#spill.keep(compressLong(Buffer.from(JSON.stringify(events))), readEvents));
    this.#events.set(document, blocks);
  }

  /** `matched`: numbers of the terms of the screen that stand in it. */
  document(
    commit: Omit<DocumentCommit, 'tagBlocks' | 'events'>,
    entry: IndexEntry,
    matched: readonly number[] = [],
  ): void {
    const batch = this.#batch;
    const tagBlocks = new Map<string, readonly KeptBytes<Uint8Array>[]>();
    for (const { handle, id } of commit.document.texts) {
      const blocks = this.#take(this.#tagBlocks, handle);
      tagBlocks.set(handle, blocks);
      batch.kept.push(...blocks);
      batch.operations.push({ op: 'seal', handle: this.#handles.end(handle), id });
    }
    const events = this.#take(this.#events, commit.document.hashes.sha256);
    batch.kept.push(...events);
    batch.operations.push({ op: 'entry', entry });
    const { item = '', family = '' } = entry.occurrences[0] ?? {};
    batch.screened?.document({ document: entry.document, item, family }, entry.metadata, matched);
    batch.documents.push({ ...commit, tagBlocks, events });
    // Of a text that was not sealed.
    this.forget([commit.document.hashes.sha256]);
  }

  /** Drops what was found in contents and has not gone with their outcome: whoever parsed them is gone. */
  forget(documents: readonly string[]): void {
    for (const document of documents) {
      release(this.#take(this.#events, document));
      this.#handles.abandon(document);
      for (const handle of this.#tagBlocks.keys())
        if (handle.startsWith(`${document}:`)) release(this.#take(this.#tagBlocks, handle));
    }
  }

  #take<T>(from: Map<string, T[]>, key: string): T[] {
    const taken = from.get(key) ?? [];
    from.delete(key);
    return taken;
  }

  /** Starts a write where one is due; resolves when more may be pushed. Throws the error of an earlier write. */
  async room(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { items, documents, bytes } = this.#batch;
    const due = performance.now() - this.#lastFlush >= flushEveryMs;
    if (bytes >= this.#limits.batchBytes || items.length + documents.length >= this.#limits.batchItems || due)
      this.#write();
    if (this.#queue.size > maxWaitingBatches) await this.#queue.onSizeLessThan(maxWaitingBatches);
  }

  #write(): void {
    const batch = this.#batch;
    this.#batch = emptyBatch(this.#limits);
    this.#lastFlush = performance.now();
    if (isEmpty(batch)) return;
    const number = this.#number++;
    void this.#queue
      .add(async () => {
        if (this.#failure !== undefined) return;
        const { folder } = this.#limits;
        assertDiskRoom(folder, diskRoomOf(folder), diskBytesPerByte * batch.bytes);
        const screened = batch.screened?.batch;
        // Before the index has any of it: there is no moment in which it could be read.
        if (batch.found.length > 0)
          await this.#catalogue.carryOver(claimUnit(this.#lease), batch.found, this.#limits.by);
        // After that: what a person released, a screen does not withhold again.
        if (screened) await this.#catalogue.screen(claimUnit(this.#lease), screened);
        const { items, documents, operations, markChange } = await this.#marked(batch);
        const refused = operations.length > 0 ? await writeDocuments(this.#index, operations) : none;
        const outcomes = withRefusals(documents, refused);
        await this.#catalogue.commit(claimUnit(this.#lease), {
          items,
          documents: outcomes,
          markChange,
          screened,
        });
        release(batch.kept);
        this.#committed(
          batch.documents.map(({ document }) => document.hashes.sha256),
          number,
        );
      })
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }

  /**
   * The batch with what the ledger says now of labels, withholding and revisions. Asked as late as this, since
   * investigators write beside a run; what changes between here and the commit makes its documents stale.
   */
  async #marked(batch: Batch): Promise<Batch & { markChange?: number }> {
    const entries = batch.operations.flatMap((one) => (one.op === 'entry' ? [one.entry] : []));
    if (entries.length === 0) return batch;
    const places = entries.map(({ document, occurrences: [place] }) => ({
      document,
      item: place?.item ?? '',
      family: place?.family ?? '',
    }));
    const { change: markChange, marks } = await this.#catalogue.marksAt(places);
    const marked = new Map(
      entries.map((entry, at) => {
        const { revision = 0, ...own } = marks[at] ?? {};
        const occurrences = entry.occurrences.map((place) => ({ ...place, ...own }));
        return [entry.document, { ...entry, revision: revision + 1, occurrences }];
      }),
    );
    return {
      ...batch,
      markChange,
      operations: batch.operations.map((one) =>
        one.op === 'entry' ? { ...one, entry: marked.get(one.entry.document) ?? one.entry } : one,
      ),
      documents: batch.documents.map((commit, at) => {
        const { item = '', family = '' } = places[at] ?? {};
        const { revision = 1 } = marked.get(commit.document.hashes.sha256) ?? {};
        return { ...commit, indexed: { revision, item, family } };
      }),
    };
  }

  /**
   * Shows labels and withholding that were written since it last did, between two batches. A failure is told by
   * whoever pushes next.
   */
  showMarks(): void {
    if (this.#isShowing || this.#failure !== undefined) return;
    this.#isShowing = true;
    void this.#queue
      .add(() => showMarks(this.#catalogue, this.#index, this.#lease), { priority: 1 })
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#isShowing = false;
      });
  }

  /** Resolves when nothing is being written, however that ended. */
  async idle(): Promise<void> {
    await this.#queue.onIdle();
  }

  /** Writes all that was pushed. */
  async flush(): Promise<void> {
    this.#write();
    await this.#queue.onIdle();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
