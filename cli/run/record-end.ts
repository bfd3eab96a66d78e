/** Ends a run of the catalogue by what it came to. */
import type { Catalogue } from '../../case/catalogue.ts';
import { claimUnit, type Lease, type RunOutcome } from '../../case/catalogue/runs.ts';
import { messageOf } from '../../schemas/problem.ts';

/** Does what a run is for, which says how it ended; where that throws it ended as failed, and the same is thrown. */
export async function recordEnd<T>(
  catalogue: Catalogue,
  lease: Lease,
  work: (end: (outcome: RunOutcome, summary: object) => Promise<void>) => Promise<T>,
): Promise<T> {
  const end = (outcome: RunOutcome, summary: object): Promise<void> =>
    catalogue.endRun(claimUnit(lease), outcome, summary);
  try {
    return await work(end);
  } catch (error) {
    try {
      await end('failed', { problem: messageOf(error) });
    } catch {
      // A full disk takes no record either: the next run notes that this one did not end.
    }
    throw error;
  }
}
