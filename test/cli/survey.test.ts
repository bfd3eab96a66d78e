import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const share = join(folder, 'share');

beforeAll(() => {
  mkdirSync(join(share, 'sub', 'deep'), { recursive: true });
  writeFileSync(join(share, 'empty.txt'), '');
  writeFileSync(join(share, 'note.txt'), 'A note of some words.\n');
  writeFileSync(join(share, 'sub', 'copy.txt'), 'A note of same words.\n');
  writeFileSync(join(share, 'sub', 'deep', 'wrong.jpg'), '%PDF-1.7\n1 0 obj\n');
  writeFileSync(join(share, 'evil\u001b[31m\u202e.txt'), 'x');
  writeFileSync(Buffer.concat([Buffer.from(`${share}/`), Buffer.from([0xff])]), 'y');
  symlinkSync('/etc', join(share, 'out'));
  spawnSync('mkfifo', [join(share, 'pipe')]);
  spawnSync('touch', ['-d', '2016-05-01T00:00:00Z', join(share, 'note.txt')]);
});

test('--json: one object, counts that agree with find', async () => {
  const { exitCode, stdout, stderr } = await runCli(['survey', share, '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const survey = JSON.parse(stdout) as Record<string, unknown>;
  const find = (...tests: string[]) =>
    spawnSync('find', [share, '-mindepth', '1', ...tests, '-printf', '%s\n'], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
      .map(Number);
  const files = find('-type', 'f');
  expect(survey).toMatchObject({
    files: files.length,
    bytes: files.reduce((sum, size) => sum + size, 0),
    folders: find('-type', 'd').length,
    links: 1,
    specials: 1,
    emptyFiles: 1,
    namesNotUtf8: 1,
    deepest: 3,
    typesBy: 'content',
    typeMismatches: 1,
    unreadable: { count: 0, first: [] },
    sameSize: { files: 4, bytes: 46 },
  });
  expect(survey['types']).toContainEqual({ name: 'pdf', files: 1, bytes: 17 });
  expect(survey['years']).toContainEqual({ year: '2016', files: 1 });
  expect(survey['extensions']).toContainEqual({ name: 'jpg', files: 1, bytes: 17 });
});

test('--by-name opens nothing: the extension counts', async () => {
  const { stdout } = await runCli(['survey', share, '--json', '--by-name']);
  const survey = JSON.parse(stdout) as { typesBy: string; types: unknown[] };
  expect(survey.typesBy).toBe('name');
  expect(survey.types).toContainEqual({ name: 'jpeg', files: 1, bytes: 17 });
});

test('in words, with nothing that steers a terminal', async () => {
  const { exitCode, stdout } = await runCli(['survey', share]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('6 files');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test.each([
  [join(folder, 'none'), 1, /does not exist/],
  [join(share, 'note.txt'), 2, /is no folder/],
  [join(share, 'pipe'), 1, /neither folder nor file/],
])('%s', async (path, exitCode, says) => {
  const result = await runCli(['survey', path]);
  expect(result).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(says) });
});

test('the disk that it says is within a factor of 1.5 of what a case takes', async () => {
  const evidence = join(import.meta.dirname, '../../samples/share');
  const caseFolder = join(folder, 'case');
  const { stdout } = await runCli(['survey', evidence, '--json']);
  const { estimate } = JSON.parse(stdout) as { estimate: { diskBytes: number } };
  await runCli(['ingest', evidence, '--case', caseFolder]);
  const taken = ['catalogue.sqlite', 'index.sqlite'].reduce(
    (sum, name) => sum + statSync(join(caseFolder, name)).size,
    0,
  );
  expect(estimate.diskBytes / taken).toBeGreaterThan(1 / 1.5);
  expect(estimate.diskBytes / taken).toBeLessThan(1.5);
});
