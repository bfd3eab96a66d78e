/**
 * The catalogue port: the case's sources, ledger of items and documents, runs, mentions and events.
 *
 * Writing. One run writes at a time and holds a lease; every write names it and fails with `lease-lost` when
 * another run has taken over. `commit` is one transaction and idempotent: ids are deterministic, a batch sent
 * twice leaves what it left the first time. Documents are committed only after the index has acknowledged them.
 *
 * Labels and notes belong to no run: who writes them holds the case's run lock and has no lease. They stand here
 * first: a label raises the document's revision, and the projector shows it in the index.
 */
import type { DocumentResult } from '../schemas/findings.ts';
import type { DocumentEvent, FoundItem } from '../schemas/findings.ts';
import type { Occurrence } from '../schemas/index-entry.ts';
import type { Intake } from '../schemas/intake.ts';
import type { Annotator } from '../schemas/label.ts';
import type { Code, DocumentStatus } from '../schemas/status.ts';
import type { ItemTimes } from '../schemas/item-times.ts';

export interface SourceRow {
  /** Registration order, from 1. */
  readonly source: number;
  /** Fixed at registration; the parent key of the root's items. */
  readonly id: string;
  readonly reference: string;
  readonly kind: 'folder' | 'file';
  readonly root: Uint8Array;
  readonly intake: Intake;
  /** The row of its root item. */
  readonly rootItem: number;
}

export interface Lease {
  readonly run: number;
  readonly token: string;
}

/** One entry of a folder, as the listing saw it. */
export interface ListedEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly rawName: Uint8Array;
  readonly name: string;
  readonly size?: number;
  readonly times: ItemTimes;
  readonly device: string;
  readonly inode: string;
  /** Ended without being read: a link, a device, a rule. */
  readonly ended?: { readonly status: 'failed' | 'skipped'; readonly code: Code; readonly detail?: string };
  readonly warnings?: readonly { readonly code: Code; readonly detail?: string }[];
  /** Units are taken in descending priority. Default 0; −1000 to 1000. */
  readonly priority?: number;
}

export interface ListResult {
  /** The item row of each entry, in the order given. */
  readonly rows: readonly number[];
  readonly fresh: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly gone: number;
}

/** A file that is to be read. */
export interface PendingFile {
  readonly row: number;
  readonly item: string;
  readonly source: number;
  /** Raw bytes of the path below the source's root. */
  readonly rawPath: Uint8Array;
  /** The same for people. */
  readonly path: string;
  readonly size: number;
  readonly modified?: string;
  readonly device: string;
  readonly inode: string;
}

/** What is known of a content. `status` is absent while its parsing has not ended. */
export interface KnownContent {
  readonly status?: DocumentStatus;
  readonly known?: string;
  readonly revision: number;
  /** Its labels, where it is to be parsed; absent where it has none. */
  readonly labels?: readonly string[];
}

/** A found item with what the coordinator decided of it. */
export interface ItemCommit {
  readonly found: FoundItem;
  /** The names of the hash sets that hold the content. */
  readonly known?: string;
  readonly notable?: string;
}

/** The outcome of a content with what its parser sent along. Blocks are compressed JSON of the text's tags. */
export interface DocumentCommit {
  readonly document: DocumentResult;
  readonly worker: number;
  readonly listVersion?: string;
  readonly tagBlocks: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly events: readonly DocumentEvent[];
}

export interface CommitBatch {
  readonly items: readonly ItemCommit[];
  readonly documents: readonly DocumentCommit[];
}

/** A document of which the index shows an earlier revision. */
export interface StaleDocument {
  readonly document: string;
  readonly revision: number;
  /** All places; absent where nothing but labels changed. */
  readonly occurrences?: readonly Occurrence[];
  /** All labels; absent for a document that never had one. */
  readonly labels?: readonly string[];
}

/** Labels as `case/labels.ts` makes them: `key` is what they are compared by. */
export interface Label {
  readonly name: string;
  readonly key: string;
}

export interface LabelChange {
  /** SHA-256 of each. */
  readonly documents: readonly string[];
  readonly add: readonly Label[];
  readonly remove: readonly Label[];
}

export interface LabelResult {
  /** Documents that have other labels than before. */
  readonly changed: number;
  /** Documents that got, or lost, each label, in the order given. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Changed documents that the index does not hold: found by their labels once they are indexed. */
  readonly notIndexed: number;
}

/** All that are stated must hold; each list holds if one of it does. */
export interface ReopenFilter {
  readonly statuses?: readonly string[];
  readonly codes?: readonly string[];
  readonly formats?: readonly string[];
  /** References of sources. */
  readonly sources?: readonly string[];
}

export interface CatalogueWriter {
  beginRun(verb: string, record: object): Lease & { readonly id: string };
  endRun(lease: Lease, outcome: 'complete' | 'interrupted' | 'failed', summary: object): void;
  registerSource(lease: Lease, source: Omit<SourceRow, 'source' | 'rootItem'>): SourceRow;
  sources(): readonly SourceRow[];
  /** Compares a folder with what the ledger holds of it; new, changed and gone entries are recorded. */
  listFolder(lease: Lease, source: SourceRow, folder: number, entries: readonly ListedEntry[]): ListResult;
  /** Files to read after `afterRow`, in descending priority, then listing order. */
  pendingFiles(
    cursor: { priority: number; row: number } | undefined,
    limit: number,
  ): readonly (PendingFile & { priority: number })[];
  /** What is still to be read. */
  pendingTotals(): { readonly files: number; readonly bytes: number };
  knownContent(sha256: string): KnownContent | undefined;
  /** Contents whose parsing never ended: an item that carries each, and the top-level file that leads to it. */
  unfinished(limit: number): readonly {
    readonly sha256: string;
    readonly item: string;
    readonly file: PendingFile;
    readonly through: readonly string[];
  }[];
  commit(lease: Lease, batch: CommitBatch): void;
  /**
   * Marks what matches to be read or parsed again: contents by their outcome, and items that ended without one
   * (an unreadable file, a member its container could not give). Earlier attempts stay on record.
   */
  reopen(lease: Lease, filter: ReopenFilter): { readonly documents: number; readonly files: number };
  /** Derives the first carriers that this run may have changed. */
  settle(lease: Lease): void;
  stale(limit: number): readonly StaleDocument[];
  /**
   * The index shows these revisions. A revision that the ledger has not reached becomes its own. No lease for a
   * command that has no run and holds the run lock.
   */
  markIndexed(
    lease: Lease | undefined,
    documents: readonly { readonly document: string; readonly revision: number }[],
  ): void;
  /**
   * Adds and removes labels, all or nothing; what is so already stays untouched. A label that the case has keeps the
   * spelling that it has. Throws with code `not-found` for a document that is not in the ledger.
   */
  label(change: LabelChange, by: Annotator): LabelResult;
  /** Throws with code `not-found` for a document that is not in the ledger. */
  note(document: string, text: string, by: Annotator): void;
  /**
   * Sets documents back that the index has lost: the next run parses them again, under a revision above the given
   * one. Gives those that nothing present in the sources carries any more: they cannot be parsed again.
   */
  setBack(documents: readonly { readonly document: string; readonly revision: number }[]): readonly string[];
  close(): void;
}
