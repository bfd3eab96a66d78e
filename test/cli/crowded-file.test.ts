/** A file that holds more than its room in the case: where it is cut, that nothing of it shows elsewhere, how the rest is read. */
import { statSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { makeTar, makeTarMember, makeZip } from '../../scripts/fixtures/make-archives.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const longName = 'n'.repeat(60_000);
/** Members that each cost the case three names of 60,000 units. */
const withLongNames = (first: number, count: number): Buffer =>
  makeZip(
    Array.from({ length: count }, (_, at) => ({
      name: `${longName}${first + at}.txt`,
      data: Buffer.from(`member ${first + at}`),
      method: 0,
    })),
  );
const packed = (...archives: readonly Buffer[]): Buffer =>
  gzipSync(makeTar(...archives.map((data, at) => makeTarMember({ name: `${at}.zip`, data }))));
const shared = withLongNames(1_000, 250);
/** The first takes two thirds of the room. */
const crowded = packed(withLongNames(0, 250), shared);
const honest = packed(shared);

interface Item {
  readonly path: string;
  readonly status: string;
  readonly code?: string;
}
/** What became of the members of the archive that both files hold, by file. */
async function membersShared(caseFolder: string, holder: RegExp): Promise<Record<string, number>> {
  const { stdout } = await runCli(['report', caseFolder, '--items', '--json']);
  const counts: Record<string, number> = {};
  for (const { path, status, code } of jsonRows<Item>(stdout))
    if (holder.test(path) && path.includes('/nnn'))
      counts[code ?? status] = (counts[code ?? status] ?? 0) + 1;
  return counts;
}

/** Ingests, after the files were put there. */
async function addTo(name: string, files: Readonly<Record<string, Buffer>>, parsers = '1'): Promise<string> {
  const source = join(folder, `share ${name}`);
  mkdirSync(source, { recursive: true });
  for (const [file, data] of Object.entries(files)) writeFileSync(join(source, file), data);
  const made = join(folder, `case ${name}`);
  const words = ['--reference', 'EX-1', '--parser-processes', parsers, '--no-gazetteers'];
  expect(await runCli(['ingest', source, '--case', made, ...words])).toMatchObject({ exitCode: 0 });
  return made;
}

const bytesOf = (made: string): number =>
  readdirSync(made).reduce((sum, name) => sum + statSync(join(made, name)).size, 0);

let alone: string;
beforeAll(async () => {
  alone = await addTo('alone', { 'a.tar.gz': crowded });
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

test('a file that brings the same archive has all of it, whichever was first', async () => {
  for (const [first, second] of [
    [{ 'a.tar.gz': crowded }, { 'b.tar.gz': honest }],
    [{ 'b.tar.gz': honest }, { 'a.tar.gz': crowded }],
  ] as const) {
    const name = Object.keys(first).join();
    await addTo(name, first);
    const made = await addTo(name, second);
    const members = await membersShared(made, /[ab]\.tar\.gz/u);
    expect(members).toEqual({ indexed: 500, duplicate: 250 });
    expect(await runCli(['verify', made, '--index'])).toMatchObject({ exitCode: 0 });
  }
});

test('where two parsers have the archive at once, what is cut in one file is read through the other', async () => {
  // A unit has sixteen files at most, and what is short takes the second parser as long as long names take the first.
  const between = Array.from({ length: 15 }, (_, at) => [`a${10 + at}.txt`, Buffer.from(`between ${at}`)]);
  const short = Array.from({ length: 1_200 }, (_, at) => ({
    name: `${at}.txt`,
    data: Buffer.from(`short ${at} `.repeat(400)),
    method: 0,
  }));
  const made = await addTo(
    'at once',
    {
      'a.tar.gz': crowded,
      ...(Object.fromEntries(between) as Record<string, Buffer>),
      'b.tar.gz': packed(makeZip(short), shared),
    },
    '2',
  );
  expect(await membersShared(made, /[ab]\.tar\.gz/u)).toEqual({ indexed: 500, duplicate: 250 });
  expect(await runCli(['verify', made, '--index'])).toMatchObject({ exitCode: 0 });
});
