/** Opens what is kept of the tables of a case. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { DatasetStore } from '../../datasets/dataset-store.ts';

/** Of a case that nothing is written to what is found is kept for as long as the command lasts. */
export async function openDatasets({ paths, readOnly }: Pick<CaseFolder, 'paths' | 'readOnly'>): Promise<DatasetStore> {
  const { openDatasetStore } = await import('../../datasets/sqlite/sqlite-dataset-store.ts');
  return openDatasetStore(readOnly ? undefined : paths.datasets);
} // prettier-ignore

/** Of a case from which something was removed: what is known of its tables is made anew. */
export async function dropDatasets({ paths }: Pick<CaseFolder, 'paths'>): Promise<void> {
  const { dropDatasetFile } = await import('../../datasets/sqlite/sqlite-dataset-store.ts');
  dropDatasetFile(paths.datasets);
}
