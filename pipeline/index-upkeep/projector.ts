/** Closes the gap between what the catalogue knows of documents' places and labels, and of items, and what the index shows. */
import { setImmediate as pause } from 'node:timers/promises';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { StaleDocument, StaleItem, Upkeep } from '../../case/catalogue/upkeep.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { itemOfEntryId } from '../../schemas/index-entry.ts';
import { writeAccepted } from './accepted-write.ts';
import { indexedPlaces } from './indexed-places.ts';
import { itemEntryOf } from './item-entry.ts';

const batchDocuments = 500;

/** All places of a document, with their labels and what they are withheld from, and its dates. */
export const placesOf = ({
  document,
  revision,
  occurrences,
  dates,
}: StaleDocument): Extract<IndexOperation, { readonly op: 'occurrences' }> => ({
  op: 'occurrences',
  document,
  revision,
  occurrences: indexedPlaces(occurrences),
  dates,
});

const entryOfItem = ({ entry, revision, shown }: StaleItem): IndexOperation =>
  shown
    ? { op: 'entry', entry: itemEntryOf(entry, revision, shown) }
    : { op: 'retire', document: entry, items: [itemOfEntryId(entry).id] };

/** Of a long way: `signal` ends it between two batches, and `told` hears how many have been written. */
export interface Pace {
  readonly signal?: AbortSignal | undefined;
  readonly told?: (written: number) => void;
}

/** Writes what is behind, batch by batch, and marks it when the index has taken it; gives how many there were. */
export async function project<Stale>(
  index: Pick<SearchIndex, 'write'>,
  next: () => Promise<readonly Stale[]>,
  operationOf: (stale: Stale) => IndexOperation,
  mark: (written: readonly Stale[]) => Promise<void>,
  { signal, told }: Pace = {},
): Promise<number> {
  let count = 0;
  for (;;) {
    const stale = signal?.aborted === true ? [] : await next();
    if (stale.length === 0) return count;
    await writeAccepted(index, stale.map(operationOf));
    await mark(stale);
    count += stale.length;
    told?.(count);
    // Stores that answer at once leave no turn in which a signal could be heard.
    await pause();
  }
}

/**
 * Each document once, however often it changed; again after a kill, with the same result. Without a lease for a
 * command that holds the run lock and has no run. Gives how many documents and items were written; where it was stopped,
 * the rest stays behind, and the next finds it.
 */
export async function projectStale(
  catalogue: Pick<Upkeep, 'stale' | 'markIndexed' | 'staleItems' | 'markItems'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease | undefined,
  pace: Pace = {},
): Promise<number> {
  const documents = await project(
    index,
    () => catalogue.stale(batchDocuments),
    placesOf,
    (written) => catalogue.markIndexed(lease && claimUnit(lease), written),
    pace,
  );
  const told = (written: number): void => pace.told?.(documents + written);
  return documents + (await projectItems(catalogue, index, lease, { ...pace, told }));
}

/** The same for items that have no document. */
export const projectItems = (
  catalogue: Pick<Upkeep, 'staleItems' | 'markItems'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease | undefined,
  pace: Pace = {},
): Promise<number> =>
  project(
    index,
    () => catalogue.staleItems(batchDocuments),
    entryOfItem,
    (written) => catalogue.markItems(lease && claimUnit(lease), written),
    pace,
  );
