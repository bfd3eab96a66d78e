/** Looks the contents of a case up in lists of notable files, which may have come after they were read. */
import type { Catalogue } from '../../case/catalogue.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { HashSets } from '../../case/hash-sets.ts';

/** Contents of one write: a run beside which labels are written holds the ledger for no longer than that. */
const pageSize = 5_000;

/**
 * Flags what is on a list of notable files and was found before this run, read again by it or not. Every run does it that
 * has such a list, since one before it may have been killed on the way.
 */
export async function flagNotable(
  catalogue: Catalogue,
  lease: Lease,
  hashSets: HashSets | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!hashSets?.sets.some(({ kind }) => kind === 'notable')) return;
  for (let after: string | undefined; !signal.aborted;) {
    const page = await catalogue.contents(after, pageSize);
    const notable = page.flatMap((hashes) => {
      const { notable: set } = hashSets.lookup(hashes);
      return set === undefined ? [] : { sha256: hashes.sha256, set };
    });
    if (notable.length > 0) await catalogue.flagNotable(claimUnit(lease), notable);
    after = page.at(-1)?.sha256;
    if (after === undefined) return;
  }
}
