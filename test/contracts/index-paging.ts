/** The index contract: pages follow each other exactly, whatever is written meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchIndex, SearchRequest, Sort } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, type Made, writeAll } from './made-documents.ts';

const none = { open: [] } as const;
const count = 240;
const madeOf = (at: number): Made => ({
  name: `page ${at}`,
  texts: { body: `common ${'often '.repeat(at % 5)}${at}` },
  places: [{ path: `folder ${at % 10}/file ${at}.txt` }],
  entry: at % 3 === 0 ? {} : { dates: [{ kind: 'sent', date: `20${10 + (at % 7)}-01-0${1 + (at % 9)}` }] },
});
const originals = new Set(Array.from({ length: count }, (_, at) => idOf(`page ${at}`)));

export function pagingContract(make: () => Promise<SearchIndex>): void {
  describe('paging', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(
        index,
        Array.from({ length: count }, (_, at) => madeOf(at)),
      );
    });
    afterAll(async () => {
      await index.close();
    });

    const request = (sort: Sort): SearchRequest => ({
      query: parseQuery('common OR often'),
      scope: none,
      sort,
      limit: 17,
      snippets: 0,
    });
    const pages = async (sort: Sort, between: (page: number) => Promise<void>): Promise<string[]> => {
      const ids: string[] = [];
      let after: string | undefined;
      for (let number = 0; ; number++) {
        const page = await index.search({ ...request(sort), ...(after === undefined ? {} : { after }) });
        ids.push(...page.hits.map(({ document }) => document));
        ({ after } = page);
        if (after === undefined) return ids;
        await between(number);
      }
    };

    test.each(['relevance', 'date', '-date', 'path', '-path'] as const)(
      'by %s, every document stands on one page',
      async (sort) => {
        const whole = await index.search({ ...request(sort), limit: 1000 });
        const ids = await pages(sort, () => Promise.resolve());
        expect(ids).toEqual(whole.hits.map(({ document }) => document));
        expect(new Set(ids)).toEqual(originals);
        expect(whole.total).toBe(count);
      },
    );

    test.each(['date', '-path'] as const)(
      'by %s, what is written meanwhile moves nothing from its page',
      async (sort) => {
        const expected = (await index.search({ ...request(sort), limit: 1000 })).hits.map(
          ({ document }) => document,
        );
        const added: string[] = [];
        const ids = await pages(sort, async (page) => {
          const made = [`${sort} ${page} a`, `${sort} ${page} b`].map((name, at) => ({
            ...madeOf(page * 7 + at),
            name,
          }));
          added.push(...made.map(({ name }) => idOf(name)));
          await writeAll(index, made);
        });
        // New documents may show where they sort after the page; the others are as they were.
        expect(ids.filter((id) => originals.has(id))).toEqual(expected.filter((id) => originals.has(id)));
        expect(new Set(ids).size).toBe(ids.length);
        const all = await index.documents(parseQuery('common'), none, undefined, 100_000);
        expect(added.every((id) => all.includes(id))).toBe(true);
        await index.write(
          added.map((document) => ({
            op: 'enrich',
            document,
            revision: 2,
            values: { entities: [{ entity: sort, kind: 'other', count: 1 }] },
          })),
        );
      },
    );

    test('ids come in order, a page at a time', async () => {
      const query = parseQuery('common');
      const all = await index.documents(query, none);
      const ids: string[] = [];
      for (let page: readonly string[] = []; ; ids.push(...page)) {
        page = await index.documents(query, none, ids.at(-1), 13);
        if (page.length === 0) break;
      }
      expect(ids).toEqual([...all].sort());
      expect(all).toHaveLength(await index.count(query, none));
    });
  });
}
