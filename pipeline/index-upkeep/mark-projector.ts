/** Shows in the index what was labelled, withheld or released since it last did. */
import type { Marks } from '../../case/catalogue/marks.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { Upkeep } from '../../case/catalogue/upkeep.ts';
import type { SearchIndex } from '../../search/port.ts';
import { placesOf, project, projectItems } from './projector.ts';

/** Documents of one write: a run's own writes wait for it. */
const batchDocuments = 200;

/**
 * For whoever holds the index lock, between writes of entries: a change that came while the entry of a document was on
 * its way has made that document stale by then. Without a lease for a command that has no run.
 */
export async function showMarks(
  catalogue: Pick<Marks, 'markChanges' | 'unshown' | 'markShown'> &
    Pick<Upkeep, 'markIndexed' | 'staleItems' | 'markItems'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease | undefined,
): Promise<void> {
  const { last, shown } = await catalogue.markChanges();
  if (last <= shown) return;
  await project(
    index,
    () => catalogue.unshown(batchDocuments),
    placesOf,
    (written) => catalogue.markIndexed(lease && claimUnit(lease), written),
  );
  await projectItems(catalogue, index, lease);
  await catalogue.markShown(lease && claimUnit(lease), last);
}
