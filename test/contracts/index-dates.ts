/** The index contract: which date stands for a document, days of a declared zone, and the clock of a sender. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FacetField, SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { entryOf, idOf, type Made, writeAll } from './made-documents.ts';

const none = { open: [] } as const;
const dated = (name: string, dates: NonNullable<Made['entry']>['dates']): Made => ({
  name,
  texts: { body: name },
  entry: { dates },
});

/** In the order of their main dates. */
const documents: readonly Made[] = [
  // Written on 1 July in London, while it was still 30 June in Greenwich.
  dated('summer', [{ kind: 'sent', date: '2015-07-01T00:30:00+01:00[Europe/London]' }]),
  // The same moment, stated with an offset by its sender, of a source that declares no zone.
  dated('plain', [
    { kind: 'sent', date: '2015-06-30T23:30:01Z' },
    { kind: 'sent.local', date: '2015-07-01T05:00:01' },
  ]),
  dated('winter', [{ kind: 'sent', date: '2016-01-01T00:30:00+00:00[Europe/London]' }]),
  dated('template', [
    { kind: 'created', date: '2006-05-01T10:00:00Z' },
    { kind: 'modified', date: '2017-03-01T10:00:00Z' },
    { kind: 'printed', date: '2016-02-03T10:00:00Z' },
  ]),
  dated('yearly', [{ kind: 'created', date: '2018' }]),
  dated('undated', []),
];

/** What lasts, from start to end. */
const lasting: readonly Made[] = [
  dated('trip', [{ kind: 'event', date: '2023-07-03/2023-07-07' }]),
  dated('night', [
    {
      kind: 'event',
      date: '2023-07-07T22:00:00+02:00[Europe/Berlin]/2023-07-09T00:00:00+02:00[Europe/Berlin]',
    },
  ]),
];

export function datesContract(make: () => Promise<SearchIndex>): void {
  describe('dates', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, documents);
    });
    afterAll(async () => {
      await index.close();
    });

    test('hits are sorted by the date that stands for them, and carry it', async () => {
      for (const [sort, wanted] of [
        ['date', documents],
        ['-date', [...documents.slice(0, -1).toReversed(), ...documents.slice(-1)]],
      ] as const) {
        const request = { query: parseQuery('*'), scope: none, sort, limit: 10, snippets: 0 };
        const { hits } = await index.search(request);
        expect(hits.map(({ document }) => document)).toEqual(wanted.map(({ name }) => idOf(name)));
        expect(hits.map(({ entry }) => entry.dates)).toEqual(wanted.map((made) => entryOf(made).dates));
      }
    });

    test.each<[FacetField, Record<string, number>]>([
      ['day', { '2015-07-01': 1, '2015-06-30': 1, '2016-01-01': 1, '2017-03-01': 1 }],
      ['month', { '2015-07': 1, '2015-06': 1, '2016-01': 1, '2017-03': 1 }],
      ['year', { 2015: 2, 2016: 1, 2017: 1, 2018: 1 }],
    ])('facet %s counts days of the declared zone', async (field, counts) => {
      const values = await index.facet(parseQuery('*'), none, field);
      expect(Object.fromEntries(values.map(({ value, count }) => [value, count]))).toEqual(counts);
      for (const { value, count } of values)
        expect(await index.documents(parseQuery(`main-date:${value}`), none)).toHaveLength(count);
    });

    test('the main date is asked by year, month or day alone', () => {
      for (const text of ['main-date:2015-07-01T10', 'main-date:2015-02-30', 'main-date:[2015 TO now]'])
        expect(() => parseQuery(text)).toThrow('is no year, month or day');
    });

    test.each<[string, readonly string[]]>([
      ['sent:[2015-06-30T23:00Z TO 2015-06-30T23:59Z]', ['summer', 'plain']],
      ['sent:2015-07-01', []],
      ['sent.local:2015-07-01', ['plain']],
      ['sent.local:[2015-07-01T05:00 TO 2015-07-01T05:00]', ['plain']],
      ['date:2015-07-01', []],
      ['printed:2016-02', ['template']],
      // By the clock of the declared zone; a year alone is no month, and no date but the main one is asked.
      ['main-date:2015-07-01', ['summer']],
      ['main-date:2015-06', ['plain']],
      ['main-date:[2015-07 TO 2016-01-01]', ['summer', 'winter']],
      ['main-date:{2015-07-01 TO 2017-03-01}', ['winter']],
      ['main-date:2016-02', []],
      ['main-date:[2006 TO 2006]', []],
      ['main-date:2018', ['yearly']],
      ['main-date:[2018-01 TO 2018-12]', []],
      ['main-date:[* TO 2015]', ['summer', 'plain']],
      ['main-date:>2016', ['template', 'yearly']],
      ['main-date:{2016 TO 2016}', []],
      ['NOT main-date:[* TO *]', ['undated']],
      ['sent:[* TO *] NOT sent.local:[* TO *]', ['summer', 'winter']],
    ])('%s', async (query, names) => {
      const found = await index.documents(parseQuery(query), none);
      expect(documents.map(({ name }) => name).filter((name) => found.includes(idOf(name)))).toEqual(names);
    });
  });

  describe('what lasts', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, lasting);
    });
    afterAll(async () => {
      await index.close();
    });

    test.each<[string, readonly string[]]>([
      ['event:2023-07-05', ['trip']],
      ['event:2023-07-07', ['trip', 'night']],
      ['event:2023-07-08', ['night']],
      ['event:2023-07-09', []],
      ['event:[2023-07-08T21:59:59Z TO 2023-07-08T23:00Z]', ['night']],
      ['event:[2023-07-08T22:00Z TO 2023-07-08T23:00Z]', []],
      ['date:{2023-07-02 TO 2023-07-04}', ['trip']],
      ['event:2023-07-08/2023-07-20', ['night']],
    ])('%s', async (query, names) => {
      const found = await index.documents(parseQuery(query), none);
      expect(lasting.map(({ name }) => name).filter((name) => found.includes(idOf(name)))).toEqual(names);
    });
  });
}
