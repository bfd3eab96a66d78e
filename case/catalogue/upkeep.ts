/** Upkeep of the catalogue port: what follows from all that was committed, and what the index must hear of it. */
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { ItemEntry } from '../item-entry.ts';
import type { Claim } from './runs.ts';

/** A document and the revision that an index shows of it. */
export interface IndexedRevision {
  readonly document: string;
  readonly revision: number;
}

/** A document of which the index shows an earlier revision. */
export interface StaleDocument extends IndexedRevision {
  /**
   * Its places with their labels and what they are withheld from, in no order that means anything: all that its items
   * have and had, those of earlier revisions and of what has gone included, since the index keeps them. `deletions` is
   * what the source itself says of a place, which has not to do with that. Of more than 1,000 an adapter may
   * list some alone, and of the others one for each source and each set of labels and scopes that those do not show.
   */
  readonly occurrences: readonly Occurrence[];
  /** Its own, in the zone that the source of its first carrier declares, and that of the message that carries it. */
  readonly dates: IndexEntry['dates'];
}

/** An entry of an item, and the revision that an index shows of it. */
export interface IndexedItem {
  /** By `itemEntryId`. */
  readonly entry: string;
  readonly revision: number;
}

/** An item of whose entry the index shows an earlier revision, or none. */
export interface StaleItem extends IndexedItem {
  /** Absent where the index has to show no entry of it any more, such as that of an item which has got a document. */
  readonly shown?: ItemEntry;
}

/** How far `settle` came. */
export interface SettleStep {
  /** Rows that the step was about. */
  readonly looked: number;
  readonly isLast: boolean;
}

/** Writes with a claim keep the rules of `Runs`. */
export interface Upkeep {
  /**
   * One step of a bounded size, which may be all: derives the first carriers that this run, or one before it that was
   * killed, may have changed. What was not read until the last step has an entry from then on. Asked again, under another
   * unit, until that, and nothing is found in between. A run that ends before it leaves the rest to the next.
   */
  settle(claim: Claim): Promise<SettleStep>;
  /**
   * Of the documents that the index holds, whatever became of them since. Each once, in no order that means anything; as
   * long as there are any, some are given. That a place has gone makes no document stale.
   */
  stale(limit: number): Promise<readonly StaleDocument[]>;
  /**
   * Items whose entries the index does not show as they are, or shows though they have none any more. Each once, in no
   * order that means anything; as long as there are any, some are given. What waits to be read may be left out until
   * `settle`.
   */
  staleItems(limit: number): Promise<readonly StaleItem[]>;
  /** As `markIndexed`, for entries of items. One that has changed since stays stale. */
  markItems(claim: Claim | undefined, items: readonly IndexedItem[]): Promise<void>;
  /**
   * The index shows these revisions, or has shown them: an earlier one than is known already changes nothing, so order
   * and repetition do no harm. A revision that the ledger has not reached becomes its own. Of a document that the index
   * does not hold (its parsing never ended, or it was set back) it changes nothing. No claim from a command that has no
   * run.
   */
  markIndexed(claim: Claim | undefined, documents: readonly IndexedRevision[]): Promise<void>;
  /**
   * Sets documents back that the index has lost: it holds them no longer, so that nothing of them is stale or unshown,
   * and the next run parses them again, under a revision above the given one and above the ledger's. Gives those that nothing present in the sources carries any more: they cannot be parsed again. Again, it
   * changes nothing and gives the same. For a command that holds the run lock.
   */
  setBack(documents: readonly IndexedRevision[]): Promise<readonly string[]>;
}
