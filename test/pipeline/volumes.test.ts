/** Sets of volumes in a folder: joined and read as one item, counted once, anew when a volume comes; on both ledgers alike. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { makeRar5, makeRarVolumes } from '../../scripts/fixtures/make-rar.ts';
import { cutEvenly, makeSplitZip } from '../../scripts/fixtures/make-volumes.ts';
import { sealedZip } from '../formats/zip/sealed-zip.ts';
import { runCli } from '../cli/run-cli.ts';
import { bothLedgers } from '../memory-ledger/both-ledgers.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const source = join(folder, 'share');
const { ask, sqliteCase, stores } = bothLedgers(folder);
const ingest = ['ingest', source, '--reference', 'EX', '--parser-processes', '2', '--no-gazetteers'];
const both = async (...words: string[]): Promise<readonly Record<string, unknown>[]> => {
  const { memory, sqlite } = await ask(words);
  expect(memory).toEqual(sqlite);
  return sqlite as Record<string, unknown>[];
};

/** Text that does not pack, with one word to find it by. */
const story = (word: string): string =>
  `${word} ${Array.from({ length: 900 }, (_, at) => ((at + 7) ** 5 * word.length).toString(36)).join(' ')}`;
const named = (names: (at: number) => string, volumes: readonly Buffer[]): Record<string, Buffer> =>
  Object.fromEntries(volumes.map((volume, at) => [names(at), volume]));
const numbered =
  (stem: string) =>
  (at: number): string =>
    `${stem}.${String(at + 1).padStart(3, '0')}`;

const plain = zipOf({ 'one.txt': story('kittiwake'), 'two.txt': story('puffin') });
const pieces = cutEvenly(plain, 4_000);
const split = makeSplitZip([{ name: 'three.txt', data: Buffer.from(story('gannet')) }], 3_000);
const rar = makeRarVolumes(makeRar5, [{ name: 'four.txt', data: Buffer.from(story('fulmar')) }], 3_000);
const sealed = cutEvenly(sealedZip('five.txt', Buffer.from(story('razorbill')), 'aes-2', 'Hafen'), 4_000);

const textOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

/** Path below the source, and how it ended. */
async function items(): Promise<string[]> {
  const rows = await both('report', '--items');
  return rows
    .filter(({ kind, gone, superseded }) => kind !== 'folder' && gone !== true && superseded !== true)
    .map((row) => ['path', 'status', 'code'].flatMap((key) => textOf(row[key])).join(' '));
}

beforeAll(async () => {
  writeFiles(source, {
    ...named(numbered('a.zip'), pieces.slice(0, 1)),
    ...named(numbered('a.zip'), pieces.slice(0, 2)),
    ...named((at) => (at === split.length - 1 ? 'b.zip' : `b.z0${at + 1}`), split),
    ...named((at) => `c.part${at + 1}.rar`, rar),
    ...named(numbered('d.zip'), sealed),
  });
  rmSync(join(source, 'a.zip.002'));
  await both(...ingest);
});

describe('volumes', () => {
  test('are each one item that says of which set, and the set is one with its members', async () => {
    const all = await items();
    expect(all).toContain('b.zip (volumes) container');
    expect(all).toContain('b.zip (volumes)/three.txt indexed');
    expect(all).toContain('c.rar (volumes)/four.txt indexed');
    for (const name of ['b.z01', 'b.zip', 'c.part1.rar', 'c.part2.rar', 'd.zip.001'])
      expect(all).toContain(`${name} skipped volume`);
    const { stdout } = await runCli(['explain', 'b.z01', '--case', sqliteCase], { stores });
    expect(stdout).toContain('part of b.zip (volumes)');
  });

  test('count once: files and bytes of the source are those that lie there', async () => {
    const [report] = await both('report');
    const files = [pieces[0], ...split, ...rar, ...sealed].flatMap((bytes) => bytes ?? []);
    expect(report).toMatchObject({
      bySource: [{ files: files.length, bytes: files.reduce((sum, { length }) => sum + length, 0) }],
    });
  });

  test('of which one is missing say so by themselves', async () => {
    const rows = await both('report', '--items');
    expect(rows.find(({ path }) => path === 'a.zip.001')).toMatchObject({
      warnings: expect.arrayContaining([
        { code: 'volume-missing', detail: 'one volume of a.zip: a.zip.002 is not beside it' },
      ]),
    });
  });

  test('are verified by themselves, the ledger agrees with its index, and the original is all of them', async () => {
    expect(await runCli(['verify', '--case', sqliteCase], { stores })).toMatchObject({ exitCode: 0 });
    expect(await runCli(['verify', '--index', '--case', sqliteCase], { stores })).toMatchObject({
      exitCode: 0,
    });
    const to = join(folder, 'out');
    const words = ['export', '--query', 'gannet', '--to', to, '--recipient', 'A', '--basis', 'B'];
    expect(await runCli([...words, '--case', sqliteCase], { stores })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(to, 'list.csv'), 'utf8')).toContain('b.zip (volumes)/three.txt');
  });
});

test('a volume that comes later makes the set, and what was read without it is past', async () => {
  writeFiles(source, named(numbered('a.zip'), pieces));
  await both(...ingest);
  const all = await items();
  expect(all.filter((line) => line.startsWith('a.zip'))).toEqual([
    'a.zip (volumes) container',
    'a.zip (volumes)/one.txt indexed',
    'a.zip (volumes)/two.txt indexed',
    ...pieces.map((_, at) => `${numbered('a.zip')(at)} skipped volume`),
  ]);
  expect(await runCli(['verify', '--index', '--case', sqliteCase], { stores })).toMatchObject({
    exitCode: 0,
  });
});

test('a volume that goes leaves a set that says so, with what the others hold', async () => {
  rmSync(join(source, 'c.part2.rar'));
  await both(...ingest);
  const rows = await both('report', '--items');
  const set = rows.find(({ path, gone }) => path === 'c.rar (volumes)' && gone !== true);
  expect(set).toMatchObject({
    warnings: expect.arrayContaining([
      { code: 'volume-missing', detail: 'c.part2.rar not beside the others' },
    ]),
  });
  const again = await runCli([...ingest, '--case', sqliteCase], { stores });
  expect(again.stderr + again.stdout).toContain('0 new, 0 changed');
});
