/** The index contract: queries at the limits of the language, and proximities of words that repeat. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { MatchFinder } from '../../search/snippets/match-finder.ts';
import { idOf, type Made, writeAll } from './made-documents.ts';

const none = { open: [] } as const;

const nested = (make: (inner: string, at: number) => string): string => {
  let query = 'a';
  for (let at = 0; at < 60; at++) query = `(${make(query, at)})`;
  return query;
};
const many = (join: string, make: (at: number) => string, length = 1_000): string =>
  Array.from({ length }, (_, at) => make(at)).join(join);

/** Texts of few different words, so that proximities repeat and overlap; always the same. */
const rows: readonly string[] = Array.from({ length: 120 }, (_, row) =>
  Array.from(
    { length: 3 + (row % 9) },
    (_, at) => 'abcd'[(row * 7 + at * at * 5 + (row >> 3) * at) % 4],
  ).join(' '),
);

export function limitsContract(make: () => Promise<SearchIndex>): void {
  describe('limits', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(
        index,
        rows.map((body, row): Made => ({ name: `row ${row}`, texts: { body: `row${row} ${body}` } })),
      );
      await writeAll(index, [{ name: 'deep', texts: { body: 'a b c lone' } }]);
    });
    afterAll(async () => {
      await index.close();
    });

    test.each([
      [
        'ORs and ANDs in brackets',
        `lone ${nested((inner, at) => `${inner} ${at % 2 === 0 ? 'OR' : 'AND'} b`)}`,
        1,
      ],
      ['NOTs in brackets', `lone ${nested((inner) => `c NOT ${inner}`)}`, 1],
      ['values in brackets', `lone ${nested((inner, at) => `size:>${at} AND NOT ${inner}`)}`, 1],
      [
        'places in brackets',
        nested(
          (inner, at) => `path:/deep.txt ${at % 2 === 0 ? 'OR' : 'AND'} ${inner.replace(/^a$/, 'name:deep')}`,
        ),
        1,
      ],
      ['any of many words', `lone OR ${many(' OR ', (at) => `w${at}`)}`, 1],
      ['none of many words', `lone ${many(' ', (at) => `-w${at}`)}`, 1],
      ['all of many words', many(' ', (at) => `w${at}`), 0],
      ['many places', `(${many(' OR ', (at) => `path:w${at}`)}) OR path:/deep.txt`, 1],
      ['many numbers', `lone (${many(' OR ', (at) => `size:${at}`)})`, 1],
      ['many labels', many(' ', (at) => `label:w${at}`), 0],
      ['many hashes', many(' OR ', (at) => `hash:${idOf(`${at}`)}`, 880), 0],
      ['many proximities', many(' OR ', (at) => `"a a w${at}"~3`, 200), 0],
      ['many phrases', many(' OR ', (at) => `"no w${at}"`), 0],
    ] as const)('are answered: %s', async (_, query, count) => {
      const { total } = await index.search({
        query: parseQuery(query),
        scope: none,
        sort: 'relevance',
        limit: 1,
        snippets: 1,
      });
      expect(total).toBe(count);
    });

    test('a proximity is what it is in the text, also where it names a word twice', async () => {
      for (const text of [
        'a b',
        'a a',
        'a a a',
        'a b a',
        'b a a',
        'a b c',
        'c b a b',
        'a a b b',
        'd c b a',
      ]) {
        for (const distance of [0, 1, 2, 5]) {
          const finder = new MatchFinder([{ op: 'near', text, distance }]);
          const expected = rows.flatMap((body, row) =>
            finder.holds(`row${row} ${body}`, 'body') ? [idOf(`row ${row}`)] : [],
          );
          if (finder.holds('a b c lone', 'body')) expected.push(idOf('deep'));
          const found = await index.documents(parseQuery(`"${text}"~${distance}`), none);
          expect([text, distance, found]).toEqual([text, distance, expected.sort()]);
        }
      }
    });
  });
}
