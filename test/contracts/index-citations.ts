/** Hits are cited by the very row that they lie in, whether the anchors stand in the entry or in blocks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AnchorPacker, maxAnchorBytes } from '../../pipeline/parser/anchor-packer.ts';
import type { Anchor } from '../../schemas/anchor.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { SearchIndex, Snippet } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, operationsOf } from './made-documents.ts';

const textOf = (rows: number): string =>
  Array.from({ length: rows }, (_, at) => `row ${at + 1} of ${'x'.repeat(at % 90)} item${at + 1}\n`).join('');

function packed(text: string): Anchor[] {
  const packer = new AnchorPacker({ bytes: maxAnchorBytes });
  packer.add({ row: 1, perLine: true }, 0);
  packer.text(text, 0);
  return packer.end(text.length);
}

const texts = { few: textOf(60), many: textOf(80_000) };
type Name = keyof typeof texts;

/** By the lines of the text themselves. */
const startOf = (name: Name, row: number): number =>
  texts[name]
    .split('\n')
    .slice(0, row - 1)
    .reduce((units, line) => units + line.length + 1, 0);

export function citationsContract(make: () => Promise<SearchIndex>): void {
  describe('citations', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      for (const [name, body] of Object.entries(texts))
        for (const operation of operationsOf({ name, texts: { body }, anchors: packed(body) }))
          await index.write([operation]);
    });
    afterAll(async () => {
      await index.close();
    });

    const cited = async (name: Name, words: string): Promise<Snippet | undefined> => {
      const request = {
        query: parseQuery(words),
        scope: everyScope,
        sort: 'path',
        limit: 5,
        snippets: 1,
      } as const;
      const { hits } = await index.search(request);
      return hits.find(({ document }) => document === idOf(name))?.snippets[0];
    };

    test.each<[Name, number]>([
      ['few', 1],
      ['few', 37],
      ['few', 60],
      ['many', 1],
      ['many', 37_111],
      ['many', 65_000],
      ['many', 80_000],
    ])('of %s rows: a hit in row %i is cited by it', async (name, row) => {
      const snippet = await cited(name, `item${row}`);
      expect(snippet?.anchor).toEqual({ at: startOf(name, row), row, exact: true });
      expect(snippet?.anchors).toBeUndefined();
    });

    test.each<[Name, string, number[]]>([
      ['few', '"item2 row 3" OR item4', [2, 4]],
      ['many', '"item65432 row 65433"', [65_432]],
      ['few', 'item5 OR item6', [5, 6]],
    ])('of %s rows: highlights of %s are in rows of their own', async (name, words, rows) => {
      const snippet = await cited(name, words);
      expect((snippet?.anchors ?? [snippet?.anchor]).map((anchor) => anchor?.row)).toEqual(rows);
    });

    test.each<Name>(['few', 'many'])('%s anchors come back as they went in', async (name) => {
      expect((await index.entry(idOf(name), everyScope))?.texts[0]?.anchors).toEqual(packed(texts[name]));
    });
  });
}
