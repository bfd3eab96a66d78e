/** Closes the gap between what the catalogue knows of documents' places and what the index shows. */
import type { CatalogueWriter, Lease } from '../../case/catalogue.ts';
import type { SearchIndex } from '../../search/port.ts';
import { writeAccepted } from './accepted-write.ts';

const batchDocuments = 500;

/** Each document once, however many copies the run added; again after a kill, with the same result. */
export async function projectStale(
  catalogue: Pick<CatalogueWriter, 'stale' | 'markIndexed'>,
  index: Pick<SearchIndex, 'write'>,
  lease: Lease,
): Promise<void> {
  for (
    let stale = catalogue.stale(batchDocuments);
    stale.length > 0;
    stale = catalogue.stale(batchDocuments)
  ) {
    await writeAccepted(
      index,
      stale.map(({ document, revision, occurrences }) => ({
        op: 'occurrences' as const,
        document,
        revision,
        occurrences,
      })),
    );
    catalogue.markIndexed(lease, stale);
  }
}
