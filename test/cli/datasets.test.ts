/** `evidex datasets`: tables told apart, people in two of them, what is withheld left out, and what is kept made anew. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonLines, jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const names = ['Prudence Thackerwell', 'Barnaby Ollerbrook', 'Clementine Winterslade', 'Alistair Penhallock', 'Rosalind Marchgate', 'Piers Eldersby', 'Hester Quillbrook', 'Digby Larchmont']; // prettier-ignore
const mail = (name: string): string => `${name.toLowerCase().replace(' ', '.')}@post.example.org`;
const lines = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join(',')}\n`).join('');

const members = lines(['Name', 'Email', 'Mobile'], ...names.slice(0, 6).map((name, at) => [name, mail(name), `07700 90012${at}`])); // prettier-ignore
const readers = lines(['reader', 'address', 'since'], ...names.slice(3).map((name) => [name, mail(name).toUpperCase(), '2019-04-02'])); // prettier-ignore
const hashed = lines(['email_sha256', 'segment'], ...names.slice(2, 5).map((name) => [createHash('sha256').update(mail(name)).digest('hex'), 'A'])); // prettier-ignore
// One of the same name, with another address: another person.
const guests = lines(['Guest', 'Email', 'Table'], [names[0] ?? '', 'other@mail.example.net', '1'], [names[1] ?? '', '', '2'], ['Someone Elsewhere', '', '3']); // prettier-ignore

const run = (...words: readonly string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const rows = async (...words: readonly string[]): Promise<Record<string, unknown>[]> =>
  jsonRows((await run('datasets', ...words, '--json')).stdout);

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'members.csv': members,
    'copies/members again.csv': members,
    'readers.csv': readers,
    'audience.csv': hashed,
    'guests.csv': guests,
    'prices.csv': lines(['Item', 'Price'], ['Bolt', '1.20'], ['Nut', '0.30'], ['Washer', '0.10']),
    'mail/list.eml': [
      'From: Ann <ann@post.example.org>',
      'Date: Sat, 2 Apr 2016 09:30:00 +0100',
      'Subject: The list',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="sent.csv"\r\n',
      members,
      '--b--',
    ].join('\r\n'),
    'letter.txt': 'Dear all,\nthis is no table.\n',
  });
  utimesSync(join(folder, 'share/copies/members again.csv'), 1_500_000_000, 1_500_000_000);
  const made = await run('ingest', join(folder, 'share'), '--reference', 'EX-1', '--custodian', 'Ann', '--timezone', 'Europe/London', '--parser-processes', '1', '--no-gazetteers'); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
});

test('all tables, with what they are of; copies of one are one', async () => {
  const all = await rows();
  expect(jsonLines((await run('datasets', '--json')).stdout).at(-1)).toEqual({ summary: { shown: 5, whole: true } });
  expect(all.find(({ path }) => String(path).includes('members'))).toMatchObject({
    places: 3,
    custodians: ['Ann'],
    personal: true,
    likeness: 'contact book',
    records: 6,
    distinctSubjects: 6,
    subjectsBy: [{ key: 'email', records: 6 }],
    columns: [{ name: 'Name', kind: 'person-name' }, { kind: 'email', filled: 6, distinct: 6 }, { kind: 'phone' }],
  });
  expect(all.find(({ path }) => path === 'prices.csv')).toMatchObject({ personal: false, distinctSubjects: 0 });
  expect(await rows('--people')).toHaveLength(4);
}); // prettier-ignore

test('no value is shown, in words or to programs', async () => {
  for (const words of [['show', 'members.csv'], ['overlap', 'members.csv', 'readers.csv'], []])
    for (const form of [[], ['--json']]) {
      const { stdout, exitCode } = await run('datasets', ...words, ...form);
      expect(exitCode).toBe(0);
      expect(stdout).not.toMatch(/thackerwell|post\.example|900120/iu);
    }
  expect((await run('datasets', 'show', 'members.csv')).stdout).toContain('p•••@p•••.org');
});

test.each([
  ['members.csv', 'readers.csv', { sharedSubjects: 3, linkedByIdentifier: 3, by: [{ kind: 'email', subjects: 3 }] }],
  ['members.csv', 'audience.csv', { sharedSubjects: 3, linkedByIdentifier: 3, by: [{ kind: 'hashed-email', subjects: 3 }] }],
  ['guests.csv', 'members.csv', { sharedSubjects: 1, linkedByIdentifier: 0, byNameAlone: 1, namesakes: 1, eitherSubjects: 8 }],
  ['members.csv', 'prices.csv', { sharedSubjects: 0, by: [] }],
])('%s and %s', async (one, other, found) => {
  expect((await rows('overlap', one, other))[0]).toMatchObject(found);
}); // prettier-ignore

test('people are traced where a lead allowed it, and no clock makes an origin', async () => {
  const refused = await run('datasets', 'trace', 'readers.csv');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toContain('nobody allowed it');
  expect(await run('tracing', '--purpose', 'origin of the list')).toMatchObject({ exitCode: 2 });
  const allowed = await run('tracing', '--purpose', 'origin of the list', '--lead', 'I. Tarrant', '--json');
  expect(JSON.parse(allowed.stdout)).toMatchObject({ isAllowed: true, permission: { lead: 'I. Tarrant' } });
  const [trace] = await rows('trace', 'readers.csv');
  expect(trace).toMatchObject({
    subjects: 5,
    permission: { purpose: 'origin of the list' },
    holders: [
      { sharedSubjects: 5, places: [{ path: 'readers.csv', custodian: 'Ann' }] },
      { sharedSubjects: 3, placeCount: 3, by: [{ kind: 'email' }] },
      { sharedSubjects: 2, by: [{ kind: 'hashed-email' }] },
    ],
    earliest: { at: '2016-04-02T09:30:00+01:00', clock: 'sent, as the message that carries it states', path: 'mail/list.eml/sent.csv' }, // prettier-ignore
  });
  const { stdout } = await run('datasets', 'trace', 'readers.csv');
  expect(stdout).toContain('and no origin');
  expect(stdout).not.toMatch(/marchgate|post\.example/iu);
  expect(await run('tracing', '--end', '--reason', 'answered')).toMatchObject({ exitCode: 0 });
  expect(await run('datasets', 'trace', 'readers.csv')).toMatchObject({ exitCode: 1, stdout: '' });
});

test('a table goes by its id, and what is none is said', async () => {
  const [first] = await rows('show', 'readers.csv');
  expect(await rows('show', String(first?.['dataset']))).toEqual([first]);
  expect(await run('datasets', 'show', 'letter.txt')).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await run('datasets', 'show')).toMatchObject({ exitCode: 2 });
  expect(await run('datasets', 'overlap', 'readers.csv')).toMatchObject({ exitCode: 2 });
});

test('what is kept may be lost, and is not written to a case that is only read', async () => {
  const file = join(casePath, 'datasets.sqlite');
  const before = (await run('datasets', '--json')).stdout;
  writeFileSync(file, 'of another program');
  expect(await run('datasets', '--json')).toMatchObject({ stdout: before });
  const kept = readFileSync(file);
  expect(await run('datasets', '--json', '--read-only')).toMatchObject({ stdout: before });
  expect(readFileSync(file).equals(kept)).toBe(true);
});

test('what is withheld leaves nothing, and what is removed takes what is kept with it', async () => {
  const withheld = await run('withhold', 'readers.csv', '--scope', 'counsel', '--ground', 'privilege', '--reason', 'a test'); // prettier-ignore
  expect(withheld).toMatchObject({ exitCode: 0 });
  expect((await rows()).map(({ path }) => path)).not.toContain('readers.csv');
  expect(await run('datasets', 'overlap', 'members.csv', 'readers.csv')).toMatchObject({ exitCode: 1, stdout: '' }); // prettier-ignore
  expect((await rows('--open', 'counsel')).map(({ path }) => path)).toContain('readers.csv');
  expect(await run('remove', 'readers.csv', '--open', 'counsel', '--reason', 'an order')).toMatchObject({ exitCode: 0 }); // prettier-ignore
  expect(existsSync(join(casePath, 'datasets.sqlite'))).toBe(false);
});
