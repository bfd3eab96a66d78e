/** Upkeep of the catalogue port: what follows from all that was committed, and what the index must hear of it. */
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
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

/** Writes with a claim keep the rules of `Runs`. */
export interface Upkeep {
  /** Derives the first carriers that this run, or one before it that was killed, may have changed. */
  settle(claim: Claim): Promise<void>;
  /**
   * Of the documents that the index holds, whatever became of them since. Each once, in no order that means anything; as
   * long as there are any, some are given. That a place has gone makes no document stale.
   */
  stale(limit: number): Promise<readonly StaleDocument[]>;
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
