/** A query whose conditions a message and its attachment meet between them is told, and how to ask for both. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { asksOfBoth } from '../../cli/run/family-hint.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { type LettersCase, makeLettersCase } from './letters-case.ts';

const folder = temporaryFolder();
let letters: LettersCase;

beforeAll(async () => {
  letters = await makeLettersCase(folder);
});

test.each([
  'from:ann AND survey',
  'survey type:pdf (to:bo OR cc:bo) sent:2019',
  'from:ann survey NOT draft custodian:ann',
  'from:ann (survey OR to:bo)',
])('%s asks of a message and of what it carries', (text) => {
  expect(asksOfBoth(parseQuery(text))).toBe(true);
});

test.each([
  'from:ann',
  'survey plan',
  'from:ann to:bo',
  'from:ann OR survey',
  'from:ann NOT survey',
  'from:ann path:/mail',
  '*',
  'family(from:ann AND survey)',
])('%s has one side alone', (text) => {
  expect(asksOfBoth(parseQuery(text))).toBe(false);
});

test('an attachment of a message that meets the rest is told, and found as is said', async () => {
  const { stdout, stderr } = await letters.run('search', 'from:counsel AND survey');
  expect(stdout).toBe('0 documents\n');
  expect(stderr).toContain('5 documents are of families that meet it by several members together');
  const [, query = ''] = /To ask families: evidex search '(.*)'/u.exec(stderr) ?? [];
  expect(query).toBe('family(from:counsel AND survey)');
  const found = await letters.run('search', query, '--count');
  expect(found).toMatchObject({ stdout: '5\n' });
  expect(found.stderr).not.toContain('To ask families');
});

test.each([
  'from:nobody AND survey',
  'from:counsel AND memo NOT name:advice',
  'from:counsel AND subject:advice',
  'survey barrage',
])('nothing is said of %s', async (query) => {
  expect((await letters.run('search', query)).stderr).not.toContain('To ask families');
});

test('a member of more families than are listed is told, and a bracket that is apart', async () => {
  const part =
    'Content-Type: text/plain; name=emblem.txt\nContent-Disposition: attachment\n\nsaltmarsh emblem\n';
  const letter = (at: number): string =>
    `From: ann@example.org\nMessage-ID: <${at}@example.org>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${part}--b--\n`;
  const casePath = join(folder, 'many');
  writeFiles(
    join(folder, 'many-files'),
    Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`${at}.eml`, letter(at)])),
  );
  await runCli(['ingest', join(folder, 'many-files'), '--case', casePath, '--parser-processes', '1', '--no-gazetteers']); // prettier-ignore
  const asked = await runCli(['search', 'family(saltmarsh AND from:ann)', '--count', '--case', casePath]);
  expect(asked.stderr).toContain(
    '1 document that meets a condition in family(…) lies at 1,000 places or more',
  );
  const apart = await runCli(['search', 'family (saltmarsh AND from:ann)', '--count', '--case', casePath]);
  expect(apart.stdout).toBe('0\n');
  expect(apart.stderr).toContain('With a blank before its bracket "family"');
});
