/** Work of the catalogue port: what is still to be read, and what is known of a content. */
import type { Cost, Hashes } from '../../schemas/findings.ts';
import type { DocumentStatus } from '../../schemas/status.ts';
import type { Claim } from './runs.ts';

/** A file that is to be read; named by its item and revision. */
export interface PendingFile {
  readonly item: string;
  /** From 0; one more for each that followed. */
  readonly revision: number;
  readonly source: number;
  /** Raw bytes of the path below the source's root. */
  readonly rawPath: Uint8Array;
  /** The same for people. */
  readonly path: string;
  readonly size: number;
  readonly modified?: string;
  readonly device: string;
  readonly inode: string;
  /** As it was listed: what is shown of the set that the file is a volume of. */
  readonly volumeOf?: string;
}

export interface PendingPage {
  readonly files: readonly PendingFile[];
  /** Where the next page begins; absent after the last. Means something to the adapter that gave it alone. */
  readonly next?: string;
}

/** How a content can be reached: an item that carries it, the file that leads there, and the contents on the way. */
export interface WayToContent {
  readonly item: string;
  readonly file: PendingFile;
  /** SHA-256, outermost first; empty for a file of a source. */
  readonly through: readonly string[];
}

/** More ways to one content are not given. */
export const maxWays = 3;

/** A content whose parsing has not ended. */
export interface UnfinishedContent {
  readonly sha256: string;
  /** One at least, at most `maxWays`: the shortest first, then in evidence order. */
  readonly ways: readonly WayToContent[];
}

/** What is known of a content. `status` is absent while its parsing has not ended. */
export interface KnownContent {
  readonly status?: DocumentStatus;
  /** The set of known files that it is on, or as `asRestricted` says it of a list of restricted ones. */
  readonly known?: string;
  /** 0 until its parsing first ended; what the index must show of it raises it. */
  readonly revision: number;
  /** What it came to when its parsing last ended; absent where it has not, or where that was not kept yet. */
  readonly cost?: Cost;
  /** Its parsing was cut for what else lies in the file of the source that brought it; then it has no cost. */
  readonly cutInFile?: true;
}

/** A content on a list of notable or of restricted files, and the name of that. */
export interface NotableContent {
  readonly sha256: string;
  readonly set: string;
}

/** All that are stated must hold; each list holds if one of it does, and an empty one states nothing. */
export interface ReopenFilter {
  readonly statuses?: readonly string[];
  /** Of the failure or of a warning, of the item or of its content. */
  readonly codes?: readonly string[];
  readonly formats?: readonly string[];
  /** References of sources. */
  readonly sources?: readonly string[];
}

/** Reads show what was written before them. Writes keep the rules of `Runs`. */
export interface Work {
  /**
   * Files to read, in descending priority, then in the order of their listing. `cursor` is the `next` of an earlier
   * page, and may be used again; what was read since then is not given out any more.
   */
  pendingFiles(cursor: string | undefined, limit: number): Promise<PendingPage>;
  /** What is still to be read. */
  pendingTotals(): Promise<{ readonly files: number; readonly bytes: number }>;
  /**
   * Contents whose parsing never ended and that something present in the sources carries, each once, in no order that
   * means anything. As long as there are any, some are given.
   */
  unfinished(limit: number): Promise<readonly UnfinishedContent[]>;
  /**
   * What is known of each of the contents, as of one moment; absent for one that was never found. SHA-256 in ascending
   * order, each once: code `keys-not-sorted` otherwise.
   */
  knownContent(sha256s: readonly string[]): Promise<ReadonlyMap<string, KnownContent>>;
  /** Those of the items that are on record, by ids in ascending order, each once: code `keys-not-sorted` otherwise. */
  recordedItems(items: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the contents that a file of a source was found to have, present or not. In the same order of keys. */
  contentsOfFiles(sha256s: readonly string[]): Promise<ReadonlySet<string>>;
  /** Hashes of what was ever found, at most `limit`, by SHA-256 in ascending order from behind `after`; from the first without. */
  contents(after: string | undefined, limit: number): Promise<readonly Hashes[]>;
  /** A list that came later has these contents, whatever became of them. One that was never found changes nothing. */
  flagNotable(claim: Claim, contents: readonly NotableContent[]): Promise<void>;
  /**
   * A list of restricted files has these contents: what was read of them goes, their items end as `restricted`. Before,
   * the index was told to retire them; none of them is parsed again. One that was never found changes nothing.
   */
  restrict(claim: Claim, contents: readonly NotableContent[]): Promise<void>;
  /**
   * Marks what matches to be read or parsed again: contents by their outcome, and items that ended without one
   * (an unreadable file, a member its container could not give: what holds it is then parsed again). Earlier attempts
   * stay on record, as do revisions. Left out, whatever the filter says, is what has not ended, what a rule or its kind
   * skipped, what is on a list of known files, a copy of what matches by itself, and what has gone. Files that are read
   * again have priority 0, in the order of their listing. Counts each content and each file once.
   */
  reopen(claim: Claim, filter: ReopenFilter): Promise<{ readonly documents: number; readonly files: number }>;
}
