/** Closes the gap between what the catalogue knows of documents' places and labels and what the index shows. */
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { StaleDocument, Upkeep } from '../../case/catalogue/upkeep.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { writeAccepted } from './accepted-write.ts';

const batchDocuments = 500;

/** All places of a document, with their labels and what they are withheld from, and its dates. */
export const placesOf = ({ document, revision, occurrences, dates }: StaleDocument): IndexOperation => ({
  op: 'occurrences',
  document,
  revision,
  occurrences,
  dates,
});

/**
 * Each document once, however often it changed; again after a kill, with the same result. Without a lease for a
 * command that holds the run lock and has no run. Gives how many documents were behind.
 */
export async function projectStale(
  catalogue: Pick<Upkeep, 'stale' | 'markIndexed'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease | undefined,
): Promise<number> {
  let documents = 0;
  for (;;) {
    const stale = await catalogue.stale(batchDocuments);
    if (stale.length === 0) return documents;
    await writeAccepted(index, stale.map(placesOf));
    await catalogue.markIndexed(lease && claimUnit(lease), stale);
    documents += stale.length;
  }
}
