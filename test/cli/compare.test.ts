/** `evidex compare`: two cases of the same evidence are equal; a difference is named. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('a case with itself, with --json one object', async () => {
  const [result] = await small.json('compare', 'CASE', small.casePath);
  expect(result).toMatchObject({
    equal: true,
    differenceCount: 0,
    differences: [],
    compared: expect.any(Number),
  });
});

test('after a change: exit 3, the item, its size and content named; runs of one case, too', async () => {
  const other = join(folder, 'other-case');
  writeFileSync(join(small.source, 'cards.csv'), 'name,card\nCy,none\n');
  const words = small.ingestWords.map((word) => (word === small.casePath ? other : word));
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await small.run('compare', 'CASE', other);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/content: [0-9a-f]{64} \| [0-9a-f]{64}/u);
  expect(await runCli(small.ingestWords)).toMatchObject({ exitCode: 0 });
  expect((await small.run('compare', '1', '2')).exitCode).toBe(3);
  expect((await small.run('compare', '2', '2')).exitCode).toBe(0);
});

test('neither case nor run: exit 1', async () => {
  expect((await small.run('compare', 'CASE', join(folder, 'nowhere'))).exitCode).toBe(1);
  expect((await small.run('compare', '1', '99')).exitCode).toBe(1);
});
