/** Measures the embedded index on made documents: writing, size, and the latency of ten shapes of query. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SearchIndex } from '../../search/port.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { type Latency, measureLatency, shapesOf } from './latency.ts';
import { DocumentMaker, inventedLines, mailLines } from './made-documents.ts';
import { formatTable } from './table.ts';

/** Documents of one write. */
const batch = 256;

/** Writes documents `[0, count)`; returns units of text and seconds of writing alone. */
export async function fill(
  index: SearchIndex,
  maker: DocumentMaker,
  count: number,
): Promise<{ units: number; seconds: number }> {
  let units = 0;
  let milliseconds = 0;
  for (let from = 0; from < count; from += batch) {
    const operations = maker.operations(from, Math.min(from + batch, count));
    for (const operation of operations) if (operation.op === 'text') units += operation.chunk.length;
    const start = performance.now();
    const { rejected } = await index.write(operations);
    milliseconds += performance.now() - start;
    if (rejected[0]) throw new Error(`refused: ${rejected[0].reason}`);
  }
  return { units, seconds: milliseconds / 1_000 };
}

export const latencyHead = ['shape', 'hits', 'p50 ms', 'p95 ms', 'by date p50', 'facet p50'];
export const latencyRow = ({ shape, hits, p50, p95, byDateP50, facetP50 }: Latency) => [
  shape,
  hits,
  p50.toFixed(1),
  p95.toFixed(1),
  byDateP50.toFixed(1),
  facetP50.toFixed(1),
];

/** The maker for measuring: of the corpora's mail where they are at hand. */
export const makerOf = (corpora: string | undefined): DocumentMaker =>
  new DocumentMaker(corpora === undefined ? inventedLines() : mailLines(corpora));

/** Prints documents a second, latencies, size and peak memory. */
export async function benchSearch(options: { documents: number; corpora?: string }): Promise<void> {
  const maker = makerOf(options.corpora);
  const folder = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  try {
    const path = join(folder, 'index.sqlite');
    const index = openSqliteIndex(path);
    const { units, seconds } = await fill(index, maker, options.documents);
    console.log(
      `${options.documents} documents, ${(units / 1e6).toFixed(1)} million characters: ${seconds.toFixed(1)} s, ` +
        `${Math.round(options.documents / seconds)} documents/s`,
    );
    const latencies = await measureLatency(index, shapesOf(maker), 15);
    console.log(formatTable(latencyHead, latencies.map(latencyRow)));
    await index.close();
    const size = statSync(path).size;
    console.log(
      `index ${(size / 1e6).toFixed(1)} MB, ${(size / units).toFixed(2)} of the text; ` +
        `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
