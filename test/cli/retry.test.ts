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

test('nothing asked for: exit 2', async () => {
  const { exitCode, stderr } = await small.run('retry', 'CASE');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--status');
});

test('a code, then explain shows both attempts; nothing else was parsed', async () => {
  const [ended] = await small.json<{ tried: number }>(
    'retry',
    'CASE',
    '--code',
    'password-required',
    '--no-gazetteers',
  );
  expect(ended?.tried).toBe(1);
  const [locked] = await small.json<{ attempts: { run: number }[] }>('explain', 'locked.pdf');
  expect(locked?.attempts.map(({ run }) => run)).toEqual([1, 2]);
  const [other] = await small.json<{ attempts: { run: number }[] }>('explain', 'report.pdf');
  expect(other?.attempts.map(({ run }) => run)).toEqual([1]);
  expect(await small.run('report', 'CASE')).toMatchObject({ exitCode: 0 });
  expect(await small.run('verify', 'CASE', '--index')).toMatchObject({ exitCode: 0 });
});

test('what cannot be reached any more fails with its code, and comes back when it can', async () => {
  const box = join(small.source, 'box.zip');
  renameSync(box, join(folder, 'aside.zip'));
  await small.run('retry', 'CASE', '--type', 'text', '--no-gazetteers');
  const [lost] = await small.json('explain', 'box.zip/inside.txt');
  expect(lost).toMatchObject({ item: { status: 'failed', code: 'unreadable' } });
  expect(await small.run('report', 'CASE')).toMatchObject({ exitCode: 0 });
  renameSync(join(folder, 'aside.zip'), box);
  await small.run('retry', 'CASE', '--code', 'unreadable', '--code', 'vanished', '--no-gazetteers');
  const [back] = await small.json('explain', 'box.zip/inside.txt');
  expect(back).toMatchObject({ item: { status: 'indexed' } });
  expect(await small.run('report', 'CASE')).toMatchObject({ exitCode: 0 });
  expect(await small.run('verify', 'CASE', '--index')).toMatchObject({ exitCode: 0 });
});

test('a source that does not exist: nothing is tried', async () => {
  const [ended] = await small.json<{ tried: number }>('retry', 'CASE', '--source', 'EX-9');
  expect(ended?.tried).toBe(0);
});

test('a status that does not exist is refused with what is allowed', async () => {
  const { exitCode, stderr } = await small.run('retry', 'CASE', '--status', 'broken');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('failed');
});
