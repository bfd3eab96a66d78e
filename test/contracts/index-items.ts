/** The index contract: items that have no document are found by all that is known of them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type IndexEntry, itemEntryId } from '../../schemas/index-entry.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';

const item = { id: 'ab'.repeat(16), revision: 0, kind: 'member' as const, sha256: 'cd'.repeat(32) };
const document = itemEntryId(item);
const entry: IndexEntry = {
  document,
  item,
  format: '(not read)',
  mediaType: '(not read)',
  size: 7,
  status: 'encrypted',
  run: 1,
  revision: 1,
  metadata: {},
  texts: [],
  entities: [],
  personalData: [],
  codes: ['password-required'],
  dates: [{ kind: 'modified', date: '2019-05-06T07:08:09Z' }],
  occurrences: [
    { item: item.id, path: 'box.zip/bribes.xlsx', name: 'bribes.xlsx', source: 'EX-1', family: item.id },
  ],
};

export function itemsContract(make: () => Promise<SearchIndex>): void {
  describe('items without a document', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      expect(await index.write([{ op: 'entry', entry }])).toEqual({ rejected: [] });
    });
    afterAll(() => index.close());

    test.each([
      ['name:bribes', 1],
      ['path:/box.zip/*', 1],
      ['status:encrypted', 1],
      ['code:password-required', 1],
      ['item:member', 1],
      ['item:folder', 0],
      ['item:*', 1],
      ['status:*', 1],
      ['personal:*', 0],
      ['modified:2019-05', 1],
      [`hash:${'cd'.repeat(4)}`, 1],
      [`hash:${item.sha256}`, 1],
      // The id of its entry is no hash.
      [`hash:${'ab'.repeat(4)}`, 0],
      ['bribes', 0],
    ])('%s: %i', async (text, count) => {
      expect(await index.count(parseQuery(text), everyScope)).toBe(count);
    });

    test('one that states no size has none: neither 0 nor any other', async () => {
      const { size: _, ...unsized } = entry;
      const other = { ...item, id: 'ef'.repeat(16) };
      const op = 'entry' as const;
      await index.write([{ op, entry: { ...unsized, document: itemEntryId(other), item: other } }]);
      const counts = ['size:0', 'size:<100', 'size:[* TO 6]', 'size:7', 'item:member'].map((text) =>
        index.count(parseQuery(text), everyScope),
      );
      expect(await Promise.all(counts)).toEqual([0, 1, 0, 1, 2]);
      const page = await index.search({ query: parseQuery('NOT size:7'), scope: everyScope, sort: 'path', limit: 5, snippets: 0 }); // prettier-ignore
      expect(page.hits.map((hit) => hit.entry.size)).toEqual([undefined]);
      await index.write([{ op: 'retire', document: itemEntryId(other), items: [item.id] }]);
    });

    test('a facet counts its kind, its entry is as it was given, and it is gone when it is taken out', async () => {
      expect(await index.facet(parseQuery('*'), everyScope, 'item')).toEqual([{ value: 'member', count: 1 }]);
      expect(await index.entry(document, everyScope)).toMatchObject({ document, item, status: 'encrypted' });
      await index.write([{ op: 'retire', document, items: [item.id] }]);
      expect(await index.count(parseQuery('*'), everyScope)).toBe(0);
    });
  });
}
