/** Part of the index's contract: what is taken out for good, and what is left of a document that loses places. */
import { describe, expect, test } from '@jest/globals';
import { everyScope } from '../../schemas/scope.ts';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { entryOf, idOf, type Made, operationsOf, placeOf, sha256 } from './made-documents.ts';

export function expungeContract(open: () => Promise<SearchIndex>): void {
  describe('what is removed', () => {
    const secret: Made = {
      name: 'secret',
      texts: { body: 'the quagswaggle letter' },
      places: [{ path: 'box/quagswaggle.txt' }],
      labels: ['to destroy'],
      entry: {
        metadata: { title: 'Quagswaggle' },
        entities: [{ entity: 'Quag Ltd', kind: 'other', count: 1 }],
      },
    };
    const shared: Made = {
      name: 'shared',
      texts: { body: 'a letter to both' },
      places: [
        { path: 'box/both.txt', labels: ['to destroy'] },
        { path: 'ann/both.txt', custodian: 'Ann' },
      ],
    };
    const long: Made = { name: 'long', texts: { body: `quagswaggle ${'x y z '.repeat(100_000)}` } };

    test('goes with its words, its values and its texts; others stay, at the places that are left', async () => {
      const index = await open();
      try {
        for (const made of [secret, shared, long]) await index.write(operationsOf(made));
        const left = [placeOf('shared', { path: 'ann/both.txt', custodian: 'Ann' })];
        expect(
          await index.write([
            { op: 'retire', document: idOf('secret'), items: 'all' },
            { op: 'retire', document: idOf('long'), items: 'all' },
            { op: 'retire', document: idOf('nobody'), items: 'all' },
            { op: 'occurrences', document: idOf('shared'), occurrences: left, whole: true, revision: 2 },
          ]),
        ).toEqual({ rejected: [] });
        // A cluster may wait for its copies before it lets go.
        expect((await index.expunge()).left).toBeGreaterThanOrEqual(0);
        const count = (query: string) => index.count(parseQuery(query), everyScope);
        expect(
          await Promise.all(
            ['*', 'letter', 'quagswaggle', 'path:box', 'has:label', 'custodian:ann', 'quag*'].map(count),
          ),
        ).toEqual([1, 1, 0, 0, 0, 1, 0]);
        for (const field of ['label', 'entity'] as const)
          expect(await index.facet(parseQuery('*'), everyScope, field)).toEqual([]);
        expect(await index.text(sha256('the quagswaggle letter'), 0, 5)).toBeUndefined();
        expect(await index.text(sha256('a letter to both'), 2, 8)).toBe('letter');
        const entries = await index.entries(undefined, 10);
        expect(entries).toMatchObject([{ document: idOf('shared'), revision: 2, places: 1 }]);
        await index.write(
          operationsOf({ ...shared, places: [{ path: 'ann/new.txt' }], entry: { revision: 3 } }),
        );
        await index.write(
          operationsOf({ name: 'later', texts: { body: 'a later letter' }, labels: ['to destroy'] }),
        );
        expect(await Promise.all(['letter', 'label:"to destroy"', 'path:new'].map(count))).toEqual([2, 1, 1]);
        expect((await index.entry(idOf('later'), everyScope))?.texts).toEqual(
          entryOf({ name: 'later', texts: { body: 'a later letter' } }).texts,
        );
      } finally {
        await index.close();
      }
    });
  });
}
