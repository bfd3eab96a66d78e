/** `evidex report`: coverage that adds up, items and exceptions with their codes. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { findCounts, fixture, writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { SqliteCatalogue } from '../../case/sqlite/sqlite-catalogue.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, smallBox, type SmallCase } from './small-case.ts';

interface Item {
  readonly path: string;
  readonly kind: string;
  readonly status: string;
  readonly size?: number;
}
interface Placed extends Item {
  readonly id: string;
  readonly revision: number;
  readonly place: number;
  readonly parent?: string;
}
const bytesOf = (items: readonly Item[]): number => items.reduce((sum, { size = 0 }) => sum + size, 0);

interface Report {
  readonly unaccounted: number;
  readonly totals: { readonly items: number; readonly statuses: Record<string, number> };
  readonly byStatus: readonly { readonly value: string; readonly items: number; readonly bytes: number }[];
  readonly bySource: readonly {
    readonly files: number;
    readonly heldItems: number;
    readonly statuses: Record<string, number>;
  }[];
}

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('items, bytes and statuses agree with each other; all that is unaccounted for is a torn archive', async () => {
  const [report] = await small.json<Report>('report', 'CASE');
  const items = (await small.json<Item>('report', 'CASE', '--items')).filter(({ kind }) => kind !== 'folder');
  expect(report).toMatchObject({
    unaccounted: 1,
    unaccountedFor: { open: 0, unlistedFolders: 0, unread: 0, unfinishedListings: [], partlyRead: 1 },
  });
  expect(report?.totals.items).toBe(items.length);
  for (const [status, count] of Object.entries(report?.totals.statuses ?? {}))
    expect([status, items.filter((item) => item.status === status).length]).toEqual([status, count]);
  const [source] = report?.bySource ?? [];
  const onDisk = findCounts(small.source);
  expect(source).toMatchObject({ source: 'EX-1', custodian: 'Ann', files: onDisk.files, folders: onDisk.folders, bytes: onDisk.bytes }); // prettier-ignore
  const held = items.filter(({ kind }) => kind === 'member' || kind === 'attachment' || kind === 'embedded');
  expect(source).toMatchObject({ heldItems: held.length, heldBytes: bytesOf(held) });
  expect(report?.totals).toMatchObject({ sourceBytes: onDisk.bytes, expandedBytes: bytesOf(held) });
  for (const { value, items: count, bytes } of report?.byStatus ?? []) {
    const ended = items.filter(({ status }) => status === value);
    expect([value, count, bytes]).toEqual([value, ended.length, bytesOf(ended)]);
  }
  expect(report?.byStatus.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(bytesOf(items));
  expect((source?.files ?? 0) + (source?.heldItems ?? 0)).toBe(items.length);
  // Members of one archive end in several ways: the sums by source must not take one for all.
  expect(source?.statuses).toEqual(report?.totals.statuses);
});

test('its tables as CSV: one row for each line of them, with the same numbers', async () => {
  const [report] = await small.json<Report>('report', 'CASE');
  const { stdout, exitCode } = await small.run('report', 'CASE', '--csv');
  const [heading, ...rows] = stdout.trimEnd().replace('\ufeff', '').split('\r\n');
  expect([exitCode, heading]).toEqual([3, 'what,value,custodian,items,bytes,documents,folders,meaning']);
  expect(rows.filter((row) => row.startsWith('status,'))).toEqual(
    report?.byStatus.map(({ value, items, bytes }) => `status,${value},,${items},${bytes},,,`),
  );
  expect(rows).toContainEqual(expect.stringMatching(/^source,EX-1,Ann,\d+,\d+,\d+,\d+,$/u));
  expect(rows).toContain('unaccounted for,partlyRead,,1,,,,');
});

test('each item: path, status, sizes, hashes, times', async () => {
  const items = await small.json<Item>('report', 'CASE', '--items');
  const pdf = fixture('pdf', 'report.pdf');
  const hash = (algorithm: string): string => createHash(algorithm).update(pdf).digest('hex');
  const instant = Temporal.Instant.fromEpochNanoseconds(
    statSync(join(small.source, 'report.pdf'), { bigint: true }).mtimeNs,
  );
  expect(items.find(({ path }) => path === 'report.pdf')).toMatchObject({
    status: 'indexed',
    source: 'EX-1',
    size: pdf.length,
    sha256: hash('sha256'),
    sha1: hash('sha1'),
    md5: hash('md5'),
    times: { modified: { instant: instant.toString({ smallestUnit: 'nanosecond' }) } },
  });
});

test('exceptions with their codes, and what the codes mean', async () => {
  const { stdout } = await small.run('report', 'CASE', '--exceptions');
  expect(stdout).toMatch(/encrypted.*locked\.pdf.*password-required/u);
  expect(stdout).toMatch(/failed.*torn\.zip\/b\.txt.*truncated/u);
  // A list of one column, which is no table, whatever its name says.
  expect(stdout).toMatch(/indexed.*voters\.csv.*type-mismatch/u);
  expect(stdout.trim().split('\n')).toHaveLength(4);
  const { stdout: report, exitCode } = await small.run('report', 'CASE');
  expect(exitCode).toBe(3);
  expect(report).toMatch(
    /^password-required +1 +1\.02 kB +the content is encrypted and no password is known$/mu,
  );
  expect(report).toMatch(/^truncated +1 +2\.80 kB +the content ends before its format says so$/mu);
  expect(report).toMatch(/^member-failed +1 +a member of this container or message could not be read$/mu);
  expect(report).toContain('UNACCOUNTED FOR: 1\n  1 container read in part');
  const [, place = ''] =
    /^Containers read in part, .*:\n {2}(.*): partial; 2 read, 0 skipped, 1 failed$/mu.exec(report) ?? [];
  expect(place).toBe('EX-1/torn.zip');
  const { stdout: explained } = await small.run('explain', place);
  expect(explained).toMatch(/^ {2}members +2 read, 0 skipped, 1 failed; partial$/mu);
});

test('a last run that did not come to its end is named, and no report is whole until it has', async () => {
  const share = join(folder, 'unended share');
  const casePath = join(folder, 'unended');
  mkdirSync(share);
  writeFileSync(join(share, 'a.txt'), 'a budget');
  await runCli(['ingest', share, '--case', casePath]);
  expect(await runCli(['report', casePath])).toMatchObject({ exitCode: 0 });
  const catalogue = new SqliteCatalogue(join(casePath, 'catalogue.sqlite'));
  await catalogue.beginRun(randomUUID(), 'ingest', {});
  await catalogue.close();
  const told = await runCli(['report', casePath]);
  expect(told.exitCode).toBe(3);
  expect(told.stdout).toContain('Run 2 (ingest) did not come to its end (running or killed)');
  await runCli(['ingest', share, '--case', casePath]);
  expect(await runCli(['report', casePath])).toMatchObject({ exitCode: 0 });
});

test('each line of an inventory is named by id, revision and place, and what is held by what it lies in there', async () => {
  writeFiles(small.source, { 'copy of box.zip': zipOf(smallBox) });
  expect(
    (await small.run(...small.ingestWords.filter((word) => word !== small.casePath && word !== '--case')))
      .exitCode,
  ).toBe(0);
  const [report] = await small.json<Report>('report', 'CASE');
  const items = await small.json<Placed>('report', 'CASE', '--items');
  expect(new Set(items.map(({ id, revision, place }) => `${id} ${revision} ${place}`)).size).toBe(
    items.length,
  );
  const idOf = (path: string): string | undefined => items.find((item) => item.path === path)?.id;
  const inside = items.filter(({ path }) => path.endsWith('/inside.txt'));
  expect(inside.map(({ path, place, parent }) => [path, place, parent])).toEqual([
    ['box.zip/inside.txt', 1, idOf('box.zip')],
    ['copy of box.zip/inside.txt', 2, idOf('copy of box.zip')],
  ]);
  // Folders go by a word of their own, so that lines of a status are as many as the totals say.
  for (const [status, count] of Object.entries(report?.totals.statuses ?? {}))
    expect([status, items.filter((item) => item.status === status).length]).toEqual([status, count]);
  expect((await small.run('report', 'CASE')).stdout).toMatch(
    /^\d+ containers and messages, \d+ with members: /mu,
  );
});

test('a case whose first ingest was refused has nothing yet: said by each verb that reads it', async () => {
  const [rules, casePath] = [join(folder, 'bad-rules.json'), join(folder, 'half-case')];
  writeFileSync(rules, '{}');
  expect(await runCli(['ingest', small.source, '--case', casePath, '--rules', rules])).toMatchObject({ exitCode: 2 }); // prettier-ignore
  for (const words of [['report'], ['entities'], ['mentions'], ['timeline'], ['explain', 'x'], ['verify']]) {
    const { exitCode, stderr } = await runCli([...words, '--case', casePath]);
    expect(stderr).toMatch(/nothing has come into this case yet[^\n]*\nIngest a source first/u);
    expect(exitCode).toBe(1);
  }
});
