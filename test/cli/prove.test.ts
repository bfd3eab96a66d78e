/** `evidex prove`: what a statement says, that the bytes are read again, and that a page is only a page. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const hostile = '"><script>alert(1)</script>\u202e.txt';

const prove = (...words: string[]): Promise<CliResult> => runCli(['prove', ...words, '--case', casePath]);

beforeAll(async () => {
  writeFiles(source, {
    'mail/letter.txt': 'the letter',
    'box.zip': zipOf({ 'deep/inside.txt': 'what lies inside' }),
    [hostile]: 'named to be run',
    'one/same.txt': 'one',
    'other/same.txt': 'other',
  });
  const words = ['ingest', source, '--case', casePath, '--reference', 'EX-1', '--custodian', 'Ann <b>', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
});

test('a member is proved by its own bytes, which are read again, and by what it lies in', async () => {
  const { exitCode, stdout } = await prove('box.zip/deep/inside.txt');
  expect(exitCode).toBe(0);
  for (const said of [
    'Statement on EX-1/box.zip/deep/inside.txt',
    /lies in\s+EX-1\/box\.zip, SHA-256 [0-9a-f]{64}/u,
    /SHA-256\s+[0-9a-f]{64}/u,
    'from the source: the bytes are the same by all three',
    /custodian\s+Ann <b>/u,
    /run 1\s+ingest of .*, Evidex \d/u,
    /read by\s+text\//u,
    'They do not say who wrote them',
  ])
    expect(stdout).toMatch(said);
});

test('its line is that of the audit log', async () => {
  const { stdout } = await prove('mail/letter.txt');
  const line = /--check "([^"]+)"/u.exec(stdout)?.[1] ?? '';
  const { exitCode, stdout: said } = await runCli(['audit', '--check', line, '--head', '--case', casePath]);
  expect(exitCode).toBe(0);
  expect(said).toContain('holds');
});

test('a page runs, fetches and links nothing, and nothing is overwritten', async () => {
  const file = join(folder, 'page.html');
  expect(await prove(hostile, '--html', file)).toMatchObject({ exitCode: 0 });
  const page = readFileSync(file, 'utf8');
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}.txt');
  expect(page).toContain('Ann &lt;b&gt;');
  expect(page).not.toMatch(/<script|<img|<a |href|src=|\u202e/u);
  expect(await prove(hostile, '--html', file)).toMatchObject({ exitCode: 2 });
  expect(readFileSync(file, 'utf8')).toBe(page);
});

test('what the source does not confirm is said, and the command ends with 3', async () => {
  renameSync(join(source, 'mail'), join(source, 'gone'));
  const gone = await prove('mail/letter.txt');
  expect(gone.exitCode).toBe(3);
  expect(gone.stdout).toContain('NOT CONFIRMED');
  expect(gone.stdout).toContain('it is not in the source any more');
  writeFileSync(join(source, 'one/same.txt'), 'two');
  const changed = await runCli(['prove', 'one/same.txt', '--json', '--case', casePath]);
  expect(changed.exitCode).toBe(3);
  expect((JSON.parse(changed.stdout) as { recheck: object }).recheck).toMatchObject({ matches: false, reason: 'mismatch' }); // prettier-ignore
});

test('a statement is on one item', async () => {
  const { exitCode, stderr } = await prove('same.txt');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('stands for 2 items');
  expect(await prove('nothing.txt', '--html', join(folder, 'none.html'))).toMatchObject({ exitCode: 1 });
  expect(existsSync(join(folder, 'none.html'))).toBe(false);
});
