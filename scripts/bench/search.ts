/** Measures the embedded index on made documents: writing, size, and the latency of thirteen shapes of query. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SearchIndex } from '../../search/port.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { type Asked, type Latency, measureLatency, questions, shapesOf } from './latency.ts';
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

/** Every cell is `p50 / p95`. */
export const latencyHead = ['shape', 'hits', ...questions];
export const latencyRow = ({ shape, hits, times }: Latency) => [
  shape,
  hits,
  ...times.map(({ p50, p95 }) => `${p50.toFixed(0)} / ${p95.toFixed(0)}`),
];

const threadMilliseconds = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** The embedded index in a file, asked in processor time. */
export const embedded = (path: string): Asked => ({
  clock: threadMilliseconds,
  asking: async (question) => {
    const index = openSqliteIndex(path, { readOnly: true });
    try {
      return await question(index);
    } finally {
      await index.close();
    }
  },
});

/** The maker for measuring: of the corpora's mail where they are at hand. */
export const makerOf = (corpora: string | undefined): DocumentMaker =>
  new DocumentMaker(corpora === undefined ? inventedLines() : mailLines(corpora));

async function fillFile(path: string, maker: DocumentMaker, documents: number): Promise<void> {
  const index = openSqliteIndex(path);
  const start = threadMilliseconds();
  const { units, seconds } = await fill(index, maker, documents);
  const processor = (threadMilliseconds() - start) / 1_000;
  await index.close();
  const { size } = statSync(path);
  console.log(
    `${documents} documents, ${(units / 1e6).toFixed(1)} million characters: ${seconds.toFixed(1)} s, ` +
      `${Math.round(documents / seconds)} documents/s; ${processor.toFixed(1)} s of processor time, making them included`,
  );
  console.log(`index ${(size / 1e6).toFixed(1)} MB, ${(size / units).toFixed(2)} of the text`);
}

export interface SearchBenchOptions {
  readonly documents: number;
  readonly corpora?: string;
  /** An index that stays: asked as it is where it is there, filled where it is not. */
  readonly file?: string;
}

/** Prints documents a second, size, latencies in processor time, and peak memory. */
export async function benchSearch({ documents, corpora, file }: SearchBenchOptions): Promise<void> {
  const maker = makerOf(corpora);
  const folder = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  try {
    const path = file ?? join(folder, 'index.sqlite');
    if (!existsSync(path)) await fillFile(path, maker, documents);
    const latencies = await measureLatency(embedded(path), shapesOf(maker), 15);
    console.log('Milliseconds of processor time, p50 / p95');
    console.log(formatTable(latencyHead, latencies.map(latencyRow)));
    console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
