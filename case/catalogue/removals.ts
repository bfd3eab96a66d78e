/**
 * Removals of the catalogue port: an item with everything below it, or a source, is taken out of the case and leaves a
 * tombstone, which says when, by whom and why, and nothing of what it was.
 *
 * An item is removed at all its places: a member of a content that has copies is one item. A content goes with its last
 * carrier; one that another item carries stays, without the places that went. Neither a listing nor a parser brings
 * back what has a tombstone. For a command that holds the run lock.
 */
import type { Annotator } from '../../schemas/label.ts';
import type { Removal, RemovedKind } from '../../schemas/removal.ts';
import type { StaleDocument } from './upkeep.ts';

/** What a removal takes, counted; nothing is changed yet. */
export interface RemovalPlan {
  readonly kind: RemovedKind;
  /** Items, each revision once, the one that is named included. */
  readonly items: number;
  /** Contents that nothing else carries: they go with their texts, tags and events. */
  readonly documents: number;
  /** Contents of it that lie elsewhere too: they stay, and lose places. */
  readonly kept: number;
  /** Bytes of the contents that go. */
  readonly bytes: number;
  /** Labels, notes and withholding of what goes, those that were taken back included. */
  readonly marks: number;
  /** The first contents that go, at most `maxNamedContents`, by SHA-256. */
  readonly contents: readonly string[];
  /** Addresses that people made rulings on and that nothing which stays states: they go from the rulings. */
  readonly addresses: readonly string[];
  /** Labels that hold it, as `isHold` of `tombstone.ts` knows them: on it, on what lies in it, or on what it lies in. In the order of their keys. */
  readonly holds: readonly string[];
  /** Review scopes for which some of it is withheld. */
  readonly scopes: readonly string[];
}

export const maxNamedContents = 1_000;

export interface RemovalRequest {
  /** The id of an item, or of a source. */
  readonly target: string;
  readonly reason: string;
  /** What else it goes by, such as its paths: of each a salted hash is kept, by which `tombstones` knows it again. */
  readonly names: readonly string[];
  /**
   * What else of the ledger is blanked where it stands whole: paths, hashes, and names that no item which stays has. They
   * are looked for in notes, grounds of withholding, statements of custody and the records of runs; one of letters alone
   * is blanked in the last two only, and only where it is a value of its own: in what people write it is anybody's word.
   */
  readonly words: readonly string[];
  /** Kept until `endRemoval`, and then forgotten: what whoever goes on with it needs to know. */
  readonly work: string;
}

/** What the index must forget, or of which it must show less. */
export interface RemovedEntry {
  /** By the id of its document or its item. */
  readonly entry: string;
  /** All the places that are left; absent where the index must have no entry any more. */
  readonly shown?: StaleDocument;
}

export interface Removals {
  /** Code `not-found` for what is not in the ledger, or is a tombstone. */
  planRemoval(target: string): Promise<RemovalPlan>;
  /**
   * All or nothing; code `not-found` as `planRemoval`, `held` where a label holds it: one may have been set since it was
   * planned. The scopes of the plan are the caller's to heed.
   */
  remove(request: RemovalRequest, by: Annotator): Promise<Removal>;
  /** Each once; as long as there are any, some are given. */
  removedEntries(limit: number): Promise<readonly RemovedEntry[]>;
  /** The index shows it so. */
  markRemoved(entries: readonly RemovedEntry[]): Promise<void>;
  /** What was given with removals that have not ended, by their numbers. */
  openRemovals(): Promise<readonly { readonly removal: number; readonly work: string }[]>;
  /** Forgets what was given with it, and leaves nothing of that in its files; after `scrub`. Code `case-busy` as that. */
  endRemoval(removal: number): Promise<void>;
  /** In the order in which they were made. */
  removals(): Promise<readonly Removal[]>;
  /** The removals that the items or sources with these ids, or `names`, are gone by; none for what was not removed. */
  tombstones(ids: readonly string[]): Promise<ReadonlyMap<string, Removal>>;
  /**
   * Nothing of what was deleted is left in the files of the ledger: free room, log and books included. Code `case-busy`
   * while others read it.
   */
  scrub(): Promise<void>;
}
