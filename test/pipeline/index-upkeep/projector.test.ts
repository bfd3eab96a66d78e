/** What changed places is brought into the index in batches: each is told, and a stop between two leaves the rest to the next run. */
import { expect, test } from '@jest/globals';
import type { StaleDocument } from '../../../case/catalogue/upkeep.ts';
import { projectStale } from '../../../pipeline/index-upkeep/projector.ts';

/** Documents that the index does not show yet, as a catalogue gives them. */
function behind(count: number) {
  const left: StaleDocument[] = Array.from({ length: count }, (_, at) => ({
    document: String(at),
    revision: 1,
    occurrences: [],
    dates: [],
  }));
  return {
    left,
    stale: (limit: number) => Promise.resolve(left.slice(0, limit)),
    markIndexed: (_: unknown, written: readonly unknown[]) => Promise.resolve(void left.splice(0, written.length)),
    staleItems: () => Promise.resolve([]),
    markItems: () => Promise.resolve(),
  };
} // prettier-ignore

const index = { write: () => Promise.resolve({ rejected: [] }) };

test('each batch is told', async () => {
  const catalogue = behind(1_200);
  const told: number[] = [];
  expect(await projectStale(catalogue, index, undefined, { told: (written) => told.push(written) })).toBe(
    1_200,
  );
  expect(told).toEqual([500, 1_000, 1_200]);
});

test('a signal that comes meanwhile is heard, and the next run has the rest', async () => {
  const catalogue = behind(1_200);
  const stop = new AbortController();
  // As the system gives it: in a turn of its own.
  setImmediate(() => stop.abort());
  expect(await projectStale(catalogue, index, undefined, { signal: stop.signal })).toBe(500);
  expect(catalogue.left).toHaveLength(700);
  expect(await projectStale(catalogue, index, undefined)).toBe(700);
});
