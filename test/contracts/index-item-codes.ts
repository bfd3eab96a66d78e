/** The index contract: what is said of an item is found at its place, and nowhere where that is withheld. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../schemas/scope.ts';
import { marksIn } from '../../search/place-marks.ts';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { entryOf, idOf, type Made, writeAll } from './made-documents.ts';

const none = { open: [] } as const;

/** A picture under three names: one claims another format, one is cut in its archive; and a PDF of which both say so. */
const picture: Made = {
  name: 'picture',
  entry: { codes: ['charset-guessed'] },
  places: [
    { path: 'a/holiday.jpg', custodian: 'Ann' },
    { path: 'b/notes.txt', custodian: 'Bob', codes: ['type-mismatch'], labels: ['truncated'] },
    { path: 'c.zip/holiday.jpg', custodian: 'Counsel', codes: ['truncated'], withheld: ['privilege'] },
  ],
};
const paper: Made = {
  name: 'paper',
  entry: { codes: ['truncated'] },
  places: [{ path: 'd.zip/paper.pdf', codes: ['truncated', 'type-mismatch'] }],
};

export function itemCodesContract(make: () => Promise<SearchIndex>): void {
  describe('codes of items', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, [picture, paper]);
    });
    afterAll(async () => {
      await index.close();
    });
    const counsel = { open: ['privilege'] };

    test.each([
      ['code:type-mismatch', ['picture', 'paper'], ['picture', 'paper']],
      ['code:Truncated', ['paper'], ['picture', 'paper']],
      ['code:trunc*', ['paper'], ['picture', 'paper']],
      ['NOT code:truncated', ['picture'], []],
      ['code.item:charset-guessed', [], []],
      ['code:charset-guessed', ['picture'], ['picture']],
      ['code.item:t*', ['picture', 'paper'], ['picture', 'paper']],
      ['place(code.item:type-mismatch AND custodian:ann)', [], []],
      ['place(code.item:type-mismatch AND custodian:bob)', ['picture'], ['picture']],
      ['place(code.item:truncated AND path:/c.zip)', [], ['picture']],
      ['has:code', ['picture', 'paper'], ['picture', 'paper']],
      ['family(code:truncated AND code:type-mismatch)', ['paper'], ['paper']],
      ['label:truncated', ['picture'], ['picture']],
    ])('%s', async (query, outside, inside) => {
      const found = async (scope: Scope) => {
        const ids = await index.documents(parseQuery(query), scope);
        return ['picture', 'paper'].filter((name) => ids.includes(idOf(name)));
      };
      expect([await found(none), await found(counsel)]).toEqual([outside, inside]);
    });

    test('a facet counts what a question for the value finds', async () => {
      for (const scope of [none, counsel])
        for (const { value, count } of await index.facet(parseQuery('*'), scope, 'code'))
          expect([value, await index.count(parseQuery(`code:${value}`), scope)]).toEqual([value, count]);
      expect(await index.facet(parseQuery('*'), none, 'label')).toEqual([{ value: 'truncated', count: 1 }]);
    });

    test('they stand at their places, and are marks of these', async () => {
      const entry = await index.entry(idOf('picture'), counsel);
      expect(entry?.occurrences.map(({ codes, labels }) => [codes, labels])).toEqual([
        [undefined, undefined],
        [['type-mismatch'], ['truncated']],
        [['truncated'], undefined],
      ]);
      const [row] = (await index.entries(undefined, 10)).filter(
        ({ document }) => document === idOf('picture'),
      );
      expect(row?.marks).toBe(marksIn(entryOf(picture).occurrences));
    });
  });
}
