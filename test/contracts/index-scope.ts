/** The index contract: what is withheld leaves no trace in any read outside its scope. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { facetFields, type Scope, type SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, type Made, writeAll } from './made-documents.ts';

const shown: Made = {
  name: 'shown',
  texts: { body: 'plain words of the estate' },
  places: [{ path: 'open/shown.txt', custodian: 'Ann' }],
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
    labels: ['legal'],
    withheld: ['privilege', 'private'],
    entities: [{ entity: 'Client', kind: 'party', count: 1 }],
    personalData: [{ kind: 'iban', count: 1 }],
    dates: [{ kind: 'sent', date: '2011-02-03' }],
  },
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
        type: 1, status: 1, source: 1, custodian: 1, entity: 0, kind: 0, 'personal-data': 0, year: 0, month: 0, day: 0, label: 0, code: 0,
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
        type: 2, status: 2, source: 2, custodian: 2, entity: 1, kind: 1, 'personal-data': 1, year: 1, month: 1, day: 1, label: 1, code: 1,
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
      await index.write([{ op: 'enrich', document: idOf('secret'), revision: 2, values: { withheld: [] } }]);
      const first = await index.search({ ...request, sort: '-path' });
      expect(first.hits.map(({ document }) => document)).toEqual([idOf('shown')]);
      await index.write([
        { op: 'enrich', document: idOf('secret'), revision: 3, values: { withheld: ['privilege'] } },
      ]);
      const second = await index.search({ ...request, sort: '-path', after: first.after ?? '' });
      expect(second.hits).toEqual([]);
      await index.write([{ op: 'enrich', document: idOf('secret'), revision: 4, values: { withheld: [] } }]);
      const third = await index.search({ ...request, sort: '-path', after: first.after ?? '' });
      expect(third.hits.map(({ document }) => document)).toEqual([idOf('secret')]);
    });
  });
}
