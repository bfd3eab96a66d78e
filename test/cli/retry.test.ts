/** `evidex retry`: just what is asked for is parsed again; earlier attempts stay on record. */
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

test('a source that does not exist: nothing is tried', async () => {
  const [ended] = await small.json<{ tried: number }>('retry', 'CASE', '--source', 'EX-9');
  expect(ended?.tried).toBe(0);
});

test('a status that does not exist is refused with what is allowed', async () => {
  const { exitCode, stderr } = await small.run('retry', 'CASE', '--status', 'broken');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('failed');
});
