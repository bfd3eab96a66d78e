/** Below an answer of few documents or none: whether most documents are in languages of which none was found. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const german = (number: number): string =>
  `Sehr geehrte Damen und Herren, wir haben die Liste der Wähler am Montag nicht erhalten und bitten um eine Zusendung der Daten, damit wir die Arbeit fortsetzen können. Nummer ${number}\n`;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    ...Object.fromEntries([1, 2, 3, 4].map((number) => [`brief ${number}.txt`, german(number)])),
    'letter.txt': 'Dear all, we have not had the list of the people who vote, and I would like to ask you for it again this week.\n', // prettier-ignore
    'codes.txt': 'Kx4711 zz\n',
  });
  const words = ['ingest', join(folder, 'share'), '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
});

test.each([
  ['voters', true],
  ['people', true],
  ['Zusendung', false],
  ['"Nummer 3"', false],
  // Nobody knows the language of what was found.
  ['kx4711', false],
  ['name:nothinglikeit', false],
])('%s: %s', async (query, isSaid) => {
  const { stderr } = await runCli(['search', query, '--case', casePath]);
  const hint = 'Most documents here are in other languages (4 in German (de)), and words are found as they are written: ask in these languages too.'; // prettier-ignore
  expect(stderr.includes(hint)).toBe(isSaid);
  expect(stderr.includes('other languages')).toBe(isSaid);
});
