/** `evidex compare`: two cases of the same evidence are equal; a difference is named. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase, smallFiles } from './small-case.ts';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyScope } from '../../schemas/scope.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('a case with itself, with --json one object', async () => {
  const all = await small.json('compare', 'CASE', small.casePath);
  // 20 items and the folder `notes`; 17 documents, and entries of the index for them, the folder and the item without one.
  expect(all).toEqual([
    { equal: true, interrupted: false, differenceCount: 0, differences: [], compared: 21 + 17 + 19 },
  ]);
});

test('after a change: exit 3, the item, its size and content named; runs of one case, too', async () => {
  const other = join(folder, 'other-case');
  const [was, now] = [smallFiles['cards.csv'], 'name,card\nCy,none\n'];
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const [item] = await small.json<{ item: { id: string } }>('explain', 'cards.csv');
  writeFileSync(join(small.source, 'cards.csv'), now);
  const words = small.ingestWords.map((word) => (word === small.casePath ? other : word));
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await small.run('compare', 'CASE', other);
  expect(exitCode).toBe(3);
  const named = `  item ${item?.item.id}: `;
  expect(stdout).toContain(`${named}size: ${was.length} | ${now.length}\n`);
  expect(stdout).toContain(`${named}content: ${sha256(was)} | ${sha256(now)}\n`);
  expect(stdout).toContain(`  document ${sha256(was)}: only in the first\n`);
  expect(stdout).toContain(`  document ${sha256(now)}: only in the second\n`);
  expect(await runCli(small.ingestWords)).toMatchObject({ exitCode: 0 });
  const runs = await small.run('compare', '1', '2');
  expect(runs.exitCode).toBe(3);
  expect(runs.stdout).toContain(`${named}content: ${sha256(was)} | ${sha256(now)}\n`);
  expect(await small.run('compare', '2', '2')).toMatchObject({ exitCode: 0 });
});

test('an entry of the index with another text: exit 3, both texts named', async () => {
  const other = join(folder, 'other-texts');
  cpSync(small.casePath, other, { recursive: true });
  const index = openSqliteIndex(join(other, 'index.sqlite'));
  const entryOf = async (name: 'cards.csv' | 'notes/meeting.txt') => {
    const document = createHash('sha256').update(smallFiles[name]).digest('hex');
    const entry = await index.entry(document, everyScope);
    if (!entry) throw new Error(`${name} has no entry`);
    return { document, entry };
  };
  const [{ document, entry }, replaced] = [await entryOf('cards.csv'), await entryOf('notes/meeting.txt')];
  const [was, now] = [entry.texts[0]?.id, replaced.entry.texts[0]?.id];
  await index.write([
    { op: 'entry', entry: { ...entry, texts: replaced.entry.texts, revision: entry.revision + 1 } },
  ]);
  await index.close();
  const { exitCode, stdout } = await small.run('compare', 'CASE', other);
  expect(stdout).toContain(`  index ${document}: texts: ${was} | ${now}\n`);
  expect(exitCode).toBe(3);
  expect(was).not.toBe(now);
});

test('neither case nor run: exit 1', async () => {
  expect((await small.run('compare', 'CASE', join(folder, 'nowhere'))).exitCode).toBe(1);
  expect((await small.run('compare', '1', '99')).exitCode).toBe(1);
});

test('each case keeps in its log that it was compared, once, and how that ended', async () => {
  const other = join(folder, 'kept-case');
  expect(await runCli(small.ingestWords.map((word) => (word === small.casePath ? other : word)))).toMatchObject({ exitCode: 0 }); // prettier-ignore
  const commandsIn = async (path: string): Promise<string[]> => {
    const { stdout } = await runCli(['audit', path]);
    return stdout.split('\n').filter((line) => / compare /u.test(line)).map((line) => /compare .*/u.exec(line)?.[0] ?? ''); // prettier-ignore
  };
  const before = await commandsIn(small.casePath);
  await runCli(['compare', small.casePath, other]);
  const began = expect.stringContaining(`compare ${small.casePath} ${other}`);
  expect(await commandsIn(other)).toEqual([began, expect.stringMatching(/^compare of \d+ ended: exit \d/u)]);
  expect((await commandsIn(small.casePath)).slice(before.length)).toEqual([began, expect.stringMatching(/^compare of/u)]);
  await runCli(['compare', other, other]);
  expect(await commandsIn(other)).toHaveLength(4);
}); // prettier-ignore
