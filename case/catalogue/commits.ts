/** Commits of the catalogue port: what parsers found, and how contents ended. */
import type { DocumentEvent, DocumentResult, FoundItem } from '../../schemas/findings.ts';
import type { BlobReference } from '../blob-reference.ts';
import type { MarkedPlace } from './marks.ts';
import type { Claim } from './runs.ts';
import type { ScreenedBatch } from './screening.ts';

/** A found item with what the coordinator decided of it. */
export interface ItemCommit {
  readonly found: FoundItem;
  /** The name of the set of known files that holds the content: why it is not parsed. Of one that has been parsed it changes nothing. */
  readonly known?: string;
  /** The name of the list of notable files that holds the content, whatever became of that. */
  readonly notable?: string;
}

/** The outcome of a content with what its parser sent along; of what may be large, references that are good until the commit ends. */
export interface DocumentCommit {
  readonly document: DocumentResult;
  readonly worker: number;
  /**
   * Where its entry in the index stands and under which revision: one above the ledger's when it was written. What
   * raised the ledger's since then makes the document stale. Absent where the index has no entry to compare with.
   */
  readonly indexed?: { readonly revision: number } & Pick<MarkedPlace, 'item' | 'family'>;
  readonly listVersion?: string;
  /** By the handle of the text: its blocks of tags, as `case/tag-block.ts` packs them, in their order. */
  readonly tagBlocks: ReadonlyMap<string, readonly BlobReference[]>;
  /** Those that its parser found, in blocks, in their order. */
  readonly events: readonly BlobReference<readonly DocumentEvent[]>[];
}

export interface CommitBatch {
  /** The last change of marks that the entries show, by `marksAt`; documents that a later one concerns become stale. */
  readonly markChange?: number;
  /** Of a run that screens: as it was given to `screen`. */
  readonly screened?: ScreenedBatch;
  readonly items: readonly ItemCommit[];
  readonly documents: readonly DocumentCommit[];
}

/** Writes keep the rules of `Runs`. */
export interface Commits {
  /**
   * Records items, then documents, each in the order given. An item comes after, or with, the item that carries its
   * holder; a document after, or with, an item that carries it, and when the index has acknowledged it. Ids are
   * deterministic; an item that was removed (`Removals`) is passed over: what is found again under another unit leaves what it left the first time. Fails with code
   * `not-found` for an item that was not listed and whose holder no item carries or ever carried, and for a document
   * that none does.
   */
  commit(claim: Claim, batch: CommitBatch): Promise<void>;
}
