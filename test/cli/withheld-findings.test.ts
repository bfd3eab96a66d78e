/** What a comparison with the intake found names files: to who may not see one of them nothing tells of it. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

const row = (...values: string[]): string => values.map((value) => `\u00fe${value}\u00fe`).join('\u0014');
const wrong = '0'.repeat(32);

beforeAll(async () => {
  const share = join(folder, 'share');
  writeFiles(share, {
    'natives/open.txt': 'words for all',
    'natives/sesame.txt': 'words of counsel',
    'natives/sesame also.txt': 'more of counsel',
    'load.dat': [
      row('BEGBATES', 'NATIVEPATH', 'MD5HASH'),
      row('A1', String.raw`natives\open.txt`, wrong),
      row('A2', String.raw`natives\sesame.txt`, wrong),
    ].join('\r\n'),
  });
  const words = ['--production', join(share, 'load.dat'), '--accept-mismatch', '--reason', 'as received'];
  const ingested = await run('ingest', share, '--reference', 'P', '--parser-processes', '1', '--no-gazetteers', ...words); // prettier-ignore
  expect(ingested.stderr + ingested.stdout).toContain('sesame.txt');
  for (const place of ['natives/sesame.txt', 'natives/sesame also.txt'])
    expect(await run('withhold', place, '--scope', 'counsel', '--reason', 'x')).toMatchObject({
      exitCode: 0,
    });
});

const told = [
  ['audit'],
  ['audit', '--json'],
  ['custody', 'P', '--json'],
  ['prove', 'natives/open.txt', '--json'],
] as const;

test.each(told)('%s %s', async (...words) => {
  const { stdout } = await run(...words);
  expect(stdout).not.toBe('');
  expect(stdout).not.toContain('sesame');
  expect((await run(...words, '--open', 'counsel')).stdout).toContain('sesame');
});

test('custody says that it was compared, and how that ended', async () => {
  const { stdout } = await run('custody', 'P');
  expect(stdout).toContain('they do not match, which was accepted');
  expect(stdout).not.toContain('2 differ');
  expect((await run('custody', 'P', '--open', 'counsel')).stdout).toContain('2 differ');
});
