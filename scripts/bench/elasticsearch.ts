/**
 * Measures the index in Elasticsearch, in one run: our indexing against the same NDJSON sent by a bare loop and
 * against the client's bulk helper; whole ingest against the embedded index; latency of both indexes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { openElasticsearchIndex } from '../../search/elasticsearch/elasticsearch-index.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { startElasticsearch } from '../services/elasticsearch.ts';
import { actionsOf, type RecordedAction, sendBare, startRecorder } from './bulk-recording.ts';
import { type Asked, measureLatency, shapesOf } from './latency.ts';
import type { DocumentMaker } from './made-documents.ts';
import { runWatched } from './processes.ts';
import { embedded, fill, latencyHead, latencyRow, makerOf } from './search.ts';
import { formatTable, median } from './table.ts';

export interface ElasticsearchBenchOptions {
  readonly corpora?: string;
  readonly rounds: number;
  /** Documents that are indexed in each round. */
  readonly documents: number;
  /** Documents that the latencies are measured on; 0 for no latencies. */
  readonly searched: number;
  /** Whole ingest of this folder; none where absent. */
  readonly ingest?: string;
}

const bin = join(import.meta.dirname, '../../bin/evidex.js');
const caseId = 'bench';
const prefix = 'evidex-bench';
/** Documents of one write: some 3 MB of text, as the pipeline gathers them. */
const batch = 2_000;
/** Requests under way for the bare loop and the helper: as many as ours. */
const inFlight = 3;

const open = (url: string): Promise<SearchIndex> =>
  openElasticsearchIndex({
    connection: { nodes: [url] },
    set: { prefix, caseId, shards: 1, replicas: 0 },
    create: true,
  });

/** Empty indices with our mappings. */
async function emptySet(url: string): Promise<void> {
  const names = ['entries', 'parts', 'places', 'texts'].map((kind) => `${prefix}-${kind}-000001`).join();
  await fetch(`${url}/${names}?ignore_unavailable=true`, { method: 'DELETE' });
  await (await open(url)).close();
}

const refresh = async (url: string): Promise<void> => {
  await fetch(`${url}/${prefix}-*/_refresh`, { method: 'POST' });
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

async function write(index: SearchIndex, batches: readonly (readonly IndexOperation[])[]): Promise<void> {
  for (const operations of batches) {
    const { rejected } = await index.write(operations);
    if (rejected[0]) throw new Error(`refused: ${rejected[0].reason}`);
  }
}

async function sendWithHelper(url: string, actions: readonly RecordedAction[]): Promise<void> {
  const client = new Client({ node: url });
  try {
    const result = await client.helpers.bulk<RecordedAction>({
      datasource: [...actions],
      concurrency: inFlight,
      onDocument: ({ action, document }) => [action as { index: object }, document],
    });
    if (result.failed > 0) throw new Error(`the helper lost ${result.failed} documents`);
  } finally {
    await client.close();
  }
}

interface Way {
  readonly name: string;
  readonly send: () => Promise<void>;
}

/** Three ways of sending the same, in turn; documents a second of each round. */
async function measureIndexing(url: string, maker: DocumentMaker, options: ElasticsearchBenchOptions) {
  const batches: IndexOperation[][] = [];
  for (let from = 0; from < options.documents; from += batch)
    batches.push(maker.operations(from, Math.min(from + batch, options.documents)));
  const recorder = await startRecorder(url);
  await emptySet(url);
  const recorded = await open(recorder.url);
  await write(recorded, batches);
  await recorded.close();
  await recorder.stop();
  const actions = actionsOf(recorder.bodies);
  const ways: readonly Way[] = [
    {
      name: 'bare loop, the same NDJSON',
      send: async () => {
        await sendBare(url, recorder.bodies, inFlight);
        await refresh(url);
      },
    },
    {
      name: "the client's bulk helper",
      send: async () => {
        await sendWithHelper(url, actions);
        await refresh(url);
      },
    },
    {
      name: 'our index',
      send: async () => {
        const index = await open(url);
        await write(index, batches);
        await index.close();
      },
    },
  ];
  const times = new Map<string, number[]>();
  for (let round = 0; round < options.rounds; round++) {
    // Each is first in its turn: what the server does behind one must not always meet the same next.
    for (const at of ways.keys()) {
      const way = ways[(at + round) % ways.length] as Way;
      await emptySet(url);
      const list = times.get(way.name) ?? [];
      list.push(await seconds(way.send));
      times.set(way.name, list);
    }
  }
  const bytes = recorder.bodies.reduce((sum, body) => sum + body.length, 0);
  const bare = median(times.get(ways[0]?.name ?? '') ?? []);
  console.log(
    `\n${options.documents} documents, ${(bytes / 1e6).toFixed(0)} MB of NDJSON, ${options.rounds} rounds, medians`,
  );
  const rows = ways.map(({ name }) => {
    const list = times.get(name) ?? [];
    return [
      name,
      median(list).toFixed(2),
      Math.round(options.documents / median(list)),
      `${((bare / median(list)) * 100).toFixed(0)} %`,
    ];
  });
  console.log(formatTable(['way', 'seconds', 'documents/s', 'of the bare loop'], rows));
  console.log('Each ends with a refresh: all documents can be found.');
}

/** Whole ingest into both indexes, in turn. */
async function measureIngest(url: string, folder: string, rounds: number): Promise<void> {
  const times = new Map<string, { seconds: number; peak: number }[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, words] of [
      ['embedded', []],
      ['Elasticsearch', ['--index', url]],
    ] as const) {
      const work = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
      const done = await runWatched(process.execPath, [bin, 'ingest', folder, '--case', join(work, 'case'), '--json', ...words]); // prettier-ignore
      rmSync(work, { recursive: true, force: true });
      if (!done.stdout.includes('"documents"'))
        throw new Error(`ingest ended with ${done.exitCode}: ${done.stderr.slice(-500)}`);
      const list = times.get(name) ?? [];
      list.push({
        seconds: done.seconds,
        peak: done.peaks.find(({ root }) => root)?.peakMiB ?? 0,
      });
      times.set(name, list);
    }
  }
  console.log(`\nWhole ingest of ${folder}, ${rounds} rounds, medians`);
  const rows = [...times].map(([name, list]) => [
    name,
    median(list.map((one) => one.seconds)).toFixed(1),
    Math.max(...list.map(({ peak }) => peak)).toFixed(0),
  ]);
  console.log(formatTable(['index', 'seconds', 'peak of the coordinator, MiB'], rows));
}

async function measureSearch(url: string, maker: DocumentMaker, documents: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  await emptySet(url);
  const file = join(folder, 'index.sqlite');
  const elasticsearch = await open(url);
  const clock = (): number => performance.now();
  const indexes = [
    ['embedded', openSqliteIndex(file), { ...embedded(file), clock }],
    ['Elasticsearch', elasticsearch, { asking: (question) => question(elasticsearch), clock }],
  ] as const satisfies readonly (readonly [string, SearchIndex, Asked])[];
  try {
    for (const [name, index, asked] of indexes) {
      const { seconds: took } = await fill(index, maker, documents);
      console.log(`\n${name}: ${documents} documents in ${took.toFixed(0)} s; milliseconds, p50 / p95`);
      const latencies = await measureLatency(asked, shapesOf(maker), 15);
      console.log(formatTable(latencyHead, latencies.map(latencyRow)));
    }
  } finally {
    for (const [, index] of indexes) await index.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a node of its own and prints all figures. */
export async function benchElasticsearch(options: ElasticsearchBenchOptions): Promise<void> {
  const maker = makerOf(options.corpora);
  const server = await startElasticsearch({ heapMiB: 2048 });
  const [url] = server.urls;
  if (url === undefined) throw new Error('Elasticsearch has no address');
  try {
    await measureIndexing(url, maker, options);
    if (options.ingest !== undefined) await measureIngest(url, options.ingest, options.rounds);
    if (options.searched > 0) await measureSearch(url, maker, options.searched);
  } finally {
    await server.stop();
  }
}
