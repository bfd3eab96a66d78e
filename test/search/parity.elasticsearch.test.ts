/**
 * The embedded index and Elasticsearch answer alike: queries written by hand for every field and operator, and queries
 * made from the grammar over what is in the index, to one case in both.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeQueries, openScratchIndex } from '../../scripts/bench/parity.ts';
import { type Comparison, compareQuery, everything, figuresOf } from '../../scripts/bench/parity-compare.ts';
import { materialOf } from '../../scripts/bench/parity-material.ts';
import { QueryMaker } from '../../scripts/bench/parity-queries.ts';
import { copyIndex } from '../../search/copy-index.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { SearchIndex, Sort } from '../../search/port.ts';
import { fields } from '../../search/query/fields.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { runCli } from '../cli/run-cli.ts';
import { writeAll } from '../contracts/made-documents.ts';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';
import { additions, written } from './parity-queries.ts';

const root = join(import.meta.dirname, '..', '..');
const seed = 20_190_912;
const madeCount = 80;
/** Two orders of each query, one of each pair after the other: all four would be most of the time. */
const orders: readonly (readonly Sort[])[] = [
  ['date', '-path'],
  ['-date', 'path'],
];

test('the written queries name every field', () => {
  const named = Object.keys(fields).filter((field) => !written.some((query) => query.includes(`${field}:`)));
  expect(named).toEqual([]);
  expect(new Set(written).size).toBe(written.length);
  expect(written.length).toBeGreaterThanOrEqual(80);
});

describeElasticsearch('parity over the sample case', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidex-parity-'));
  let embedded: SearchIndex;
  let elastic: Awaited<ReturnType<typeof openScratchIndex>>;
  let made: readonly string[];

  beforeAll(async () => {
    const casePath = join(folder, 'case');
    const { exitCode, stderr } = await runCli([
      'ingest', join(root, 'samples/share'), '--intake', join(root, 'samples/intake.json'), '--case', casePath, '--parser-processes', '1',
    ]); // prettier-ignore
    expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
    embedded = openSqliteIndex(join(casePath, 'index.sqlite'));
    await writeAll(embedded, additions);
    elastic = await openScratchIndex(elasticsearchUrl());
    const copied = await copyIndex({
      from: embedded,
      to: elastic.index,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    expect(copied.copied).toBe(await embedded.count(parseQuery('*'), everyScope));
    made = makeQueries(new QueryMaker(await materialOf(embedded), seed), madeCount);
  }, 300_000);

  afterAll(async () => {
    await elastic.drop();
    await embedded.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['written', []],
    ['written', ['privilege']],
    ['made', []],
  ] as const)(
    '%s queries in the scopes %j have the same documents, counts, facets, orders and snippets',
    async (which, open) => {
      const all = which === 'made' ? made : written;
      // In another scope the same is compiled but for the scope: some will do.
      const queries = open.length === 0 ? all : all.filter((_, at) => at % 4 === 0);
      const comparisons: Comparison[] = [];
      for (const [at, query] of queries.entries()) {
        const compared = { ...everything, scope: { open }, orders: orders[at % 2] ?? [] };
        comparisons.push(await compareQuery([embedded, elastic.index], query, compared));
      }
      expect(comparisons.flatMap(({ differences }) => differences)).toEqual([]);
      // Two indexes that find nothing are no proof.
      const documents = await embedded.count(parseQuery('*'), { open });
      const { telling, queries: asked } = figuresOf(comparisons, documents);
      expect(telling / asked).toBeGreaterThan(0.6);
    },
    600_000,
  );

  test('the entries are the same, and so are the texts', async () => {
    const rows = await embedded.entries(undefined, 1_000);
    expect((await elastic.index.entries(undefined, 1_000)).map(({ document }) => document)).toEqual(
      rows.map(({ document }) => document),
    );
    for (const { document } of rows) {
      const entry = await embedded.entry(document, everyScope);
      expect(await elastic.index.entry(document, everyScope)).toEqual(entry);
      for (const { id, units } of entry?.texts ?? []) {
        expect(await elastic.index.text(id, 0, units)).toBe(await embedded.text(id, 0, units));
      }
    }
  });
});
