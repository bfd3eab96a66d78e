/** Hints below an answer: what of a query is probably not meant as it stands. */
import { beforeAll, expect, test } from '@jest/globals';
import { spellingHints } from '../../cli/run/query-hints.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
/** What is said of every query for words in this case. */
const unreadNote = /^3 items of this case were not read.*\n/mu;

beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test.each([
  ['budget or meeting', /"or" in small letters is a word.* OR/u],
  ['(budget and meeting)', /"and" in small letters/u],
  ['not budget', /"not" in small letters/u],
  ['budget NEAR meeting', /w\/5/u],
  ['budget And meeting', /"And" is a word.* AND/u],
  ['budget near meeting', /"near" is no operator/u],
  ['budget within 5 meeting', /"within" is no operator/u],
  ['budget w/ 5 meeting', /"w\/" is no operator/u],
  ['budget /5 meeting', /"\/5" is no operator/u],
  ['budget^2 meeting', /no weight/u],
  ['budget~5', /"~1" or "~2"/u],
  ['budget|meeting', /\|\|/u],
  ['/budg.t/', /regular expressions/u],
  ['exact:Budg*', /After exact:/u],
  ['budget –draft', /long dash/u],
  ['sent>2018', /"sent>2018" is looked for as words; asked of the field it is sent:>2018\./u],
  ['budget AND (size >= 10)', /it is size:>=10\./u],
  ['budget -from=ann', /it is from:ann\./u],
  ["'the budget' AND x", /Single quotes/u],
  ['‘the budget’', /Single quotes/u],
  ['ลูกค้า', /found by its beginning/u],
])('%s', (text, says) => {
  expect(spellingHints(text)).toEqual([expect.stringMatching(says)]);
});

test.each([
  'budget~2 OR near the meeting',
  'body:/mail/x.eml budget~',
  'budget OR meeting',
  '"this or that"',
  '“not so”',
  "the board's and",
  'a.or.b',
  "rock 'n' roll",
  'a=b OR x > 5 OR sent:>2018',
  '"sent>2018"',
])('%s says nothing of spelling but what it must', (text) => {
  expect(spellingHints(text).filter((hint) => !hint.includes('"and"'))).toEqual([]);
});

test.each([
  [['search', 'budget or meeting'], /"or" in small letters/u],
  [['search', 'sent:[2018 TO 2017]'], /sent:\["2018" TO "2017"\] begins behind its end: nothing lies in it/u],
  [['search', 'budget OR size:[10 TO 9]'], /size:\["10" TO "9"\] begins behind its end/u],
  [['search', 'type:word'], /Nothing here has type:word\. Did you mean type:docx/u],
  [['search', 'entity:analytica'], /Did you mean entity:"Harbour Analytica"/u],
  [['search', 'entity:analytica', '--facet', 'type'], /Did you mean entity:"Harbour Analytica"/u],
  [
    ['search', 'custodian:anne', '--count'],
    /Nothing here has custodian:anne\. Did you mean custodian:Ann\?/u,
  ],
  [['search', 'path:/no/such.txt'], /Nothing here has path:"?\/no\/such\.txt/u],
  [['search', 'meta.colour:red'], /Nothing here has meta\.colour:red/u],
  [['search', 'hash:0123'], /Nothing here has hash:0123/u],
  [['search', 'code:Unsafe-Name'], /^Nothing here has code:"Unsafe-Name"\.$/mu],
  [['search', 'label:nothing'], /Nothing here has label:nothing\.$/mu],
  [['search', 'thread:"<a@b.example>"'], /Nothing here has thread/u],
  [['mentions', '--entity', 'analytica'], /Did you mean "Harbour Analytica"/u],
  [['timeline', '--entity', 'analytica'], /Did you mean "Harbour Analytica"/u],
  [['timeline', '--query', 'budget or type:word'], /"or" in small letters/u],
  [['label', '--query', 'type:word', '--add', 'x'], /Did you mean type:docx/u],
  [['search', 'name:meeting AND name:notes'], /place\(name:meeting AND name:notes\)/u],
])('%j', async ([verb = '', ...words], says) => {
  const { stderr } = await small.run(verb, ...words);
  expect(stderr).toMatch(says);
});

test('what was asked is never proposed; what nothing has is told from what has nothing in common', async () => {
  const said = async (query: string): Promise<string> =>
    (await small.run('search', query)).stderr.replace(unreadNote, '').trim();
  expect(await said('type:tsv')).toBe('Nothing here has type:tsv.');
  expect(await said('zebra type:TSV')).toBe('Nothing here has type:TSV.');
  expect(await said('zebra type:pdf')).toBe(
    '2 documents have type:pdf; none meets the other conditions of the query.',
  );
  expect(await said('(budget type:pdf) OR type:tsv')).toBe(
    '2 documents have type:pdf; none meets the other conditions of the query.\nNothing here has type:tsv.',
  );
  expect(await said('zebra NOT type:pdf')).toBe('');
  expect(await said('budget type:text')).toBe('');
});

test('nothing is said where all is as it seems', async () => {
  for (const query of [
    'budget',
    'type:pdf',
    'entity:"harbour analytica"',
    'custodian:ann AND name:meeting',
  ]) {
    expect([query, (await small.run('search', query)).stderr.replace(unreadNote, '')]).toEqual([query, '']);
  }
});

test('mentions takes an entity in any case, as search does', async () => {
  const lines = await small.json<{ entity: string }>('mentions', '--entity', 'HARBOUR analytica');
  expect(new Set(lines.map(({ entity }) => entity))).toEqual(new Set(['Harbour Analytica']));
});
