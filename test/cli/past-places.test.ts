/** What is no longer in the source is said to be gone wherever its place is shown: search, mentions, timeline, show. */
import { rmSync, renameSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const lost =
  'From: ann@example.org\nSubject: Levy\nDate: Mon, 1 Jan 2018 10:00:00 +0000\n\nExperian was asked.\n';
const gone = 'share/lost.eml  [gone from the source]';
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

beforeAll(async () => {
  const ingest = ['ingest', source, '--parser-processes', '1'];
  writeFiles(source, { 'lost.eml': lost, 'moved.txt': 'Experian moved\n', 'old.txt': 'Experian before\n' });
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
  rmSync(join(source, 'lost.eml'));
  mkdirSync(join(source, 'new'));
  renameSync(join(source, 'moved.txt'), join(source, 'new', 'renamed.txt'));
  writeFileSync(join(source, 'old.txt'), 'Experian afterwards\n');
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
});

test('search and mentions', async () => {
  expect((await run('search', 'experian', '--snippets', '0')).stdout).toContain(gone);
  const { stdout } = await run('mentions', '--entity', 'Experian');
  expect(stdout).toContain('share/lost.eml, part 1  [gone from the source]  …[Experian] was asked. …');
  expect(stdout).toContain('share/old.txt, line 1  [an earlier revision]  …[Experian] before …');
  expect(stdout).toContain('share/old.txt, line 1  …[Experian] afterwards …');
  expect(stdout).toContain('share/new/renamed.txt, line 1  …');
  const personal = await run('mentions', '--personal-data');
  expect(personal.stdout).toContain('share/lost.eml, headers  [gone from the source]');
  const rows = jsonRows<{ path: string; past?: string }>((await run('mentions', '--entity', 'Experian', '--json')).stdout); // prettier-ignore
  expect(new Map(rows.map(({ path, past }) => [`${path} ${past}`, 1])).keys().toArray().sort()).toEqual([
    'lost.eml gone',
    'new/renamed.txt undefined',
    'old.txt replaced',
    'old.txt undefined',
  ]); // prettier-ignore
});

test('timeline: list, JSON and export', async () => {
  expect((await run('timeline', '--list', '--kind', 'sent')).stdout).toContain(`Levy  ${gone}\n`);
  const [event] = jsonRows<{ past?: string }>((await run('timeline', '--list', '--kind', 'sent', '--json')).stdout); // prettier-ignore
  expect(event?.past).toBe('gone');
  const file = join(folder, 'events.csv');
  expect(await run('timeline', '--export', file)).toMatchObject({ exitCode: 0 });
  expect(readFileSync(file, 'utf8')).toContain('Levy — lost.eml  [gone from the source]');
});

test('show: the text and the metadata', async () => {
  expect((await run('show', 'lost.eml')).stdout).toContain(`[place: ${gone}]\n`);
  expect((await run('show', 'moved.txt')).stdout).toContain('[place: share/moved.txt  [gone from the source]]\n');
  expect((await run('show', 'new/renamed.txt')).stdout).toBe('Experian moved\n\n');
  expect((await run('show', 'lost.eml', '--metadata')).stdout).toContain(gone);
}); // prettier-ignore
