/** Opens what is kept of the tables of a case for one page, and closes it behind it. */
import type { DatasetReading } from '../../cli/run/case-datasets.ts';
import type { Reading } from '../served-case.ts';

/** What is profiled meanwhile is kept table by table: where the page is ended by its time, the next one goes on. */
export async function withDatasets<T>(
  reading: Reading,
  work: (datasets: DatasetReading) => Promise<T>,
): Promise<T> {
  const store = await reading.openDatasets();
  try {
    const { ledger, index, scope } = reading;
    const { signal } = new AbortController();
    return await work({ ledger, index, scope, store, signal, progress: () => undefined });
  } finally {
    store.close();
  }
}
