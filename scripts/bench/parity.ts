/** Asks the embedded index and a live Elasticsearch the same queries over one case: `npm run bench -- parity`. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyIndex } from '../../search/copy-index.ts';
import { openElasticsearchIndex } from '../../search/elasticsearch/elasticsearch-index.ts';
import type { IndexReader } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { startElasticsearch } from '../services/elasticsearch.ts';
import { runProgram } from './kill.ts';
import { type Comparison, compareQuery, type Difference, everything, figuresOf } from './parity-compare.ts';
import { materialOf } from './parity-material.ts';
import { QueryMaker } from './parity-queries.ts';
import { formatTable } from './table.ts';

export interface ParityOptions {
  /** A case with an embedded index; default: one ingested from `folder` for this. */
  readonly case?: string;
  readonly folder?: string;
  /** Where an Elasticsearch answers; default: one started for this. */
  readonly url?: string;
  readonly queries: number;
  readonly seed: number;
}

/** A line of progress after so many queries. */
const queriesToLine = 25;
/** And while the index is copied, after so many documents. */
const documentsToLine = 1_000;

/** As many different queries as asked for. */
export function makeQueries(maker: QueryMaker, count: number): string[] {
  const queries = new Set<string>();
  while (queries.size < count) queries.add(maker.next());
  return [...queries];
}

/** An empty index set of its own at `url`; `drop` ends it. */
export async function openScratchIndex(url: string) {
  const caseId = randomUUID();
  const prefix = `evidex-parity-${caseId}`;
  const index = await openElasticsearchIndex({
    connection: { nodes: [url] },
    set: { prefix, caseId, shards: 2, replicas: 0 },
    create: true,
  });
  const drop = async (): Promise<void> => {
    await index.close();
    for (const kind of ['entries', 'parts', 'places', 'texts']) {
      await fetch(`${url}/${prefix}-${kind}-000001`, { method: 'DELETE' });
      await fetch(`${url}/_index_template/${prefix}-${kind}`, { method: 'DELETE' });
    }
  };
  return { index, prefix, drop };
}

const shown = ({ query, aspect, of, one, other }: Difference): string =>
  `\n${aspect} (${of}) of ${query}\n  embedded       ${one}\n  Elasticsearch  ${other}`;

function report(comparisons: readonly Comparison[], documents: number): number {
  const figures = figuresOf(comparisons, documents);
  console.log(
    formatTable(
      ['compared', 'equal', 'of'],
      [
        ['sets and counts of documents', figures.equalSets, figures.queries],
        ['facets', figures.equalFacets, figures.facets],
        ['orders by date and path', figures.equalOrders, figures.queries],
        ['snippets', figures.equalSnippets, figures.queries],
      ],
    ),
  );
  console.log(`${figures.telling} queries found some of the ${documents} documents, but not all.`);
  return comparisons.flatMap((one) => one.differences).length;
}

async function compareAll(
  embedded: IndexReader,
  url: string,
  { queries, seed }: ParityOptions,
): Promise<number> {
  const { index, drop } = await openScratchIndex(url);
  try {
    const copied = await copyIndex({
      from: embedded,
      to: index,
      signal: new AbortController().signal,
      progress: ({ documents }) => {
        if (documents % documentsToLine === 0) console.log(`${documents} documents copied`);
      },
    });
    console.log(`${copied.copied} documents, ${(copied.units / 1e6).toFixed(1)} million characters copied`);
    const maker = new QueryMaker(await materialOf(embedded), seed);
    const comparisons: Comparison[] = [];
    const since = Date.now();
    for (const query of makeQueries(maker, queries)) {
      const compared = await compareQuery([embedded, index], query, everything);
      comparisons.push(compared);
      for (const one of compared.differences) console.log(shown(one));
      if (comparisons.length % queriesToLine === 0) {
        const seconds = ((Date.now() - since) / 1_000).toFixed(0);
        console.log(`${comparisons.length} of ${queries} queries asked in ${seconds} s`);
      }
    }
    return report(comparisons, await embedded.count(parseQuery('*'), everything.scope));
  } finally {
    await drop();
  }
}

/** Starts and ingests what is not given, prints the figures and returns how many answers differ. */
export async function benchParity(options: ParityOptions): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-parity-'));
  const node = options.url === undefined ? await startElasticsearch() : undefined;
  try {
    const casePath = options.case ?? join(work, 'case');
    if (options.case === undefined) {
      const words = ['ingest', options.folder ?? '', '--case', casePath, '--reference', 'PARITY'];
      const { code, output } = await runProgram(words);
      if (code !== 0) throw new Error(`the ingest ended with ${code}: ${output.slice(-2_000)}`);
    }
    const embedded = openSqliteIndex(join(casePath, 'index.sqlite'), { readOnly: true });
    try {
      return await compareAll(embedded, options.url ?? node?.urls[0] ?? '', options);
    } finally {
      await embedded.close();
    }
  } finally {
    await node?.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
