/** Reading from Elasticsearch where it is unlike the embedded index: points in time, its limits, answers in part. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openScratchIndex } from '../../scripts/bench/parity.ts';
import { readCursor, writeCursor } from '../../search/cursor.ts';
import type { SearchRequest } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, type Made, sha256, writeAll } from '../contracts/made-documents.ts';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';

const words = ['one', 'two', 'three', 'four', 'five'];
const madeOf = (name: string): Made => ({ name, texts: { body: `common ${name}` } });
const request: SearchRequest = {
  query: parseQuery('common'),
  scope: { open: [] },
  sort: 'path',
  limit: 2,
  snippets: 0,
};
const sorted = words.toSorted((a, b) => (a < b ? -1 : 1));

describeElasticsearch('reading from Elasticsearch', () => {
  let one: Awaited<ReturnType<typeof openScratchIndex>>;
  let other: typeof one;
  beforeAll(async () => {
    one = await openScratchIndex(elasticsearchUrl());
    other = await openScratchIndex(elasticsearchUrl());
    await writeAll(one.index, words.map(madeOf));
    await writeAll(other.index, [...words, 'secret'].map(madeOf));
  });
  afterAll(async () => {
    await one.drop();
    await other.drop();
  });

  const names = (page: { hits: readonly { document: string }[] }): string[] =>
    page.hits.map(({ document }) => [...words, 'new'].find((name) => idOf(name) === document) ?? document);
  const cursorOf = (after: string | undefined) =>
    readCursor(after ?? '', request.query, request.scope.open, request.sort);
  const written = (cursor: ReturnType<typeof cursorOf>): string =>
    writeCursor(cursor, request.query, request.scope.open, request.sort);

  test('the pages of a search show one state; after it is gone they go on at the same position', async () => {
    const first = await one.index.search(request);
    expect(names(first)).toEqual(sorted.slice(0, 2));
    await writeAll(one.index, [madeOf('new')]);
    const second = await one.index.search({ ...request, after: first.after ?? '' });
    expect([names(second), second.total]).toEqual([sorted.slice(2, 4), 5]);
    await fetch(`${elasticsearchUrl()}/_pit`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: cursorOf(first.after).generation }),
    });
    const again = await one.index.search({ ...request, after: first.after ?? '' });
    expect([names(again), again.total]).toEqual([['new', 'one'], 6]);
  });

  test('a cursor leads to no other point in time than those of its index', async () => {
    const own = cursorOf((await one.index.search(request)).after);
    const foreign = cursorOf((await other.index.search(request)).after);
    const page = await one.index.search({
      ...request,
      limit: 10,
      after: written({ ...own, generation: foreign.generation }),
    });
    expect(page.hits.map(({ document }) => document)).not.toContain(idOf('secret'));
    const nonsense = await one.index.search({
      ...request,
      after: written({ ...own, generation: 'nonsense' }),
    });
    expect(nonsense.hits).toHaveLength(2);
    await expect(
      one.index.search({ ...request, after: written({ ...own, generation: 7 }) }),
    ).rejects.toMatchObject({ code: 'bad-cursor' });
  });

  test('families that were listed for one question are listed anew once the index was written to', async () => {
    const at = (name: string, family: string): Made => ({
      ...madeOf(name),
      places: [{ path: `${family}/${name}`, family: sha256(family).slice(0, 32) }],
    });
    const query = parseQuery('family(tides AND harbour)');
    const found = async (): Promise<number[]> => [
      await other.index.count(query, request.scope),
      (await other.index.facet(query, request.scope, 'source'))[0]?.count ?? 0,
    ];
    await writeAll(other.index, [at('tides', 'letter'), at('harbour', 'note')]);
    expect(await found()).toEqual([0, 0]);
    await writeAll(other.index, [at('harbour', 'letter')]);
    expect(await found()).toEqual([2, 2]);
    // Elsewhere too often to be kept beside its document: that place is written to another index.
    const masses = Array.from({ length: 700 }, (_, one) => at('harbour', `mass ${one}`).places ?? []);
    await writeAll(other.index, [{ ...madeOf('harbour'), places: masses.flat() }]);
    expect(await found()).toEqual([0, 0]);
    await writeAll(other.index, [at('tides', 'mass 690')]);
    expect(await found()).toEqual([2, 2]);
  });

  test('what costs the cluster too much is refused as too broad', async () => {
    const proximities = Array.from({ length: 1_000 }, (_, at) => `"a b c${at}"~3`).join(' OR ');
    for (const query of [proximities, `a*b${'?'.repeat(40)}*c`]) {
      await expect(one.index.count(parseQuery(query), request.scope)).rejects.toMatchObject({
        code: 'query-too-broad',
      });
    }
  });
});
