/** A file that holds more than its room in the case: where it is cut, and how the rest is read. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { addTo, crowded, membersShared } from './crowded-evidence.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();

const bytesOf = (made: string): number =>
  readdirSync(made).reduce((sum, name) => sum + statSync(join(made, name)).size, 0);

let alone: string;
beforeAll(async () => {
  alone = await addTo(folder, 'alone', { 'a.tar.gz': crowded });
});

test('members are opened until the room of the file is taken, the others are listed and counted', async () => {
  expect(crowded.length).toBeLessThan(600_000);
  expect(bytesOf(alone)).toBeLessThan(64 * 1024 ** 2);
  const members = await membersShared(alone, /a\.tar\.gz/u);
  expect(members['indexed']).toBeGreaterThan(250);
  expect(members['over-budget']).toBeGreaterThan(60);
  expect(Object.values(members).reduce((sum, count) => sum + count)).toBeLessThan(500);
  const { stdout } = await runCli(['report', alone, '--json']);
  expect(stdout).toContain('over-budget');
});

test('a larger budget reads the rest', async () => {
  const words = ['--code', 'over-budget', '--max-case-ratio', '1000', '--no-gazetteers'];
  expect(await runCli(['retry', alone, ...words])).toMatchObject({ exitCode: 0 });
  expect(await membersShared(alone, /a\.tar\.gz/u)).toEqual({ indexed: 500 });
});
