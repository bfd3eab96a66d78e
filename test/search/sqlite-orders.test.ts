/**
 * The embedded index asks few documents in another way than many, and equals in another way than documents of different
 * scores, dates and paths: both ways are held to the same model here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseQuery } from '../../search/query/parse.ts';
import type { SearchIndex, Sort } from '../../search/port.ts';
import { mostBest } from '../../search/sqlite/best-scores.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { idOf, type Made, writeAll } from '../contracts/made-documents.ts';

/** More than are kept of the best. */
const count = mostBest + 300;
const scope = { open: [] } as const;

interface One {
  readonly id: string;
  readonly date: string | undefined;
  /** The first in order is what it is sorted by. */
  readonly paths: readonly string[];
  readonly sources: readonly string[];
  readonly type: string;
  readonly words: string;
}

/** Half have no date, a third one path, most the same words; some have two places of one source. */
const all: readonly One[] = Array.from({ length: count }, (_, at) => ({
  id: idOf(`one ${at}`),
  date: at % 2 === 0 ? undefined : at % 4 === 1 ? '2015-06-01' : `20${10 + (at % 9)}-0${1 + (at % 8)}-11`,
  paths: at % 3 === 0 ? ['same/path.txt'] : [`b ${at % 50}/${at}.txt`, `a ${at % 7}/${at}.txt`],
  sources: at % 3 === 0 ? ['EX-1'] : ['EX-2', at % 5 === 0 ? 'EX-2' : 'EX-3'],
  type: at % 40 === 0 ? 'pdf' : 'text',
  words: `alike ${at % 6 === 0 ? 'seldom '.repeat(1 + (at % 4)) : 'mostly '}${'more '.repeat(at % 5 === 0 ? at % 97 : 0)}`,
}));

const madeOf = (one: One, at: number): Made => ({
  name: `one ${at}`,
  texts: { body: one.words },
  places: one.paths.map((path, place) => ({ path, source: one.sources[place] ?? '' })),
  entry: { format: one.type, dates: one.date === undefined ? [] : [{ kind: 'sent', date: one.date }] },
});

const queries: readonly (readonly [query: string, matches: (one: One) => boolean])[] = [
  ['*', () => true],
  ['alike', () => true],
  ['mostly', ({ words }) => words.includes('mostly')],
  ['seldom AND type:pdf', ({ words, type }) => words.includes('seldom') && type === 'pdf'],
  ['type:pdf', ({ type }) => type === 'pdf'],
  ['NOT type:pdf', ({ type }) => type !== 'pdf'],
  ['seldom OR type:pdf', ({ words, type }) => words.includes('seldom') || type === 'pdf'],
  ['alike NOT sent:[2015-01-01 TO 2015-12-31]', ({ date }) => !date?.startsWith('2015')],
  [
    'exact:"mostly" AND path:/same',
    ({ words, paths }) => words.includes('mostly') && paths[0] === 'same/path.txt',
  ],
  ['source:"EX-3"', ({ sources }) => sources.includes('EX-3')],
];

const pathOf = ({ paths }: One): string => paths.toSorted()[0] ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** In the order of the sort: without a date last, equals by id. */
function ordered(ones: readonly One[], sort: Exclude<Sort, 'relevance'>): string[] {
  const keyOf = (one: One): string | undefined => (sort.endsWith('date') ? one.date : pathOf(one));
  const sign = sort.startsWith('-') ? -1 : 1;
  return ones
    .toSorted((a, b) => {
      const [x, y] = [keyOf(a), keyOf(b)];
      if (x === undefined || y === undefined)
        return Number(x === undefined) - Number(y === undefined) || compare(a.id, b.id);
      return sign * compare(x, y) || compare(a.id, b.id);
    })
    .map(({ id }) => id);
}

const counted = (ones: readonly One[], valuesOf: (one: One) => readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const one of ones)
    for (const value of new Set(valuesOf(one))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const folder = mkdtempSync(join(tmpdir(), 'evidex-orders-'));
let index: SearchIndex;
beforeAll(async () => {
  index = openSqliteIndex(join(folder, 'index.sqlite'));
  await writeAll(index, all.map(madeOf));
});
afterAll(async () => {
  await index.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pagesOf(text: string, sort: Sort, limit: number) {
  const hits = [];
  for (let after: string | undefined; ;) {
    const request = { query: parseQuery(text), scope, sort, limit, snippets: 0 };
    const page = await index.search(after === undefined ? request : { ...request, after });
    hits.push(...page.hits);
    ({ after } = page);
    if (after === undefined) return hits;
  }
}

describe.each(queries)('%s', (text, matches) => {
  const found = all.filter(matches);

  test.each(['date', '-date', 'path', '-path'] as const)('by %s, page after page', async (sort) => {
    for (const limit of [90, 1_000])
      expect((await pagesOf(text, sort, limit)).map(({ document }) => document)).toEqual(
        ordered(found, sort),
      );
  });

  test('by relevance, page after page', async () => {
    const whole = await pagesOf(text, 'relevance', 1_000);
    expect(whole.map(({ document }) => document).toSorted()).toEqual(found.map(({ id }) => id).toSorted());
    const best = whole.toSorted((a, b) => b.score - a.score || compare(a.document, b.document));
    expect(whole).toEqual(best);
    expect(await pagesOf(text, 'relevance', 60)).toEqual(whole);
  });

  test('count, ids and facets', async () => {
    const query = parseQuery(text);
    expect(await index.count(query, scope)).toBe(found.length);
    const ids = found.map(({ id }) => id).toSorted();
    expect(await index.documents(query, scope)).toEqual(ids);
    expect(await index.documents(query, scope, ids[3], 5)).toEqual(ids.slice(4, 9));
    const facet = async (field: Parameters<SearchIndex['facet']>[2]) =>
      new Map((await index.facet(query, scope, field)).map(({ value, count: n }) => [value, n]));
    expect(await facet('type')).toEqual(counted(found, ({ type }) => [type]));
    expect(await facet('source')).toEqual(
      counted(found, ({ sources, paths }) => sources.slice(0, paths.length)),
    );
    expect(await facet('month')).toEqual(
      counted(found, ({ date }) => (date === undefined ? [] : [date.slice(0, 7)])),
    );
  });
});

test('what is written, marked and taken away since is seen by the next question', async () => {
  const text = 'alike AND label:new';
  const query = parseQuery(text);
  expect(await index.count(query, scope)).toBe(0);
  const before = await index.count(parseQuery('alike'), scope);
  const first = all[1];
  const place = (await index.entry(first?.id ?? '', scope))?.occurrences[0];
  if (first === undefined || place === undefined) throw new Error('the first document has a place');
  const revised = (revision: number, more: Partial<typeof place>) => ({
    op: 'occurrences' as const,
    document: first.id,
    occurrences: [{ ...place, ...more }],
    whole: true as const,
    revision,
  });
  await index.write([revised(2, { labels: ['new'] })]);
  expect(await index.count(query, scope)).toBe(1);
  await index.write([revised(3, { withheld: ['privilege'] })]);
  expect(await index.count(parseQuery('alike'), scope)).toBe(before - 1);
  expect(await index.count(parseQuery('*'), scope)).toBe(count - 1);
  expect(await index.count(parseQuery('*'), { open: ['privilege'] })).toBe(count);
  await index.write([{ op: 'retire', document: first.id, items: 'all' }]);
  expect(await index.count(parseQuery('*'), { open: ['privilege'] })).toBe(count - 1);
});

test('a document of a number that no index comes to asks for no memory', async () => {
  const path = join(folder, 'made-up.sqlite');
  const made = openSqliteIndex(path);
  await writeAll(made, [{ name: 'one', texts: { body: 'word' } }]);
  await made.close();
  const database = new DatabaseSync(path);
  database.exec(`INSERT INTO document(doc, id, revision, size, run, long, withheld)
    VALUES(${2 ** 40}, x'00', 1, 0, 1, 0, 0)`);
  database.close();
  const reader = openSqliteIndex(path, { readOnly: true });
  await expect(reader.count(parseQuery('word'), scope)).rejects.toMatchObject({ code: 'index-damaged' });
  await reader.close();
});
