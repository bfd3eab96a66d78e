/** `evidex export`: families, natives, texts, lists and manifest; numbers; kills; what is withheld; what cannot be had. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { fixture, writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { runExtractor } from '../run-extractor.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Stores } from '../../case/stores.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { type CliResult, runCli } from './run-cli.ts';

const attachment = 'Name;Vote\nAnn;yes\n';
const formula = '=cmd|calc!A1';
const message = [
  'From: Ann <ann@example.org>', 'To: =Bo <bo@example.org>', `Subject: ${formula}`, 'Date: Mon, 4 Mar 2019 10:00:00 +0000',
  'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'The deal.',
  '--b', 'Content-Type: text/csv', 'Content-Disposition: attachment; filename="list.csv"', 'Content-Transfer-Encoding: base64', '',
  Buffer.from(attachment).toString('base64'), '--b--', '',
].join('\n'); // prettier-ignore
const advice = 'advice of counsel about the deal';

const forbidden = 'what nobody is to see';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const inMail = 'mail.zip/box/inbox.mbox/message-0.eml';
const everything = 'size:>=0 OR status:encrypted';

const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

interface Exported {
  readonly items: number;
  readonly natives: number;
  readonly exceptions: number;
  readonly readings: number;
  readonly first: string;
  readonly last: string;
  readonly manifest: string;
}

const words = (to: string, ...more: string[]): string[] => ['export', ...more, '--to', join(folder, to), '--recipient', 'Field & Co', '--basis', 's. 10', '--case', casePath]; // prettier-ignore

async function exported(to: string, ...more: string[]): Promise<Exported> {
  const { exitCode, stdout, stderr } = await runCli([...words(to, ...more), '--json']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout) as Exported;
}

const fileOf = (to: string, path: string): string => readFileSync(join(folder, to, path), 'utf8');

function rowsOf(to: string, name = 'list.csv'): Record<string, string>[] {
  return parse(fileOf(to, name), { columns: true, bom: true });
}

/** All files below a folder with their SHA-256, by path. */
function filesIn(to: string): Record<string, string> {
  const root = join(folder, to);
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(root, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

beforeAll(async () => {
  writeFiles(source, {
    'a.txt': 'the first about the deal',
    'b.txt': 'the second about the deal',
    'c/=HYPERLINK("x").txt': 'a name that is a formula',
    'c/-1+2 .txt': 'another',
    'changed.txt': 'as it was, about the deal',
    'copy-of-a.txt': 'the first about the deal',
    'mail.zip': zipOf({ 'box/inbox.mbox': `From ann@example.org Mon Mar  4 10:00:00 2019\n${message}\n` }),
    'solid.7z': fixture('7z', 'sample.7z'),
    'locked.7z': fixture('7z', 'encrypted.7z'),
    'scan.png': fixture('png', readdirSync(join(import.meta.dirname, '../fixtures/png'))[0] ?? ''),
    'privileged.txt': advice,
    'counsel.zip': zipOf({ 'advice.txt': `more ${advice}`, 'beside.txt': 'it lies beside the advice' }),
    'forbidden.bin': forbidden,
    'holds.zip': zipOf({ 'inside.bin': forbidden, 'beside.txt': 'it lies beside' }),
    'run.exe': 'MZ is what it says, and no more of it is there',
  });
  const restricted = join(folder, 'restricted.txt');
  writeFileSync(restricted, `${createHash('sha256').update(forbidden).digest('hex')}  forbidden.bin\n`);
  const ingest = ['ingest', source, '--case', casePath, '--reference', 'EX-1', '--custodian', 'Ann', '--parser-processes', '1', '--no-gazetteers', '--hashset', `restricted:${restricted}`]; // prettier-ignore
  expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  for (const [path, covers] of [
    ['privileged.txt', 'family'],
    ['counsel.zip/advice.txt', 'item'],
  ] as const)
    expect(await run('withhold', path, '--covers', covers, '--scope', 'counsel', '--reason', 'advice')).toMatchObject({ exitCode: 0 }); // prettier-ignore
  writeFileSync(join(source, 'changed.txt'), 'As it was, about the deal');
});

test('an attachment of a message in a mailbox in a ZIP comes with its family, each with its own bytes and hash', async () => {
  const result = await exported('family', `${inMail}/list.csv`, '--prefix', 'FAM');
  expect(result).toMatchObject({ items: 2, natives: 2, exceptions: 0, readings: 1, first: 'FAM00000001', last: 'FAM00000002' }); // prettier-ignore
  const [parent, child] = rowsOf('family');
  expect(parent).toMatchObject({ number: 'FAM00000001', parent: 'FAM00000001', last: 'FAM00000002', why: 'family', path: inMail, custodian: 'Ann' }); // prettier-ignore
  expect(child).toMatchObject({ number: 'FAM00000002', parent: 'FAM00000001', first: 'FAM00000001', why: 'match', path: `${inMail}/list.csv` }); // prettier-ignore
  expect(fileOf('family', child?.['native'] ?? '')).toBe(attachment);
  expect(fileOf('family', parent?.['native'] ?? '')).toBe(message);
  expect(child?.['sha256']).toBe(createHash('sha256').update(attachment).digest('hex'));
  expect(fileOf('family', parent?.['text'] ?? '')).toContain('The deal.');
  const check = spawnSync('sha256sum', ['-c', '--strict', 'manifest.sha256'], {
    cwd: join(folder, 'family'),
  });
  expect(check.status).toBe(0);
  const named = fileOf('family', 'manifest.sha256')
    .trim()
    .split('\n')
    .map((line) => line.slice(66));
  expect(named.toSorted()).toEqual(Object.keys(filesIn('family')).filter((path) => path !== 'manifest.sha256').toSorted()); // prettier-ignore
});

test('only what was asked for, where families are not wanted', async () => {
  expect(await exported('alone', `${inMail}/list.csv`, '--no-families', '--no-texts', '--no-xlsx')).toMatchObject({ items: 1 }); // prettier-ignore
  const [only] = rowsOf('alone');
  expect(only).toMatchObject({ why: 'match', text: '' });
  expect(existsSync(join(folder, 'alone/list.xlsx'))).toBe(false);
});

test('a solid archive is read once', async () => {
  const result = await exported('solid', '--query', 'path:"solid.7z/"');
  expect(result.natives).toBeGreaterThan(2);
  expect(result.readings).toBe(1);
  expect(rowsOf('solid').map(({ path }) => path)).toContain('solid.7z/notes.txt');
});

test('the same export twice is the same bytes, and its numbers are never another’s', async () => {
  const first = await exported('once', '--query', 'deal', '--prefix', 'ABC-');
  await exported('between', 'c/-1+2 .txt', '--prefix', 'ABC-');
  const second = await exported('twice', '--query', 'deal', '--prefix', 'ABC-');
  expect(filesIn('twice')).toEqual(filesIn('once'));
  expect(second.manifest).toBe(first.manifest);
  expect(first.manifest).toBe(filesIn('once')['manifest.sha256']);
  const given = rowsOf('once').map(({ number }) => number);
  expect(new Set(given).size).toBe(given.length);
  expect(given).not.toContain(rowsOf('between')[0]?.['number']);
  // Copies are one row, which says how many there are.
  expect(rowsOf('once').find(({ path }) => path === 'a.txt')).toMatchObject({ copies: '2' });
});

test('killed at any moment, the same command goes on to the same bytes', async () => {
  const query = ['--query', everything, '--prefix', 'KILL'];
  await exported('whole', ...query);
  const die = join(import.meta.dirname, 'export-and-die.ts');
  for (const at of ['3', '20']) {
    const { signal } = spawnSync(process.execPath, [die, at, ...words('killed', ...query)], {
      env: { EVIDEX_HOME: process.env['EVIDEX_HOME'] },
    });
    expect(signal).toBe('SIGKILL');
    expect(existsSync(join(folder, 'killed/manifest.sha256'))).toBe(false);
  }
  // What lies there is not believed.
  const [native = ''] = readdirSync(join(folder, 'killed/natives/00000'));
  const path = join(folder, 'killed/natives/00000', native);
  writeFileSync(path, Buffer.alloc(statSync(path).size));
  await exported('killed', ...query);
  expect(filesIn('killed')).toEqual(filesIn('whole'));
});

test('what is withheld while an export is written is not left in its folder', async () => {
  const [share, other] = [join(folder, 'share-3'), join(folder, 'case-3')];
  writeFiles(share, { 'a.txt': 'open', 'b.zip': zipOf({ 'opinion.txt': 'the opinion of the heron' }) });
  const ingest = ['ingest', share, '--case', other, '--reference', 'EX-3', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  const to = ['--recipient', 'Bo', '--basis', 'a test', '--case', other, '--to'];
  const withhold = ['withhold', 'b.zip/opinion.txt', '--scope', 'counsel', '--reason', 'advice', '--case', other]; // prettier-ignore
  let isWithheld = false;
  /** Numbers are given when what is to be exported has been chosen. */
  const stores: Stores = {
    ...sqliteStores,
    async openCatalogue(paths) {
      const catalogue = await sqliteStores.openCatalogue(paths);
      const give = catalogue.giveNumbers.bind(catalogue);
      catalogue.giveNumbers = async (...given) => {
        if (!isWithheld) expect(await runCli(withhold)).toMatchObject({ exitCode: 0 });
        isWithheld = true;
        return give(...given);
      };
      return catalogue;
    },
  };
  const words = ['export', '--query', '*', '--no-families', '--no-xlsx', ...to, join(folder, 'meanwhile')];
  const { exitCode, stderr } = await runCli(words, { stores });
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('nothing is left in the folder'),
  });
  expect(filesIn('meanwhile')).toEqual({});
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
  expect(rowsOf('meanwhile').map(({ path, native }) => [path, native !== ''])).toEqual([
    ['a.txt', true],
    ['b.zip', false],
  ]);
});

test('no cell is a formula, no name of the evidence is a path, and nothing keeps an extension that is run', async () => {
  await exported('cells', '--query', everything, '--prefix', 'CEL');
  const rows = rowsOf('cells');
  const values = rows.flatMap((row) => Object.values(row));
  expect(values.filter((value) => /^[\s"]*[=+\-@]/u.test(value))).toEqual([]);
  expect(rows.map(({ subject }) => subject)).toContain(`'${formula}`);
  expect(rows.map(({ name }) => name)).toContain(`'=HYPERLINK("x").txt`);
  const files = Object.keys(filesIn('cells'));
  for (const file of files)
    expect(file).toMatch(/^(?:(?:natives|texts)\/\d{5}\/CEL\d{8}\.[a-z0-9]+|load\/export\.(?:dat|opt)|[\w.]+)$/u); // prettier-ignore
  expect(files.some((file) => file.endsWith('.exe'))).toBe(false);
  const book = await runExtractor(readFileSync(join(folder, 'cells/list.xlsx')), { format: 'xlsx' });
  expect(book.outcome).toMatchObject({ status: 'extracted' });
  expect(book.texts.body).toContain(formula);
  expect(book.texts.formula).toBeUndefined();
  // The name of the sheet and the heading stand above.
  expect(book.texts.body?.trim().split('\n')).toHaveLength(rows.length + 2);
});

test('load files have a line for each item, the images of pages are in the second', async () => {
  await exported('load', '--query', everything, '--prefix', 'LOAD');
  const lines = fileOf('load', 'load/export.dat')
    .replace(/^\ufeff/u, '')
    .trim()
    .split('\r\n');
  const [heading = [], ...fields] = lines.map((line) => line.split('\x14').map((value) => /^\u00fe(.*)\u00fe$/u.exec(value)?.[1])); // prettier-ignore
  const rows = rowsOf('load');
  expect(heading).toContain('BEGATTACH');
  expect(fields.map((values) => values.length)).toEqual(rows.map(() => heading.length));
  expect(fields.map((values) => values[heading.indexOf('BEGBATES')])).toEqual(
    rows.map(({ number }) => number),
  );
  const image = rows.find(({ path }) => path === 'scan.png');
  expect(fileOf('load', 'load/export.opt')).toBe(`${image?.['number']},,.\\natives\\00000\\${image?.['number']}.png,Y,,,1\r\n`); // prettier-ignore
});

test('what cannot be had is told with its reason, and keeps its number', async () => {
  const result = await exported('lacking', '--query', everything, '--prefix', 'LAC');
  const exceptions = rowsOf('lacking', 'exceptions.csv');
  expect(exceptions).toHaveLength(result.exceptions);
  expect(exceptions.find(({ path }) => path === 'changed.txt')).toMatchObject({ code: 'mismatch', native: 'no', text: 'yes' }); // prettier-ignore
  const locked = exceptions.filter(
    ({ path = '', native }) => path.startsWith('locked.7z/') && native === 'no',
  );
  expect(locked.length).toBeGreaterThan(0);
  expect(new Set(locked.map(({ code }) => code))).toEqual(new Set(['password-required']));
  const rows = rowsOf('lacking');
  expect(rows.find(({ path }) => path === 'changed.txt')).toMatchObject({ native: '' });
  expect(rows).toHaveLength(result.items);
});

test('a restricted file is not exported, and neither is what holds it', async () => {
  await exported('restricted', '--query', everything, '--prefix', 'RES');
  const paths = ['forbidden.bin', 'holds.zip', 'holds.zip/inside.bin'];
  const told = rowsOf('restricted', 'exceptions.csv').filter(({ path = '' }) => paths.includes(path));
  expect(told.map(({ path, code, native, text }) => [path, code, native, text])).toEqual(
    paths.map((path) => [path, 'restricted', 'no', 'no']),
  );
  for (const file of Object.keys(filesIn('restricted')))
    expect(fileOf('restricted', file)).not.toContain(forbidden);
  expect(rowsOf('restricted').find(({ path }) => path === 'holds.zip/beside.txt')?.['native']).not.toBe('');
});

test('what was found where another content stands now is told, and not taken for it', async () => {
  const [share, other] = [join(folder, 'share-2'), join(folder, 'case-2')];
  const ingest = ['ingest', share, '--case', other, '--reference', 'EX-2', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  for (const said of ['the former zebra', 'the later giraffe']) {
    writeFiles(share, { 'note.txt': said, 'both.txt': 'zebra and giraffe' });
    expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  }
  const of = ['--to', join(folder, 'replaced'), '--recipient', 'Bo', '--basis', 'a test', '--case', other];
  expect(await runCli(['export', '--query', 'zebra', ...of])).toMatchObject({ exitCode: 0 });
  expect(rowsOf('replaced').map(({ path }) => path)).toEqual(['both.txt']);
  expect(rowsOf('replaced', 'exceptions.csv')).toMatchObject([
    { number: '', path: 'note.txt', status: 'replaced', native: 'no' },
  ]);
});

test('each current revision is exported, and each earlier one that was found is an exception of its own', async () => {
  const [share, other] = [join(folder, 'share-3'), join(folder, 'case-3')];
  const ingest = ['ingest', share, '--case', other, '--reference', 'EX-3', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  const hashes = { first: [''], second: [''], third: [''] };
  const paths = numbers.map((at) => `note-${at}.txt`);
  for (const said of ['first', 'second', 'third'] as const) {
    const texts = numbers.map((at) => `${said} invoice ${at}`);
    writeFiles(share, Object.fromEntries(paths.map((path, at) => [path, texts[at] ?? ''])));
    hashes[said] = texts.map((text) => createHash('sha256').update(text).digest('hex'));
    expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  }
  const of = ['--to', join(folder, 'revisions'), '--recipient', 'Bo', '--basis', 'a test', '--case', other];
  expect(await runCli(['export', '--query', 'invoice', ...of])).toMatchObject({ exitCode: 0 });
  expect(rowsOf('revisions').map(({ path, sha256, why }) => [path, sha256, why])).toEqual(
    paths.map((path, at) => [path, hashes.third[at], 'match']),
  );
  const told = rowsOf('revisions', 'exceptions.csv');
  expect(told.map(({ path, why = '' }) => `${path} ${/[0-9a-f]{64}/u.exec(why)?.[0]}`).toSorted()).toEqual(
    paths.flatMap((path, at) => [`${path} ${hashes.first[at]}`, `${path} ${hashes.second[at]}`]).toSorted(),
  );
  expect(told[0]).toMatchObject({ number: '', status: 'replaced', native: 'no', text: 'no' });
  expect(told[0]?.['why']).toMatch(/^an earlier revision /u);
});

test('what is withheld leaves no trace but a count of the whole source by ground', async () => {
  await exported('scoped', '--query', everything, '--prefix', 'SCO');
  for (const file of Object.keys(filesIn('scoped')))
    expect(`${file} ${readFileSync(join(folder, 'scoped', file)).includes('privileged.txt')} ${fileOf('scoped', file).includes(advice)}`).toBe(`${file} false false`); // prettier-ignore
  expect(rowsOf('scoped', 'withheld.csv')).toEqual([
    { source: 'EX-1', ground: '(none stated)', 'items withheld in the whole source': '2' },
  ]);
  await exported('opened', '--query', everything, '--prefix', 'SCO', '--open', 'counsel');
  expect(rowsOf('opened').map(({ path }) => path)).toContain('privileged.txt');
  await expect(exported('none', 'privileged.txt')).rejects.toThrow();
  // With the bytes of the archive those of the advice would go.
  const [lacks, has] = ['scoped', 'opened'].map((to) =>
    rowsOf(to).find(({ path }) => path === 'counsel.zip'),
  );
  expect([lacks?.['native'], has?.['native'] === '']).toEqual(['', false]);
  expect(rowsOf('scoped', 'exceptions.csv').find(({ path }) => path === 'counsel.zip')).toMatchObject({ code: 'holds-withheld', native: 'no' }); // prettier-ignore
  expect(rowsOf('scoped').find(({ path }) => path === 'counsel.zip/beside.txt')?.['native']).not.toBe('');
});

test('to whom, on what basis and with which manifest is in the audit log', async () => {
  const { manifest } = await exported('told', 'a.txt', '--prefix', 'AUD');
  const { stdout } = await run('audit', '--json');
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.findLast(({ verb, event }) => verb === 'export' && event === 'ended')).toMatchObject({
    resultCount: 1,
    exitCode: 0,
    named: [`manifest SHA-256 ${manifest}`, 'numbers AUD00000001 to AUD00000001', 'recipient: Field & Co', 'basis: s. 10'],
  }); // prettier-ignore
});

test('nothing is overwritten, and what cannot be is refused', async () => {
  await exported('done', 'a.txt');
  const refused = async (to: string, ...more: string[]): Promise<unknown> => {
    const { exitCode, stderr } = await runCli(words(to, ...more));
    return [exitCode, stderr.split('\n')[0]];
  };
  expect(await refused('done', 'a.txt')).toEqual([
    2,
    `evidex: ${join(folder, 'done')} holds an export already`,
  ]);
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'other/mine.txt'), 'mine');
  expect(await refused('other', 'a.txt')).toEqual([2, `evidex: ${join(folder, 'other')} is not empty`]);
  rmSync(join(folder, 'done/manifest.sha256'));
  writeFileSync(join(folder, 'done/.unfinished-export'), 'another\n');
  expect((await refused('done', 'a.txt')) as unknown[]).toEqual([2, expect.stringContaining('another export that was not ended')]); // prettier-ignore
  expect(await refused('new', '--query', 'nosuchword')).toEqual([
    1,
    expect.stringContaining('nothing to export'),
  ]);
  expect(await refused('new', 'a.txt', '--prefix', 'EX1')).toEqual([2, expect.stringContaining('prefix')]);
  expect(existsSync(join(folder, 'new'))).toBe(false);
});

test('what families are asked for come without others that carry the same attachment', async () => {
  const part =
    'Content-Type: text/plain; name=emblem.txt\nContent-Disposition: attachment\n\nsaltmarsh emblem\n';
  const letter = (from: string): string =>
    `From: ${from}@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${part}--b--\n`;
  const [files, own] = [join(folder, 'letters'), join(folder, 'letters-case')];
  writeFiles(files, { 'ann.eml': letter('ann'), 'bo.eml': letter('bo') });
  await runCli(['ingest', files, '--case', own, '--parser-processes', '1', '--no-gazetteers']);
  const asked = ['--query', 'family(from:bo AND emblem)', '--to', join(folder, 'of-bo')];
  const { exitCode } = await runCli(['export', ...asked, '--recipient', 'F', '--basis', 'B', '--case', own]);
  expect(exitCode).toBe(0);
  expect(rowsOf('of-bo').map((row) => row['path'])).toEqual(['bo.eml', 'bo.eml/emblem.txt']);
  const labelled = await runCli(['label', '--query', 'family(from:bo AND emblem)', '--add', 'bo', '--covers', 'item', '--case', own, '--json']); // prettier-ignore
  expect(labelled.exitCode).toBe(0);
  const found = await runCli(['search', 'place(label:bo AND path:/ann.eml)', '--count', '--case', own]);
  expect(found.stdout).toBe('0\n');
});
