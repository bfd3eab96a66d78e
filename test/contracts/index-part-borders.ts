/** The index contract: a text so long that adapters keep it in parts, and what spans the borders between them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchIndex } from '../../search/port.ts';
import { queryLimits } from '../../search/query/ast.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, operationsOf } from './made-documents.ts';

const none = { open: [] } as const;
const wordCount = 500_000;
/** Each word once, so that nothing is found but where it is looked for. */
const word = (at: number): string => `unit${at.toString(36)}`;
/** Words from one span to the next: less than a span, so that one of them lies over any border. */
const step = queryLimits.distance - 3;
const spansAtOnce = 200;

export function partBordersContract(make: () => Promise<SearchIndex>): void {
  describe('borders of parts', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      const body = Array.from({ length: wordCount }, (_, at) => word(at)).join(' ');
      for (const operation of operationsOf({ name: 'units', texts: { body } }))
        await index.write([operation]);
    });
    afterAll(async () => {
      await index.close();
    });

    const find = (query: string): Promise<readonly string[]> => index.documents(parseQuery(query), none);

    test('every proximity is found, wherever it stands', async () => {
      const far = queryLimits.distance + 1;
      const starts = Array.from({ length: Math.floor((wordCount - far) / step) }, (_, at) => at * step);
      for (let from = 0; from < starts.length; from += spansAtOnce) {
        const clauses = starts
          .slice(from, from + spansAtOnce)
          .map((at) => `"${word(at + far)} ${word(at)}"~${queryLimits.distance}`);
        expect(await find(clauses.join(' AND '))).toEqual([idOf('units')]);
      }
    });

    test('and what is further apart is not', async () => {
      for (let at = 1; at < wordCount - 2_000; at += 49_999) {
        const apart = at + queryLimits.distance + 2;
        expect(await find(`"${word(at)} ${word(apart)}"~${queryLimits.distance}`)).toEqual([]);
        expect(await find(`${word(at)} AND ${word(apart)}`)).toEqual([idOf('units')]);
        expect(await find(`"${word(at)} ${word(apart)}"`)).toEqual([]);
      }
    });
  });
}
