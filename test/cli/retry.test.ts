/** `evidex retry`: just what is asked for is parsed again; earlier attempts stay on record. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

const unaccounted = async (): Promise<unknown> =>
  (await small.json<{ unaccountedFor: unknown }>('report', 'CASE'))[0]?.unaccountedFor;

test('nothing asked for: exit 2', async () => {
  const { exitCode, stderr } = await small.run('retry', 'CASE');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--status');
});

/** The runs in which each item of the case was parsed, by path. */
async function runsByPath(): Promise<Record<string, number[]>> {
  const items = await small.json<{ path: string; kind: string }>('report', 'CASE', '--items');
  const explained = await Promise.all(
    items
      .filter(({ kind }) => kind !== 'folder')
      .map(({ path }) => small.json<{ attempts: { run: number }[] }>('explain', path)),
  );
  return Object.fromEntries(
    explained.flat().map(({ attempts, ...rest }) => {
      const { item } = rest as unknown as { item: { id: string; path: string } };
      return [`${item.path} ${item.id}`, attempts.map(({ run }) => run)];
    }),
  );
}

test('a code, then explain shows both attempts; nothing else was parsed', async () => {
  const before = await runsByPath();
  const words = ['retry', 'CASE', '--code', 'password-required', '--no-gazetteers'];
  const [ended] = await small.json<{ tried: number }>(...words);
  expect(ended?.tried).toBe(1);
  const after = await runsByPath();
  const [locked = ''] = Object.keys(before).filter((path) => path.startsWith('locked.pdf '));
  expect(before[locked]).toEqual([1]);
  expect(after).toEqual({ ...before, [locked]: [1, 2] });
  expect(Object.keys(after)).toHaveLength(20);
  expect(await unaccounted()).toMatchObject({ open: 0, unread: 0 });
  expect(await small.run('verify', 'CASE', '--index')).toMatchObject({ exitCode: 0 });
});

test('what cannot be reached any more fails with its code, and comes back when it can', async () => {
  const box = join(small.source, 'box.zip');
  renameSync(box, join(folder, 'aside.zip'));
  await small.run('retry', 'CASE', '--type', 'text', '--no-gazetteers');
  const [lost] = await small.json('explain', 'box.zip/inside.txt');
  expect(lost).toMatchObject({ item: { status: 'failed', code: 'unreadable' } });
  expect(await unaccounted()).toMatchObject({ open: 0, unread: 2 });
  renameSync(join(folder, 'aside.zip'), box);
  await small.run('retry', 'CASE', '--code', 'unreadable', '--code', 'vanished', '--no-gazetteers');
  const [back] = await small.json('explain', 'box.zip/inside.txt');
  expect(back).toMatchObject({ item: { status: 'indexed' } });
  expect(await unaccounted()).toMatchObject({ open: 0, unread: 0 });
  expect(await small.run('verify', 'CASE', '--index')).toMatchObject({ exitCode: 0 });
});

test('a source that does not exist: nothing is tried, and that is no error', async () => {
  const before = await runsByPath();
  const { exitCode, stdout } = await small.run('retry', 'CASE', '--source', 'EX-9', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ tried: 0 });
  const inWords = await small.run('retry', 'CASE', '--code', 'unreadable');
  expect(inWords.stdout).toMatch(
    /^Tried again: 0 documents, 0 files[^\n]*\nNothing that was read[^\n]*`evidex ingest`/u,
  );
  expect(await runsByPath()).toEqual(before);
});

test('a status that does not exist is refused with what is allowed', async () => {
  const { exitCode, stderr } = await small.run('retry', 'CASE', '--status', 'broken');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('failed');
});
