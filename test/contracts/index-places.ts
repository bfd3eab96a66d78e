/** The index contract: a document with more places than any adapter keeps beside it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { entryOf, idOf, type Made, placeOf, writeAll } from './made-documents.ts';

const none = { open: [] } as const;
const numbered = (at: number): string => String(at).padStart(4, '0');

/** 1,200 places; those of Ann are even, those deleted the last hundred. */
const everywhere: Made = {
  name: 'everywhere',
  texts: { body: 'one content in many places' },
  places: Array.from({ length: 1_200 }, (_, at) => ({
    path: `${at < 1_100 ? 'near' : 'far'}/folder ${at % 7}/copy-${numbered(at)}.txt`,
    source: at < 1_150 ? 'EX-1' : 'EX-9',
    custodian: at % 2 === 0 ? 'Ann Smith' : 'Bob Jones',
    ...(at >= 1_100 ? { deletions: [{ kind: 'flagged' as const, by: 'X-Status D' }] } : {}),
    past: at === 3 ? ('gone' as const) : at === 1_198 ? ('replaced' as const) : undefined,
  })),
};
const once: Made = {
  name: 'once',
  texts: { body: 'one content in one place' },
  places: [{ path: 'far/folder 0/single.txt', custodian: 'Bob Jones' }],
};

/** Members and attachments as their holders name them; the folders of the first are in its name. */
const held = ['2021/finance/report-b.ods', 'finance\\report-c.ods', 'Invoice 4/5.pdf', 'report-a.ods'];
const holding: Made[] = held.map((name) => ({ name, places: [{ path: `box/${name}`, name }] }));

function heldNamesContract(make: () => Promise<SearchIndex>): void {
  describe('names of members', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, holding);
    });
    afterAll(async () => {
      await index.close();
    });
    const [b, c, invoice, a] = held;

    test.each([
      ['name:report*', [b, c, a]],
      ['name:report-?.ods', [b, c, a]],
      ['name:*.ods', [b, c, a]],
      ['name:*-B*ods', [b]],
      ['name:2021/*', [b]],
      ['name:finance*', [c]],
      ['name:finance', [b, c]],
      ['name:"invoice 4/*"', [invoice]],
      ['name:5.p*', [invoice]],
      ['place(NOT name:report*)', [invoice]],
      ['place(name:report* NOT name:report-b*)', [c, a]],
    ])('%s finds %j', async (query, expected) => {
      const ids = await index.documents(parseQuery(query), none);
      expect(held.filter((name) => ids.includes(idOf(name)))).toEqual(expected);
    });
  });
}

export function placesContract(make: () => Promise<SearchIndex>): void {
  heldNamesContract(make);
  describe('very many places', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, [everywhere, once]);
    });
    afterAll(async () => {
      await index.close();
    });
    const names = async (query: string): Promise<string[]> => {
      const ids = await index.documents(parseQuery(query), none);
      expect(await index.count(parseQuery(query), none)).toBe(ids.length);
      return ['everywhere', 'once'].filter((name) => ids.includes(idOf(name)));
    };

    test.each([
      ['path:/near', ['everywhere']],
      ['path:/far', ['everywhere', 'once']],
      ['name:"copy 1199"', ['everywhere']],
      ['name:copy-1199.txt', ['everywhere']],
      ['name:copy-11*', ['everywhere']],
      ['path:/far/*/copy-1199.t?t', ['everywhere']],
      ['path:copy-1*', []],
      ['source:EX-9', ['everywhere']],
      ['source:EX-*', ['everywhere', 'once']],
      ['custodian:ann', ['everywhere']],
      // One place: number 1199 is Bob's, 1198 Ann's, 3 is not deleted.
      ['place(custodian:ann AND name:copy-1199.txt)', []],
      ['place(custodian:ann AND name:copy-1198.txt)', ['everywhere']],
      ['place(custodian:bob AND name:copy-1199.txt AND deleted:true AND source:EX-9)', ['everywhere']],
      ['place(deleted:true AND name:copy-0003.txt)', []],
      ['place(deleted:false AND name:copy-0003.txt)', ['everywhere']],
      ['place(custodian:ann AND (name:copy-1199.txt OR name:copy-1198.txt))', ['everywhere']],
      ['place(custodian:ann AND (name:copy-1199.txt OR name:copy-1197.txt))', []],
      ['place(custodian:ann NOT name:copy-1199.txt)', ['everywhere']],
      ['place(name:copy-1199.txt AND NOT custodian:bob)', []],
      ['place(name:copy-1199.txt AND NOT custodian:ann)', ['everywhere']],
      // Any place each.
      ['custodian:ann AND name:copy-1199.txt', ['everywhere']],
      ['custodian:ann AND custodian:bob', ['everywhere']],
      ['custodian:(ann AND bob)', ['everywhere']],
      ['(custodian:ann) AND (name:copy-1199.txt OR name:nothing)', ['everywhere']],
      ['path:EX-9/far', ['everywhere']],
      ['place(gone:true AND name:copy-0003.txt)', ['everywhere']],
      ['place(gone:true AND name:copy-1198.txt)', ['everywhere']],
      ['place(gone:true AND name:copy-1197.txt)', []],
      ['gone:false AND name:single.txt', ['once']],
      ['name:copy-1199.txt OR name:single.txt', ['everywhere', 'once']],
      ['content NOT name:copy-1199.txt', ['once']],
      ['content NOT deleted:true', ['once']],
      ['NOT (name:copy-1199.txt OR nothing)', ['once']],
      ['content AND NOT place(custodian:ann AND name:copy-1199.txt)', ['everywhere', 'once']],
      ['custodian:bob AND many AND path:/far', ['everywhere']],
    ] as const)('%s', async (query, expected) => {
      expect(await names(query)).toEqual(expected);
    });

    test('they are all counted, the first hundred shown, and all in the entry', async () => {
      const { hits } = await index.search({
        query: parseQuery('many'),
        scope: none,
        sort: 'path',
        limit: 10,
        snippets: 0,
      });
      const paths = entryOf(everywhere)
        .occurrences.map(({ path }) => path)
        .sort();
      expect(hits[0]?.places).toBe(1_200);
      expect(hits[0]?.occurrences.map(({ path }) => path)).toEqual(paths.slice(0, 100));
      const entry = await index.entry(idOf('everywhere'), none);
      expect(entry?.occurrences.map(({ path }) => path)).toEqual(paths);
      expect(await index.shownEntry(idOf('everywhere'), none)).toEqual({
        entry: { ...entry, occurrences: entry?.occurrences.slice(0, 100) },
        places: 1_200,
      });
      const [row] = (await index.entries(undefined, 10)).filter(
        ({ document }) => document === idOf('everywhere'),
      );
      expect(row?.places).toBe(1_200);
    });

    test('facets count the document once for each of its sources', async () => {
      expect(await index.facet(parseQuery('content'), none, 'source')).toEqual([
        { value: 'EX-1', count: 2 },
        { value: 'EX-9', count: 1 },
      ]);
      expect(await index.facet(parseQuery('many'), none, 'custodian')).toEqual([
        { value: 'Ann Smith', count: 1 },
        { value: 'Bob Jones', count: 1 },
      ]);
    });

    test('places come and go beyond the many', async () => {
      const added = placeOf('everywhere', { path: 'zone/last.txt', custodian: 'Zoe' });
      await index.write([
        { op: 'occurrences', document: idOf('everywhere'), occurrences: [added], revision: 2 },
      ]);
      expect([await names('custodian:zoe AND path:/zone'), await names('custodian:ann')]).toEqual([
        ['everywhere'],
        ['everywhere'],
      ]);
      const ofEx9 = entryOf(everywhere).occurrences.filter(({ source }) => source === 'EX-9');
      await index.write([
        {
          op: 'retire',
          document: idOf('everywhere'),
          items: [added, ...ofEx9].map(({ item }) => item),
        },
      ]);
      expect([await names('custodian:zoe'), await names('source:EX-9'), await names('path:/far')]).toEqual([
        [],
        [],
        ['everywhere', 'once'],
      ]);
      expect((await index.entry(idOf('everywhere'), none))?.occurrences).toHaveLength(1_150);
      await writeAll(index, [{ ...everywhere, places: [{ path: 'home/only.txt' }], entry: { revision: 9 } }]);
      expect([await names('path:/home'), await names('path:/near'), await names('deleted:true')]).toEqual([
        ['everywhere'],
        [],
        [],
      ]);
    });
  });
}
