/** Zones: one that is declared later reaches every date; every verb shows times in the zone that the user names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const message = (subject: string, date: string): string =>
  `From: Ann <ann@example.org>\nSubject: ${subject}\nDate: ${date}\n\nquay ${subject}\n`;

const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const ingest = (...words: string[]): Promise<CliResult> =>
  run('ingest', source, '--reference', 'EX-1', ...words);

beforeAll(async () => {
  writeFiles(source, {
    'stated.eml': message('stated', 'Tue, 30 Jun 2015 23:30:00 +0000'),
    'floating.eml': message('floating', '01 Jul 2015 00:15:00'),
    'vague.eml': message('vague', 'Monday the third'),
    'box.zip': zipOf({ 'inside.txt': 'quay inside' }),
  });
  expect(await ingest()).toMatchObject({ exitCode: 0 });
}, 60_000);

async function days(): Promise<Record<string, number>> {
  const { stdout } = await run('search', 'subject:(stated OR floating)', '--facet', 'day', '--json');
  const { values } = JSON.parse(stdout) as { values: { value: string; count: number }[] };
  return Object.fromEntries(values.map(({ value, count }) => [value, count]));
}
/** The zone's ground that the list says of each subject. */
async function grounds(): Promise<Record<string, string>> {
  const { stdout } = await run('search', 'subject:(stated OR floating)', '--csv');
  const rows: Record<string, string>[] = parse(stdout, { columns: true, bom: true });
  return Object.fromEntries(rows.map(({ title, zone }) => [title, zone]));
}
const dateOf = async (subject: string, ...words: string[]): Promise<string | undefined> =>
  (await run('search', `subject:${subject}`, ...words)).stdout.match(/ · (.*)/u)?.[1];

test('a zone that is declared by a later ingest, or corrected, reaches days, hits, ranges and the ledger', async () => {
  expect(await days()).toEqual({ '2015-06-30': 1, '2015-07-01': 1 });
  expect(await dateOf('floating')).toBe('2015-07-01T00:15:00 (no zone)');
  expect(await grounds()).toEqual({ stated: 'offset', floating: 'none' });
  expect(await ingest('--timezone', 'Europe/London')).toMatchObject({ exitCode: 0 });
  expect(await days()).toEqual({ '2015-07-01': 2 });
  expect(await dateOf('stated')).toBe('2015-07-01T00:30:00+01:00');
  expect(await dateOf('floating')).toBe('2015-07-01T00:15:00+01:00 (zone declared)');
  // The index has both in the zone of the intake; what one of them states is still its own.
  expect(await grounds()).toEqual({ stated: 'offset', floating: 'declared' });
  const corrected = await run(
    'custody',
    'EX-1',
    '--correct',
    'timeZone=America/New_York',
    '--reason',
    'wrong',
  );
  expect(corrected).toMatchObject({ exitCode: 0 });
  expect(await days()).toEqual({ '2015-06-30': 1, '2015-07-01': 1 });
  expect(await dateOf('stated')).toBe('2015-06-30T19:30:00-04:00');
  expect((await run('search', 'sent:[2015-07-01T04:15Z TO 2015-07-01T04:15Z]', '--count')).stdout).toBe(
    '1\n',
  );
  expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
});

test('a mail of which the date alone cannot be read is not told as one whose words are not found', async () => {
  expect(JSON.parse((await run('search', 'quay', '--count', '--json')).stdout)).toMatchObject({ count: 4, unsearched: 0 }); // prettier-ignore
  expect((await run('search', 'code:"unclear-time"', '--count')).stdout).toBe('1\n');
});

test('a clock of a zone that is stated and not clear is in no zone, and never in the declared one', async () => {
  const [source, casePath] = [join(folder, 'unclear'), join(folder, 'unclear-case')];
  writeFiles(source, {
    'a.eml': 'From: a@b.example\nDate: Thu, 31 Oct 2019 23:30:00 IST\n\nclear words\n',
    'b.ics':
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Nowhere/Land:20190805T233000\nSUMMARY:nowhere\nEND:VEVENT\nEND:VCALENDAR\n',
  });
  const asked = (...words: string[]) => runCli([...words, '--case', casePath]);
  await asked(
    'ingest',
    source,
    '--parser-processes',
    '1',
    '--no-gazetteers',
    '--timezone',
    'America/New_York',
  );
  const { stdout } = await asked('timeline', '--list');
  expect(stdout).toContain('2019-10-31T23:30:00 (zone unclear)');
  expect(stdout).toContain('2019-08-05T23:30:00 (zone unclear)');
  expect(stdout).not.toMatch(/zone declared\).*(?:sent|starts)/u);
  expect((await asked('search', 'clear')).stdout).toContain('2019-10-31T23:30:00 (zone unclear)');
  expect((await asked('search', 'sent:2019-10-31 code:unclear-time', '--count')).stdout).toBe('1\n');
});

test('a source of another zone, or of none, changes in which zone the case shows times, and says so', async () => {
  const other = join(folder, 'other');
  writeFiles(other, { 'a.txt': 'words' });
  const twice = join(folder, 'twice');
  const add = (source: string, ...zone: string[]) =>
    runCli(['ingest', source, '--case', twice, '--parser-processes', '1', '--no-gazetteers', ...zone]);
  expect((await add(other, '--timezone', 'Europe/London')).stderr).not.toContain('Times of this case');
  const second = join(folder, 'second');
  writeFiles(second, { 'b.txt': 'words' });
  expect((await add(second)).stderr).toContain(
    'Times of this case are shown in UTC from now on, before in Europe/London: this source declares none.',
  );
});

test('the zone that the user names is that of every time; in JSON each stands as stated', async () => {
  const zone = ['--display-zone', 'Asia/Kolkata'];
  expect(await dateOf('stated', ...zone)).toBe('2015-07-01T05:00:00+05:30');
  const metadata = (await run('show', 'stated.eml', '--metadata', ...zone)).stdout;
  expect(metadata).toContain(
    '2015-07-01T05:00:00+05:30 (zone offset; stated as Tue, 30 Jun 2015 23:30:00 +0000)',
  );
  expect((await run('show', 'floating.eml', '--metadata', ...zone)).stdout).toContain(
    '2015-07-01T09:45:00+05:30 (zone declared; stated as 01 Jul 2015 00:15:00)',
  );
  await run('note', 'stated.eml', 'seen');
  expect((await run('show', 'stated.eml', ...zone)).stdout).toMatch(
    /seen \(.*, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30, audit record/u,
  );
  const explained = (await run('explain', 'box.zip/inside.txt', ...zone)).stdout;
  // The archive states a clock without a zone; its source declares one.
  expect(explained).toMatch(/times {7}modified \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30 \(zone declared\)/u);
  expect(explained).toMatch(/parsed {6}run 1, .*\+05:30, parser/u);
  expect(explained).toMatch(/run 1 {7}ingest by .* of .*\+05:30,/u);
  expect((await run('custody', 'EX-1', ...zone)).stdout).toMatch(/stated by .*\+05:30, record/u);
  const audit = (await run('audit', ...zone)).stdout.split('\n');
  expect(audit[0]).toMatch(/^ +1 {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30 {2}/u);
  const [asRecorded = ''] = (await run('audit', '--json', ...zone)).stdout.split('\n');
  expect(JSON.parse(asRecorded)).toMatchObject({ at: expect.stringMatching(/Z$/u) });
});

test('without it a time is in the zone that its source declares', async () => {
  expect((await run('show', 'stated.eml', '--metadata')).stdout).toContain(
    '2015-06-30T19:30:00-04:00 (zone offset;',
  );
  expect((await run('explain', 'stated.eml')).stdout).toMatch(/times {7}modified .*-0[45]:00/u);
});

test('lists and load files say the moment in UTC, with offset and ground, as the timeline has it', async () => {
  const to = join(folder, 'out');
  const asked = ['--query', 'type:eml', '--to', to, '--recipient', 'F', '--basis', 'B'];
  expect(await run('export', ...asked)).toMatchObject({ exitCode: 0 });
  const list: Record<string, string>[] = parse(readFileSync(join(to, 'list.csv')), { columns: true, bom: true }); // prettier-ignore
  expect(list.map(({ name, sent }) => [name, sent])).toEqual([
    ['floating.eml', '2015-07-01T04:15:00Z (zone declared, -04:00)'],
    ['stated.eml', '2015-06-30T23:30:00Z (zone stated, +00:00)'],
    ['vague.eml', ''],
  ]);
  const lines = readFileSync(join(to, 'load/export.dat'), 'utf8').replace(/^\ufeff/u, '').trim().split('\r\n'); // prettier-ignore
  const [heading = [], ...rows] = lines.map((line) => line.split('\x14').map((value) => value.slice(1, -1)));
  const columns = ['FILENAME', 'DATESENT', 'TIMESENT', 'TIMEZONE', 'SENTBASIS'];
  expect(rows.map((row) => columns.map((name) => row[heading.indexOf(name)]))).toEqual([
    ['floating.eml', '20150701', '04:15:00', 'UTC', 'zone declared, -04:00'],
    ['stated.eml', '20150630', '23:30:00', 'UTC', 'zone stated, +00:00'],
    ['vague.eml', '', '', '', ''],
  ]);
  const items: Record<string, string>[] = parse((await run('report', '--items', '--csv')).stdout, { columns: true, bom: true }); // prettier-ignore
  expect(items.find(({ path }) => path === 'box.zip/inside.txt')?.['modified']).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(zone declared, -0[45]:00\)$/u,
  );
});
