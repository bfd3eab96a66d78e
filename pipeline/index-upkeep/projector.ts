/** Closes the gap between what the catalogue knows of documents' places and labels, and of items, and what the index shows. */
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { StaleDocument, StaleItem, Upkeep } from '../../case/catalogue/upkeep.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { itemOfEntryId } from '../../schemas/index-entry.ts';
import { writeAccepted } from './accepted-write.ts';
import { itemEntryOf } from './item-entry.ts';

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
 * command that holds the run lock and has no run. Gives how many documents and items were behind.
 */
export async function projectStale(
  catalogue: Pick<Upkeep, 'stale' | 'markIndexed' | 'staleItems' | 'markItems'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease | undefined,
): Promise<number> {
  let documents = 0;
  for (;;) {
    const stale = await catalogue.stale(batchDocuments);
    if (stale.length === 0) break;
    await writeAccepted(index, stale.map(placesOf));
    await catalogue.markIndexed(lease && claimUnit(lease), stale);
    documents += stale.length;
  }
  return documents + (await projectItems(catalogue, index, lease));
}

const entryOfItem = ({ entry, revision, shown }: StaleItem): IndexOperation =>
  shown
    ? { op: 'entry', entry: itemEntryOf(entry, revision, shown) }
    : { op: 'retire', document: entry, items: [itemOfEntryId(entry).id] };

/** The same for items that have no document. */
export async function projectItems(
  catalogue: Pick<Upkeep, 'staleItems' | 'markItems'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease | undefined,
): Promise<number> {
  let items = 0;
  for (;;) {
    const stale = await catalogue.staleItems(batchDocuments);
    if (stale.length === 0) return items;
    await writeAccepted(index, stale.map(entryOfItem));
    await catalogue.markItems(lease && claimUnit(lease), stale);
    items += stale.length;
  }
}
