/** The index contract: what is withheld leaves no trace in any read outside its scope. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { marksIn } from '../../search/place-marks.ts';
import { facetFields, type SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, type Made, marking, writeAll } from './made-documents.ts';

const shown: Made = {
  name: 'shown',
  texts: { body: 'plain words of the estate' },
  places: [{ path: 'open/shown.txt', custodian: 'Ann' }],
};
/** Attached to counsel's letter, and on the share for everybody. */
const brochure: Made = {
  name: 'brochure',
  texts: { body: 'brochure of the barrage' },
  places: [
    {
      path: 'a letter/brochure.pdf',
      custodian: 'Counsel',
      source: 'EX-7',
      labels: ['legal'],
      withheld: ['privilege'],
    },
    { path: 'share/brochure.pdf', custodian: 'Ann', labels: ['public'] },
  ],
};
/** 700 places: beyond what an adapter keeps beside a document. The first 600 are withheld. */
const everywhere: Made = {
  name: 'everywhere',
  texts: { body: 'footer of the barrage' },
  places: Array.from({ length: 700 }, (_, at) => ({
    path: `copies/${String(at).padStart(3, '0')}.txt`,
    custodian: at < 600 ? 'Counsel' : 'Bob',
    ...(at < 600 ? { withheld: ['privilege'] } : {}),
    ...(at % 100 === 50 ? { labels: [at < 600 ? 'inner' : 'outer'] } : {}),
  })),
};
const between: Made = {
  name: 'between',
  texts: { body: 'barrage alone' },
  places: [{ path: 'm/between.txt' }],
};

/** Alone in all that facets count. */
const secret: Made = {
  name: 'secret',
  texts: { body: 'plain words of the counsel', comments: 'quiteunique' },
  places: [{ path: 'closed/secret.pdf', custodian: 'Counsel', source: 'EX-7' }],
  entry: {
    format: 'pdf',
    mediaType: 'application/pdf',
    status: 'failed',
    codes: ['corrupt'],
    metadata: { languages: [{ language: 'cy', share: 1 }] },
    entities: [{ entity: 'Client', kind: 'party', count: 1 }],
    personalData: [{ kind: 'iban', count: 1 }],
    dates: [{ kind: 'sent', date: '2011-02-03' }],
  },
  labels: ['legal'],
  withheld: ['privilege', 'private'],
};

export function scopeContract(make: () => Promise<SearchIndex>): void {
  describe('scopes', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, [shown, secret]);
    });
    afterAll(async () => {
      await index.close();
    });

    const seen = async (scope: Scope): Promise<Record<string, unknown>> => {
      const query = parseQuery('words OR path:/closed OR quiteuniqu?');
      const page = await index.search({ query, scope, sort: 'relevance', limit: 10, snippets: 3 });
      const facets: Record<string, number> = {};
      for (const field of facetFields) {
        facets[field] = (await index.facet(query, scope, field)).reduce((sum, one) => sum + one.count, 0);
      }
      return {
        hits: page.hits.length,
        total: page.total,
        snippets: page.hits.reduce((sum, hit) => sum + hit.snippets.length, 0),
        count: await index.count(query, scope),
        but: await index.count(parseQuery('NOT words'), scope),
        documents: (await index.documents(query, scope)).length,
        entry: (await index.entry(idOf('secret'), scope)) !== undefined,
        facets,
      };
    };
    const outside = {
      hits: 1,
      total: 1,
      snippets: 1,
      count: 1,
      but: 0,
      documents: 1,
      entry: false,
      facets: {
        type: 1, status: 1, item: 0, source: 1, custodian: 1, entity: 0, kind: 0, 'personal-data': 0, year: 0, month: 0, day: 0, label: 0, deleted: 0, code: 0, language: 0,
      }, // prettier-ignore
    };
    const inside = {
      hits: 2,
      total: 2,
      snippets: 3,
      count: 2,
      but: 0,
      documents: 2,
      entry: true,
      facets: {
        type: 2, status: 2, item: 0, source: 2, custodian: 2, entity: 1, kind: 1, 'personal-data': 1, year: 1, month: 1, day: 1, label: 1, deleted: 0, code: 1, language: 1,
      }, // prettier-ignore
    };

    test.each([
      [[], outside],
      [['other', 'PRIVILEGE', ''], outside],
      [['private'], inside],
      [['other', 'privilege'], inside],
    ] as const)('in the scopes %j', async (open, expected) => {
      expect(await seen({ open })).toEqual(expected);
    });

    test('what is withheld between two pages is on neither, and is there again when it is free', async () => {
      const request = { query: parseQuery('words'), scope: { open: [] }, limit: 1, snippets: 1 } as const;
      await index.write([marking(secret, 2, { withheld: [] })]);
      const first = await index.search({ ...request, sort: '-path' });
      expect(first.hits.map(({ document }) => document)).toEqual([idOf('shown')]);
      await index.write([marking(secret, 3, { withheld: ['privilege'] })]);
      const second = await index.search({ ...request, sort: '-path', after: first.after ?? '' });
      expect(second.hits).toEqual([]);
      await index.write([marking(secret, 4, { withheld: [] })]);
      const third = await index.search({ ...request, sort: '-path', after: first.after ?? '' });
      expect(third.hits.map(({ document }) => document)).toEqual([idOf('secret')]);
    });
  });

  describe('places', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, [brochure, everywhere, between]);
    });
    afterAll(async () => {
      await index.close();
    });

    test('rows of entries have the marks of all places, whoever asks', async () => {
      const rows = await index.entries(undefined, 100);
      expect(rows.filter(({ marks }) => marks !== '')).toHaveLength(2);
      for (const { document, marks } of rows) {
        const entry = await index.entry(document, everyScope);
        expect(marks).toBe(marksIn(entry?.occurrences ?? []));
      }
    });

    const namesOf = async (query: string, open: readonly string[]): Promise<string[]> => {
      const ids = await index.documents(parseQuery(query), { open });
      expect(await index.count(parseQuery(query), { open })).toBe(ids.length);
      return ['between', 'brochure', 'everywhere'].filter((name) => ids.includes(idOf(name)));
    };

    test.each([
      // Of places that the scope does not show, nothing is found.
      ['barrage', [], ['between', 'brochure', 'everywhere']],
      ['custodian:counsel', [], []],
      ['custodian:counsel', ['privilege'], ['brochure', 'everywhere']],
      ['path:/copies/000.txt', [], []],
      ['path:/copies/000.txt', ['privilege'], ['everywhere']],
      ['path:/copies/699.txt', [], ['everywhere']],
      ['NOT path:/copies/000.txt', [], ['between', 'brochure', 'everywhere']],
      ['label:legal', [], []],
      ['label:legal', ['privilege'], ['brochure']],
      ['label:inner', [], []],
      ['label:inner', ['privilege'], ['everywhere']],
      ['label:outer', [], ['everywhere']],
      ['label:out*', [], ['everywhere']],
      ['has:label', [], ['brochure', 'everywhere']],
      ['NOT has:label', [], ['between']],
      // One place has both.
      ['place(label:public AND custodian:ann)', [], ['brochure']],
      ['place(label:public AND custodian:counsel)', ['privilege'], []],
      ['place(label:legal AND custodian:counsel)', ['privilege'], ['brochure']],
      ['place(label:legal AND label:public)', ['privilege'], []],
      ['place(label:inner AND path:/copies/050.txt)', ['privilege'], ['everywhere']],
      ['place(label:inner AND path:/copies/051.txt)', ['privilege'], []],
      ['label:outer AND custodian:bob AND NOT label:inner', [], ['everywhere']],
      ['place(has:label AND custodian:bob)', [], ['everywhere']],
      ['place(has:label AND path:/copies/051.txt)', ['privilege'], []],
    ] as const)('%s in the scopes %j', async (query, open, expected) => {
      expect(await namesOf(query, open)).toEqual(expected);
    });

    test.each([
      ['label', [], { public: 1, outer: 1 }],
      ['label', ['privilege'], { public: 1, outer: 1, legal: 1, inner: 1 }],
      ['label', ['*'], { public: 1, outer: 1, legal: 1, inner: 1 }],
      ['custodian', [], { Ann: 1, Bob: 1 }],
      ['custodian', ['privilege'], { Ann: 1, Bob: 1, Counsel: 2 }],
      ['source', [], { 'EX-1': 3 }],
      ['source', ['privilege'], { 'EX-1': 3, 'EX-7': 1 }],
    ] as const)('facet %s in the scopes %j', async (field, open, expected) => {
      const values = await index.facet(parseQuery('*'), { open }, field);
      expect(Object.fromEntries(values.map(({ value, count }) => [value, count]))).toEqual(expected);
    });

    test.each([
      [[], ['everywhere', 'between', 'brochure'], [100, 1, 1]],
      [['other'], ['everywhere', 'between', 'brochure'], [100, 1, 1]],
      [['privilege'], ['brochure', 'everywhere', 'between'], [2, 700, 1]],
      [['*'], ['brochure', 'everywhere', 'between'], [2, 700, 1]],
    ] as const)('hits by path, their places and labels, in the scopes %j', async (open, order, places) => {
      const request = { query: parseQuery('barrage'), scope: { open }, limit: 2, snippets: 0 } as const;
      for (const [sort, expected] of [
        ['path', order],
        ['-path', order.toReversed()],
      ] as const) {
        const first = await index.search({ ...request, sort });
        const second = await index.search({ ...request, sort, after: first.after ?? '' });
        const hits = [...first.hits, ...second.hits];
        expect(hits.map(({ document }) => document)).toEqual(expected.map((name) => idOf(name)));
        const counts = new Map(order.map((name, at) => [idOf(name), places[at]]));
        for (const hit of hits) {
          expect(hit.places).toBe(counts.get(hit.document));
          const all = (await index.entry(hit.document, { open }))?.occurrences ?? [];
          expect(all).toHaveLength(hit.places);
          expect(hit.occurrences).toEqual(all.slice(0, 100));
          expect(await index.shownEntry(hit.document, { open })).toMatchObject({
            entry: { occurrences: hit.occurrences },
            places: hit.places,
          });
        }
        const [found] = hits.filter(({ document }) => document === idOf('brochure'));
        expect(found?.labels).toEqual(
          open.length > 0 && open[0] !== 'other' ? ['legal', 'public'] : ['public'],
        );
      }
    });

    test('a place that is withheld between two pages is not on the next', async () => {
      const request = {
        query: parseQuery('barrage'),
        scope: { open: [] },
        sort: '-path',
        limit: 1,
        snippets: 0,
      } as const;
      const first = await index.search(request);
      expect(first.hits[0]?.document).toBe(idOf('brochure'));
      const now = {
        ...between,
        places: [{ path: 'm/between.txt', withheld: ['privilege'] }, { path: 'm/open.txt' }],
      };
      await index.write([marking(now, 2, {})]);
      const second = await index.search({ ...request, after: first.after ?? '' });
      expect(second.hits[0]?.document).toBe(idOf('between'));
      expect(second.hits[0]?.occurrences.map(({ path }) => path)).toEqual(['m/open.txt']);
      expect(second.hits[0]?.places).toBe(1);
    });
  });
}
