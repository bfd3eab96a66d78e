/** Requests as dtSearch writes them: what each becomes here, and what is refused by its name. */
import { expect, test } from '@jest/globals';
import { parseDtsearch } from '../../search/query/dtsearch.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { printQuery } from '../../search/query/print.ts';

test.each<[string, string]>([
  ['energy', 'energy'],
  ['tidal barrage', '"tidal barrage"'],
  ['"tidal barrage"', '"tidal barrage"'],
  ['“tidal barrage”', '"tidal barrage"'],
  ['tidal AND barrage', 'tidal AND barrage'],
  ['tidal barrage or dredging works', '"tidal barrage" OR "dredging works"'],
  ['a and not b', 'a AND NOT b'],
  ['not a', 'NOT a'],
  ['a or not (b and c)', 'a OR NOT (b AND c)'],
  ['(a or b) and (c or d)', '(a OR b) AND (c OR d)'],
  ['a and (b and c)', 'a AND b AND c'],
  ['a w/5 b', 'a w/5 b'],
  ['A W/5 "b c"', 'A w/5 "b c"'],
  ['a pre/3 b c', 'a pre/3 "b c"'],
  ['(a or b) w/5 (c or d)', 'a w/5 c OR a w/5 d OR b w/5 c OR b w/5 d'],
  ['(a or b) pre/2 c*', 'a pre/2 c* OR b pre/2 c*'],
  ['not (a w/5 b)', 'NOT a w/5 b'],
  ['contract*', 'contract*'],
  ['contract!', 'contract*'],
  ['c?mp*gn fund*', 'c?mp*gn\\ fund*'],
  ['fund* camp*', '"fund* camp*"'],
  ['stock! w/2 price', 'stock* w/2 price'],
  ['AT&T', '"AT&T"'],
  ['ann@firm.example', 'ann@firm.example'],
  ['"and"', 'and'],
  ['"xfirstword"', 'xfirstword'],
  ['near miss', '"near miss"'],
  ['co-operation', '"co-operation"'],
  ['CORP\\bob', '"CORP bob"'],
])('%s is %s', (request, query) => {
  const read = parseDtsearch(request).query;
  expect(printQuery(read)).toBe(query);
  // As it is printed it is asked again.
  expect(printQuery(parseQuery(printQuery(read)))).toBe(query);
});

test.each<[string, number, string]>([
  ['apple w/10 xfirstword', 11, 'beginning or the end of a document'],
  ['xlastword w/5 a', 0, 'beginning or the end'],
  ['a and b or c', 8, 'dtSearch leaves it open'],
  ['a w/5 b and c', 8, 'dtSearch leaves it open'],
  ['a w/5 b w/5 c', 8, 'dtSearch leaves it open'],
  ['a and b w/5 c', 8, 'dtSearch leaves it open'],
  ['(a and b) w/5 c', 15, 'ask for each pair'],
  ['a not w/5 b', 2, '"not" needs'],
  ['a and not w/5 b', 6, 'not known here'],
  ['not a w/5 b', 6, '"not" beside'],
  ['a not b', 2, '"not" needs and or or'],
  ['a andany b', 2, 'optional'],
  ['author contains smith', 7, 'asks a field'],
  ['subject:budget', 0, 'asks a field'],
  ['apple:5', 0, 'weight'],
  ['apply~', 0, 'stemming'],
  ['ba%nana', 0, 'fuzzy'],
  ['"ba%nana split"', 3, 'in quotes too'],
  ['#smith', 0, 'sound alike'],
  ['fast&', 0, 'synonyms'],
  ['12~~24', 0, 'range of numbers'],
  ['p12==', 0, 'digit'],
  ['"##\\d+"', 1, 'in quotes too'],
  ['##a', 0, 'regular expression'],
  ['date(jan 15 2006)', 0, 'auto-recognition'],
  ['a w/s b', 2, 'no connector with a number'],
  ['a /5 b', 2, 'no connector with a number'],
  ['a near/5 b', 2, 'no connector'],
  ['a n/5 b', 2, 'no connector'],
  ['a w/0 b', 7, 'at least 1'],
  ['a w/1002 b', 10, 'at most'],
  ['a and/or b', 2, 'two connectors'],
  ['wo!men', 0, '"!" inside'],
  ['a (b or c)', 2, 'a connector is missing'],
  ['a "b c"', 2, 'a connector is missing'],
  ['"a b" c', 6, 'a connector is missing'],
  ['a and', 5, 'words are missing'],
  ['and a', 0, 'words are missing'],
  ['(a or b', 0, 'never closed'],
  ['a)', 1, 'nothing opens'],
  ['"a', 0, 'never closed'],
  ['()', 1, 'words are missing'],
  ['*berg', 0, 'cannot start with a wildcard'],
  ['...', 0, 'no word'],
  ['  ', 0, 'empty'],
  [`${'('.repeat(70)}a${')'.repeat(70)}`, 65, 'deep'],
  [`(${Array.from({ length: 40 }, (_, at) => `a${at}`).join(' or ')}) w/5 (${Array.from({ length: 40 }, (_, at) => `b${at}`).join(' or ')})`, 0, 'clauses'],
])('%s is refused', (request, position, says) => {
  const refusal = ((): unknown => {
    try {
      return parseDtsearch(request);
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toMatchObject({ code: 'query-syntax', message: expect.stringContaining(says) });
  if (says !== 'clauses') expect(refusal).toMatchObject({ position });
}); // prettier-ignore

test.each<[string, readonly string[]]>([
  ['energy', []],
  ['statue of liberty', ['takes any word for "of"']],
  ['the', ['"the" is a noise word']],
  ['contract!', ['"contract!" is read as "contract*"']],
])('notes on %s', (request, notes) => {
  expect(parseDtsearch(request).notes).toEqual(notes.map((words) => expect.stringContaining(words)));
});

test('no text takes longer than its length is worth, and all that is thrown is a refusal', () => {
  for (const part of ['(', ')', '"', 'a ', 'not ', 'a w/5 ', 'a and ', '\\', '!', '~', '“'])
    expect(() => {
      try {
        parseDtsearch(part.repeat(30_000).slice(0, 65_000));
      } catch (error) {
        if ((error as { code?: string }).code !== 'query-syntax') throw error;
      }
    }).not.toThrow();
});
