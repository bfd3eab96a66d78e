/** Reading port: how items ended, summed up, and whether the counts of containers agree. */
import type { Scope } from '../../schemas/scope.ts';

/** Outcomes that the first place of a content shows alone: at the others it is a `duplicate`. */
export const shownOnce: ReadonlySet<string> = new Set(['indexed', 'container', 'empty', 'unsupported']);

/**
 * The totals that a run ends with. An item counts once for each of its places that are there: a member of a container as
 * often as copies of that lie in the sources. Of copies the first shows the outcome, the others are duplicates.
 */
export interface LedgerTotals {
  /** Items by status, folders apart. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly items: number;
  readonly folders: number;
  /**
   * Unique contents that were read, which the index has an entry for; those included that nothing current carries any more.
   */
  readonly documents: number;
  /** Of these, the ones that nothing current carries any more. */
  readonly pastDocuments: number;
  /** Bytes of the source's files. */
  readonly sourceBytes: number;
  /** Bytes of what containers, messages and documents held. */
  readonly expandedBytes: number;
  /** Items that ended unsupported, encrypted, failed, or with warnings. */
  readonly exceptions: number;
}

export interface CoverageRow {
  readonly value: string;
  readonly items: number;
  readonly bytes: number;
}

/**
 * A container as the ledger accounts for it. `recorded` is the number of items that it holds. What the scope does not
 * show is in none of the numbers.
 */
export interface LedgerContainer {
  /** The reference of the source of its first place. */
  readonly source: string;
  readonly path: string;
  readonly completeness: string;
  readonly expected?: number;
  readonly emitted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly recorded: number;
}

/** Items of one source that are withheld from the reader on the same grounds: how many, and nothing else of them. */
export interface WithheldCount {
  /** The reference of the source. */
  readonly source: string;
  /** In order; empty where none was stated. */
  readonly grounds: readonly string[];
  readonly items: number;
}

export interface SourceCoverage {
  readonly source: string;
  readonly custodian?: string;
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  /** Items that its files held, at all their places. */
  readonly heldItems: number;
  readonly heldBytes: number;
  /** Unique contents that were read and lie in it now, as a facet of the index counts them. */
  readonly documents: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Messages and how many different mails they are, by the hash of decision 0116. */
export interface MailCounts {
  /** Messages with a message hash. */
  readonly mails: number;
  /** Different hashes among them. */
  readonly groups: number;
  /** Items that state a sender and have none: no time of sending, or not read whole. */
  readonly withoutHash: number;
  /** Message ids, as their hashes, that stand in messages of different content; the first 20 by how many contents. */
  readonly sharedIds: number;
  readonly firstShared: readonly { readonly messageIdHash: string; readonly contents: number }[];
}

/** Current documents with texts, by their main languages. */
export interface LanguageCounts {
  /** A document counts once for each of its main languages; most documents first, then by language; `unknown` is one. */
  readonly languages: readonly { readonly language: string; readonly documents: number }[];
  /** Read by a version that looked for none. */
  readonly notLookedAt: number;
}

export interface ContainerCounts {
  readonly count: number;
  readonly withMembers: number;
  readonly byCompleteness: Readonly<Record<string, number>>;
}

/** Whether its numbers disagree, or its members are not all known to have been seen. */
export const isDoubtful = ({ recorded, emitted, completeness }: LedgerContainer): boolean =>
  recorded !== emitted || completeness !== 'complete';

/** What the ledger cannot vouch for: as long as there is any of it, an answer may lack something. */
export interface Unaccounted {
  /** Items that are still to be read or parsed. */
  readonly open: number;
  /** Folders that could not be listed: what lies in them is not known, or only as it was before. */
  readonly unlistedFolders: number;
  /** Other items that ended with one of `unaccountedCodes`: another ingest of their source, or a retry, reads them. */
  readonly unread: number;
  /** References of the sources whose last listing did not come to its end, in the order of registration. */
  readonly unfinishedListings: readonly string[];
}

/** Contents of one format that could not be opened, so that nobody knows what they hold. */
export interface ClosedContents {
  readonly format: string;
  readonly status: string;
  readonly documents: number;
}

/** Contents of one format that ended in one way, by who read them. */
export interface ReadBy {
  readonly format: string;
  /** Format and version of the reader, `eml/8.6`; absent where nothing read them. */
  readonly extractor?: string;
  readonly status: string;
  readonly documents: number;
}

/** `restricted`: the list of restricted files that the content is on. */
export type CoverageGroup = 'status' | 'type' | 'code' | 'restricted';

/** Of the current items. */
export interface CoverageReading {
  /** What `work` reads through the ledger is all of one moment, also beside a run that writes: its sums agree. */
  atOneMoment<T>(work: () => Promise<T>): Promise<T>;
  totals(scope: Scope): Promise<LedgerTotals>;
  /** Items (folders apart) and their bytes, by status, type, code or list of restricted files; most items first, then by value. */
  by(group: CoverageGroup, scope: Scope): Promise<readonly CoverageRow[]>;
  unaccounted(scope: Scope): Promise<Unaccounted>;
  /** Contents that ended encrypted, failed or unsupported without a member, by format, then status. */
  closed(scope: Scope): Promise<readonly ClosedContents[]>;
  /** Contents whose first place is there, by format, reader and status: what an earlier version of a reader gave is its. */
  readBy(scope: Scope): Promise<readonly ReadBy[]>;
  /** What each source came to, one without items too, in the order of registration. Only items that show are counted. */
  bySource(scope: Scope): Promise<readonly SourceCoverage[]>;
  /** How often each warning was given to items that need a look, as often as a content's first carrier and failed copies have them: most often first, then by code. */
  warnings(scope: Scope): Promise<Readonly<Record<string, number>>>;
  /** How many containers and messages there are, past ones too. */
  containerCounts(scope: Scope): Promise<ContainerCounts>;
  /** Containers and messages, past ones too, with the numbers that must agree; by SHA-256. */
  containers(scope: Scope, which: 'all' | 'doubtful'): AsyncIterable<LedgerContainer>;
  /** Parents by the rule of `../family.ts` at a current place that shows; what is but a container is none. */
  families(scope: Scope): Promise<number>;
  /** Messages at the top of their families, without and with their copies; those that show. */
  mails(scope: Scope): Promise<MailCounts>;
  /** Of those that show. */
  languages(scope: Scope): Promise<LanguageCounts>;
  /**
   * What a scope does not show, so that with the totals that it does all adds up: an item counts once for each of its
   * places that are there and withheld, folders apart. By source in the order of registration, then by grounds.
   */
  withheld(scope: Scope): Promise<readonly WithheldCount[]>;
}
