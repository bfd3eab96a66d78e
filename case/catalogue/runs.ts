/** Runs of the catalogue port: who may write, and what one write is. */
import { randomUUID } from 'node:crypto';

/** A run's right to write, until it ends or another run begins. */
export interface Lease {
  readonly run: number;
  readonly token: string;
}

/** What every write of a run carries: the token that says it still may, and the id of what is written at one time. */
export interface Claim extends Lease {
  /** Made once for a write, and sent again with it where its answer was lost. */
  readonly unit: string;
}

/** The claim of one more write. */
export const claimUnit = ({ run, token }: Lease): Claim => ({ run, token, unit: randomUUID() });

export type RunOutcome = 'complete' | 'interrupted' | 'failed';

/**
 * One run writes at a time. Every write of every part of the port that takes a claim
 *
 * - fails with code `lease-lost`, and leaves nothing behind, when the claim's token is no longer that of a run that
 *   writes;
 * - happens whole or not at all;
 * - happens once: sent again under the same unit it changes nothing and gives what it gave the first time, also where
 *   the lease has ended since. An adapter keeps the last 1,000 units at least, those that failed not among them.
 */
export interface Runs {
  /**
   * Begins a run and takes the lease from whichever run has it, whose outcome then is `interrupted`. `id` is a UUID that
   * the caller makes: sent again, it gives the same lease. Runs are numbered from 1 in the order of their beginning.
   */
  beginRun(id: string, verb: string, record: object): Promise<Lease>;
  /** Ends the run and its lease; `summary` is added to its record. */
  endRun(claim: Claim, outcome: RunOutcome, summary: object): Promise<void>;
}
