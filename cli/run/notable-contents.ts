/** Looks the contents of a case up in lists of notable and of restricted files, which may have come after they were read. */
import type { Catalogue } from '../../case/catalogue.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { SearchIndex } from '../../search/port.ts';
import { restrictedSet } from '../../case/restricted.ts';
import { writeAccepted } from '../../pipeline/index-upkeep/accepted-write.ts';
import type { HashSets } from '../../case/hash-sets.ts';

/** Contents of one write: a run beside which labels are written holds the ledger for no longer than that. */
const pageSize = 5_000;

/**
 * Flags what is on a list of notable files and was found before this run, read again by it or not. Every run does it that
 * has such a list, since one before it may have been killed on the way.
 */
async function flagNotable(
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

/**
 * Takes out what is on a list of restricted files and was read before it came: from the index first, so that a run that is
 * killed in between does it once more. Nothing else of the run begins before.
 */
async function restrictContents(
  catalogue: Catalogue,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease,
  hashSets: HashSets | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!hashSets?.sets.some(({ kind }) => kind === 'restricted')) return;
  for (let after: string | undefined; !signal.aborted;) {
    const page = await catalogue.contents(after, pageSize);
    after = page.at(-1)?.sha256;
    if (after === undefined) return;
    const listed = page.flatMap((hashes) => {
      const { restricted: set } = hashSets.lookup(hashes);
      return set === undefined ? [] : { sha256: hashes.sha256, set };
    });
    if (listed.length === 0) continue;
    const known = await catalogue.knownContent(listed.map(({ sha256 }) => sha256));
    const found = listed.filter(({ sha256 }) => restrictedSet(known.get(sha256)?.known) === undefined);
    if (found.length === 0) continue;
    await writeAccepted(
      index,
      found.map(({ sha256 }) => ({ op: 'retire', document: sha256, items: 'all' })),
    );
    await catalogue.restrict(claimUnit(lease), found);
  }
}

/** Contents that were found before this run, read again by it or not, in the lists that it has. */
export async function lookUpLists(
  { catalogue, index }: { readonly catalogue: Catalogue; readonly index: Pick<SearchIndex, 'write'> },
  lease: Lease,
  hashSets: HashSets | undefined,
  signal: AbortSignal,
): Promise<void> {
  await flagNotable(catalogue, lease, hashSets, signal);
  await restrictContents(catalogue, index, lease, hashSets, signal);
}
