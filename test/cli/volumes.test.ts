/** What was read of volumes lies in their set: who withholds or removes it must not miss it, and no volume carries it out. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { cutEvenly } from '../../scripts/fixtures/make-volumes.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: string[]) => runCli([...words, '--case', casePath]);
const count = async (query: string): Promise<string> => (await run('search', query, '--count')).stdout.trim();

beforeAll(async () => {
  const source = join(folder, 'share');
  const text = `privneedle ${Array.from({ length: 900 }, (_, at) => ((at + 7) ** 5).toString(36)).join(' ')}`;
  const pieces = cutEvenly(zipOf({ 'inner.txt': text }), 3_000);
  writeFiles(source, Object.fromEntries(pieces.map((piece, at) => [`z.zip.00${at + 1}`, piece])));
  await run('ingest', source, '--reference', 'EX', '--parser-processes', '1', '--no-gazetteers');
  expect(await count('privneedle')).toBe('1');
});

test.each([
  ['withhold', '--scope', 'privilege'],
  ['remove'],
])('%s of a volume names its set instead', async (...words) => {
  const { exitCode, stderr } = await run(words[0] ?? '', 'z.zip.001', ...words.slice(1), '--reason', 'a test');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is a volume: what was read of it lies in EX/z.zip (volumes)');
  expect(await count('privneedle')).toBe('1');
}); // prettier-ignore

test('a query that finds volumes says where the rest lies', async () => {
  const { stderr } = await run('withhold', '--query', 'path:z.zip.001', '--scope', 'other', '--reason', 'a test');
  expect(stderr).toContain('Among these are volumes (1)');
}); // prettier-ignore

test('with the set its volumes are withheld from exports, and removed behind it', async () => {
  const out = (name: string) => ['export', 'z.zip.002', '--to', join(folder, name), '--recipient', 'Bo', '--basis', 'a test'] as const; // prettier-ignore
  const natives = (name: string): string[] =>
    existsSync(join(folder, name, 'natives'))
      ? readdirSync(join(folder, name, 'natives'), { recursive: true }).map(String).filter((one) => /\d{8}\.\w+$/u.test(one)) // prettier-ignore
      : [];
  await run(...out('before'));
  expect(natives('before')).toHaveLength(1);
  await run('withhold', 'z.zip (volumes)/inner.txt', '--scope', 'privilege', '--reason', 'a test');
  expect(await count('privneedle')).toBe('0');
  await run(...out('after'));
  expect(natives('after')).toEqual([]);
  await run(...out('open'), '--open', 'privilege');
  expect(natives('open')).toHaveLength(1);
  // 3: the volumes still say whose they are, which the certificate tells.
  const removed = await run('remove', 'z.zip (volumes)', '--open', 'privilege', '--open', 'other', '--reason', 'a test'); // prettier-ignore
  expect([0, 3]).toContain(removed.exitCode);
  expect((await run('search', 'privneedle', '--count', '--open', 'privilege')).stdout).toBe('0\n');
  const behind = await run('remove', 'z.zip.002', '--reason', 'a test');
  expect(behind.stderr).not.toContain('is a volume');
});
