/** The right to write the index of a case, and what a verb does that has none: it waits. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { CaseLock } from '../../case/case-lock.ts';
import type { Marks } from '../../case/catalogue/marks.ts';
import type { Upkeep } from '../../case/catalogue/upkeep.ts';
import { showMarks } from '../../pipeline/index-upkeep/mark-projector.ts';
import type { Config } from '../../schemas/config.ts';
import type { Output } from '../frame/output.ts';
import { openIndexToWrite, waitingWords } from '../open/open-index.ts';

const askEveryMs = 25;
/** A run shows labels within a second; one that copies or mends the index does not until it ends. */
const longestWaitMs = 60_000;

/** For a run: who labels beside none holds it for moments only. Throws the reason of `signal` when it is aborted. */
export async function takeIndexLock(
  caseFolder: Pick<CaseFolder, 'tryIndexLock'>,
  signal: AbortSignal,
): Promise<CaseLock> {
  for (;;) {
    const lock = await caseFolder.tryIndexLock();
    if (lock) return lock;
    await sleep(askEveryMs, undefined, { signal });
  }
}

/** Of a verb that labels or withholds. */
export interface Showing {
  readonly caseFolder: CaseFolder;
  readonly config: Config;
  readonly catalogue: Marks & Pick<Upkeep, 'markIndexed' | 'staleItems' | 'markItems'>;
  readonly out: Pick<Output, 'progress'>;
  readonly signal: AbortSignal;
}

/**
 * Resolves when the index shows a change of marks: shown by the run that writes the index, or by this process where
 * none does. False where that took too long or was stopped: the change stands in the ledger, and is shown later.
 */
export async function showChange(showing: Showing, change: number): Promise<boolean> {
  const { caseFolder, catalogue, out, signal } = showing;
  const until = performance.now() + longestWaitMs;
  for (let asked = 0; ; asked++) {
    if ((await catalogue.markChanges()).shown >= change) return true;
    const lock = await caseFolder.tryIndexLock();
    if (lock) {
      try {
        await showHere(showing);
      } finally {
        lock.release();
      }
      return true;
    }
    if (signal.aborted || performance.now() > until) return false;
    if (asked === 40) out.progress('waiting for the run that writes the index');
    await sleep(askEveryMs);
  }
}

async function showHere({ caseFolder, config, catalogue, out, signal }: Showing): Promise<void> {
  const index = await openIndexToWrite(caseFolder, config, { signal, onWaiting: waitingWords(out) });
  try {
    await showMarks(catalogue, index, undefined);
  } finally {
    await index.close();
  }
}
