/** A query whose conditions a message and its attachment meet between them is told, and how to ask for both. */
import { beforeAll, expect, test } from '@jest/globals';
import { sidesOf } from '../../cli/run/family-hint.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { printQuery } from '../../search/query/print.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LettersCase, makeLettersCase } from './letters-case.ts';

const folder = temporaryFolder();
let letters: LettersCase;

beforeAll(async () => {
  letters = await makeLettersCase(folder);
});

test.each([
  ['from:ann AND survey', 'from:ann', 'survey', ''],
  ['survey type:pdf (to:bo OR cc:bo) sent:2019', '(to:bo OR cc:bo) AND sent:2019', 'survey AND type:pdf', ''],
  ['from:ann survey NOT draft custodian:ann', 'from:ann', 'survey', 'NOT draft AND custodian:ann'],
  ['from:ann (survey OR to:bo)', 'from:ann', 'survey OR to:bo', ''],
])('%s', (text, message, others, shared) => {
  const sides = sidesOf(parseQuery(text));
  expect({ ...sides, shared: sides?.shared }).toEqual({
    message: parseQuery(message),
    others: parseQuery(others),
    shared: shared === '' ? [] : shared.split(' AND ').map((one) => parseQuery(one)),
  });
});

test.each([
  'from:ann',
  'survey plan',
  'from:ann to:bo',
  'from:ann OR survey',
  'from:ann NOT survey',
  'from:ann path:/mail',
  '*',
])('%s has one side alone', (text) => {
  expect(sidesOf(parseQuery(text))).toBeUndefined();
});

test('an attachment of a message that meets the rest is told, and found as is said', async () => {
  const { stdout, stderr } = await letters.run('search', 'from:counsel AND survey');
  expect(stdout).toBe('0 documents\n');
  expect(stderr).toContain(
    '1 document meets survey and is of one family with a message that meets from:counsel.',
  );
  const [, query = '', label = ''] = /evidex label --query (\S+) --add (\S+),/u.exec(stderr) ?? [];
  expect([query, label]).toEqual([printQuery(parseQuery('from:counsel')), 'NAME']);
  await letters.run('label', '--query', query, '--add', label);
  const found = await letters.run('search', `label:${label} AND survey`, '--count');
  expect(found).toMatchObject({ stdout: '1\n' });
  expect(found.stderr).not.toContain('family');
});

test.each([
  'from:nobody AND survey',
  'from:counsel AND memo NOT name:advice',
  'from:counsel AND subject:advice',
  'survey barrage',
])('nothing is said of %s', async (query) => {
  expect((await letters.run('search', query)).stderr).not.toContain('family');
});
