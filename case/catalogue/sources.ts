/** Sources of the catalogue port: their registration, and their folders as they are listed. */
import type { KeptIntake } from '../../schemas/intake.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Code } from '../../schemas/status.ts';
import type { Claim } from './runs.ts';

export interface SourceRow {
  /** Registration order, from 1. */
  readonly source: number;
  /** Fixed at registration; also the item id of its root folder, and so the parent key of the root's items. */
  readonly id: string;
  readonly reference: string;
  readonly kind: 'folder' | 'file';
  readonly root: Uint8Array;
  readonly intake: KeptIntake;
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
  /** What is shown of the set that the file is a volume of. */
  readonly volumeOf?: string;
  /** Units are taken in descending priority. Default 0; −1000 to 1000. */
  readonly priority?: number;
}

/** How many entries of a folder were new, changed (or had gone and are back), as before, or no longer there. */
export interface ListResult {
  readonly fresh: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly gone: number;
}

/** The names of a folder behind `after` and up to `through`, in byte order; from the first, or to the last, where absent. */
export interface FolderPart {
  readonly after?: Uint8Array | undefined;
  readonly through?: Uint8Array | undefined;
}

/** Writes keep the rules of `Runs`. */
export interface Sources {
  /**
   * Registered once by its reference: what is known stays, but for the root, which is where it lies now. Code `removed` for
   * one that was removed.
   */
  registerSource(claim: Claim, source: Omit<SourceRow, 'source'>): Promise<SourceRow>;
  /** In the order of their registration. */
  sources(): Promise<readonly SourceRow[]>;
  /** The listing of a source begins: until it has ended, the ledger says that it does not know the whole source. */
  beginListing(claim: Claim, source: SourceRow): Promise<void>;
  /** Every folder of the source was listed, or has an end that says why it could not be. */
  endListing(claim: Claim, source: SourceRow): Promise<void>;
  /** Entries of a folder, named by its item id, that were there when it was last listed. */
  presentEntries(folder: string): Promise<number>;
  /**
   * Compares a folder, named by its item id, with what the ledger holds of it; new, changed and gone entries are
   * recorded. The id of an entry is `itemId(folder, rawName)`. A folder is listed after the one that it lies in; code
   * `not-found` for one that the ledger does not have.
   *
   * An entry has changed when its kind, its size, the time that it was modified, how it ended or, of a file, the time
   * of its last change of status is another; a folder only when it has become one. Access, creation and device say
   * nothing of that. A file that has changed is to be read again, and so is one whose inode alone is another, which
   * counts as before: the content decides. It keeps its revision until another content is committed, also where a rule
   * no longer leaves it out; one that is a volume of another set, or of none any more, is read again too. Another kind, an end without being read, and a change of what cannot be parsed begin a
   * revision of their own.
   *
   * An entry that could not be looked at or into (`ended` as failed) keeps all that is known of it and below it, and has
   * that end until it can be; a file that ended with one of `unreadCodes` is to be read again, and counts as changed.
   *
   * An entry that was removed (`Removals`) is passed over: it has its tombstone, is in none of the counts, and what stands
   * for it is not compared.
   *
   * Without `part` the entries are all that the folder has; with it, all whose names it covers: what the ledger holds
   * under other names is left alone, so that a folder of any size can be compared part by part.
   *
   * What has gone keeps its revision and its content; what lies below goes with it. Back again, it counts as changed and
   * is otherwise as before: a file is read again, and what lies below a folder is back when that is listed.
   */
  listFolder(
    claim: Claim,
    source: SourceRow,
    folder: string,
    entries: readonly ListedEntry[],
    part?: FolderPart,
  ): Promise<ListResult>;
}
