/** Shows in the index what was removed from the ledger: entries go, and those that stay lose the places that went. */
import type { RemovedEntry, Removals } from '../../case/catalogue/removals.ts';
import type { Upkeep } from '../../case/catalogue/upkeep.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { placesOf, project, projectStale } from './projector.ts';

const batchEntries = 200;

const operationOf = ({ entry, shown }: RemovedEntry): IndexOperation =>
  shown ? { ...placesOf(shown), whole: true } : { op: 'retire', document: entry, items: 'all' };

/** For whoever holds the run lock and the index lock; again after a kill, with the same result. */
export async function showRemovals(
  catalogue: Pick<Removals, 'removedEntries' | 'markRemoved'> &
    Pick<Upkeep, 'stale' | 'markIndexed' | 'staleItems' | 'markItems'>,
  index: Pick<SearchIndex, 'write'>,
): Promise<number> {
  const entries = await project(
    index,
    () => catalogue.removedEntries(batchEntries),
    operationOf,
    (written) => catalogue.markRemoved(written),
  );
  await projectStale(catalogue, index, undefined);
  return entries;
}
