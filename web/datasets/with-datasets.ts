/** Opens what is kept of the tables of a case for one page, and closes it behind it. */
import type { DatasetReading } from '../../cli/run/case-datasets.ts';
import type { Reading } from '../served-case.ts';

/** What is profiled meanwhile is kept table by table: where the page is ended by its time, the next one goes on. */
export async function withDatasets<T>(
  { ledger, index, scope, openDatasets }: Reading,
  work: (datasets: DatasetReading) => Promise<T>,
): Promise<T> {
  const store = await openDatasets();
  try {
    const { signal } = new AbortController();
    return await work({ ledger, index, scope, store, signal, progress: () => undefined });
  } finally {
    store.close();
  }
}
