/** Lists of hashes as laboratories' tools make them: read by their heading, or refused by name, and never misread. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { openHashSets } from '../../case/hash-sets.ts';
import { verifyIntake } from '../../case/intake-check.ts';
import { sqliteHashSets } from '../../case/sqlite/hash-set-file.ts';
import { openRoot } from '../../sources/open-root.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const source = join(folder, 'share');
const files: Readonly<Record<string, string>> = {
  'top.txt': 'the first',
  'sub/deep/inner, with comma.txt': 'the second',
  'sub/Müller (1).txt': 'the third',
};
const names = Object.keys(files);
const hash = (algorithm: string, path: string): string =>
  createHash(algorithm).update(files[path] ?? '').digest('hex'); // prettier-ignore
const size = (path: string): number => Buffer.byteLength(files[path] ?? '');
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const backslashes = (path: string): string => path.replaceAll('/', '\\');
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const swapped = (text: string): Buffer => utf16(text).swap16();
const lines = (head: readonly string[], row: (path: string) => string, end = '\r\n'): string =>
  [...head, ...names.map(row)].map((line) => `${line}${end}`).join('');

beforeAll(() => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(source, path, '..'), { recursive: true });
    writeFileSync(join(source, path), text);
  }
});

async function check(name: string, list: string | Buffer) {
  const manifestPath = join(folder, name);
  writeFileSync(manifestPath, list);
  return verifyIntake(openRoot(source), {}, { manifestPath });
}

const upper = (algorithm: string, path: string): string => hash(algorithm, path).toUpperCase();
const powershell = lines(
  ['#TYPE Microsoft.PowerShell.Commands.FileHashInfo', '"Algorithm","Hash","Path"'],
  (path) => `"SHA256","${upper('sha256', path)}","E:\\Exhibit 7\\share\\${backslashes(path)}"`,
);
const xways = lines(
  ['Name\tPath\tSize\tHash (SHA-256)'],
  (path) => [path.slice(path.lastIndexOf('/') + 1), `\\${backslashes(path.slice(0, Math.max(0, path.lastIndexOf('/'))))}`, size(path), hash('sha256', path)].join('\t'),
); // prettier-ignore
const certutil = (separator: string): string =>
  names
    .map((path) => {
      const hex = hash('sha256', path);
      const shown = separator === '' ? hex : hex.replace(/..(?!$)/gu, (byte) => `${byte}${separator}`);
      return `SHA256 hash of C:\\x\\${backslashes(path)}:\r\n${shown}\r\nCertUtil: -hashfile command completed successfully.\r\n`;
    })
    .join('');

const forms: readonly (readonly [string, string | Buffer])[] = [
  ['hashdeep', lines(['%%%% HASHDEEP-1.0', '%%%% size,md5,sha256,filename', '## Invoked from: /mnt', '## $ hashdeep -r share', '##'], (path) => `${size(path)},${hash('md5', path)},${hash('sha256', path)},/mnt/x/share/${path}`, '\n')],
  ['FTK Imager', lines(['MD5,SHA1,FileNames'], (path) => [hash('md5', path), hash('sha1', path), `image.E01\\Partition 1\\NONAME [NTFS]\\[root]\\${backslashes(path)}`].map(quoted).join(','))],
  ['FTK Imager in UTF-16', utf16(lines(['MD5,SHA1,FileNames'], (path) => [hash('md5', path), hash('sha1', path), backslashes(path)].map(quoted).join(',')))],
  ['Get-FileHash | Export-Csv', powershell],
  ['the same in UTF-16', utf16(powershell)],
  ['the same in UTF-16, the other way round', swapped(powershell)],
  ['the same in UTF-16 without its mark', utf16(powershell).subarray(2)],
  ['Export-Csv with semicolons', lines(['"Algorithm";"Hash";"Path"'], (path) => `"SHA1";"${upper('sha1', path)}";"D:\\${backslashes(path)}"`)],
  ['X-Ways, tabs, UTF-16', utf16(xways)],
  ['X-Ways with whole paths', lines(['Name\tPath\tMD5'], (path) => [path.slice(path.lastIndexOf('/') + 1), `\\${backslashes(path)}`, hash('md5', path)].join('\t'))],
  ['certutil', certutil('')],
  ['certutil of Windows 7', certutil(' ')],
  ['certutil in German', certutil('').replaceAll(' hash of ', '-Hash von ').replaceAll(/CertUtil: .*/gu, 'CertUtil: -hashfile-Befehl wurde erfolgreich ausgeführt.')],
  ['SHA-512', lines([], (path) => `${hash('sha512', path)}  ./${path}`, '\n')],
  ['BSD, SHA-512', lines([], (path) => `SHA512 (${path}) = ${hash('sha512', path)}`, '\n')],
  ['OpenSSL', lines([], (path) => `SHA2-256(${path})= ${hash('sha256', path)}`, '\n')],
  ['path,size,sha256', lines(['path,size,sha256'], (path) => [quoted(path), size(path), hash('sha256', path)].join(','))],
  ['sha256,size,path with a heading in other words', lines(['SHA-256 Hash,File Size,Full Path'], (path) => [hash('sha256', path), size(path), quoted(path)].join(','))],
  ['a table in Windows-1252', Buffer.from(lines(['path,md5'], (path) => `${quoted(path)},${hash('md5', path)}`), 'latin1')],
  ['of a folder above', lines([], (path) => `${hash('md5', path)}  case 7/share/${path}`, '\n')],
  ['absolute paths', lines([], (path) => `${hash('sha1', path)}  /media/lab/share/${path}`, '\n')],
  ['BagIt', lines([], (path) => `${hash('sha256', path)}  data/${path}`, '\n')],
]; // prettier-ignore

test.each(forms)('%s: all match', async (name, list) => {
  expect(await check(`${name.replaceAll('/', ' ')}.list`, list)).toMatchObject({
    matches: true,
    manifest: { matched: 3, mismatched: { count: 0 }, missing: { count: 0 }, extra: { count: 0 } },
  });
});

test.each(forms)('%s: one byte changed is one that differs, by its name', async (name, list) => {
  writeFileSync(join(source, 'top.txt'), 'the fIrst');
  const found = await check(`${name.replaceAll('/', ' ')}.list`, list);
  writeFileSync(join(source, 'top.txt'), files['top.txt'] ?? '');
  expect(found).toMatchObject({
    matches: false,
    manifest: { matched: 2, mismatched: { count: 1, first: [{ path: 'top.txt' }] }, missing: { count: 0 } },
  });
});

test('rows without a hash are folders, or files that the list does not cover', async () => {
  const list = 'Name\tPath\tMD5\r\nsub\t\\\t\r\ntop.txt\t\\\t\r\n';
  const rest = names.slice(1).map((path) => `${path.slice(path.lastIndexOf('/') + 1)}\t\\${backslashes(path.slice(0, path.lastIndexOf('/')))}\t${hash('md5', path)}\r\n`); // prettier-ignore
  expect(await check('gaps.tsv', list + rest.join(''))).toMatchObject({
    matches: false,
    manifest: { matched: 2, missing: { count: 0 }, extra: { count: 1, first: [{ path: 'top.txt' }] } },
  });
});

describe('a whole bag', () => {
  const bag = join(folder, 'bag');
  const manifestPath = join(bag, 'manifest-sha256.txt');
  const tags = join(bag, 'tagmanifest-sha256.txt');
  beforeAll(() => {
    mkdirSync(join(bag, 'data'), { recursive: true });
    writeFileSync(join(bag, 'data', 'a%\n.txt'), 'odd');
    writeFileSync(join(bag, 'bagit.txt'), 'BagIt-Version: 1.0\n');
    writeFileSync(manifestPath, `${createHash('sha256').update('odd').digest('hex')}  data/a%25%0A.txt\n`);
  });
  test('names are read by its rules; what describes it is counted apart', async () => {
    expect(await verifyIntake(openRoot(bag), {}, { manifestPath })).toMatchObject({
      matches: true,
      manifest: { matched: 1, tagFiles: 1 },
      summary: expect.stringContaining('1 files that describe the bag are in no manifest of it'),
    });
  });
  test('and compared where its second manifest lists it', async () => {
    writeFileSync(tags, `${'0'.repeat(64)}  bagit.txt\n`);
    expect(await verifyIntake(openRoot(bag), {}, { manifestPath })).toMatchObject({
      matches: false,
      manifest: { matched: 1, mismatched: { count: 1, first: [{ path: 'bagit.txt' }] } },
    });
    rmSync(tags);
  });
});

const md5 = hash('md5', 'top.txt');
const sha256 = hash('sha256', 'top.txt');
const refused: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['columns without a heading', `9,${md5},${sha256},top.txt\n`, /line 1: more columns than a hash and a name, and no heading/],
  ['a heading without a name', `md5,sha1\n${md5},\n`, /line 2: a hash without the name of its file/],
  ['SHA-384', `${createHash('sha384').update('x').digest('hex')}  top.txt\n`, /SHA-384 is not compared/],
  ['SHA-384 of PowerShell', `"Algorithm","Hash","Path"\n"SHA384","${'0'.repeat(96)}","top.txt"\n`, /sha384 is not compared/],
  ['the screen of PowerShell', 'Algorithm       Hash                 Path\n---------       ----                 ----\nSHA256          0000...\n', /Export-Csv/],
  ['SFV', '; made by x\ntop.txt 1A2B3C4D\n', /SFV/],
  ['a workbook', Buffer.from('PK\u0003\u0004xxxx'), /save the list as CSV/],
  ['DFXML', '<?xml version="1.0"?>\n<dfxml/>\n', /DFXML/],
  ['JSON', `[{"path":"top.txt","sha256":"${sha256}"}]`, /JSON/],
  ['certutil cut off', 'SHA256 hash of top.txt:\n', /ends before the hash of top\.txt/],
  ['certutil with another algorithm', `SHA1 hash of top.txt:\n${sha256}\n`, /line 2: no SHA1 under its heading/],
  ['a quote that is not closed', `path,md5\n"top.txt,${md5}\n`, /line 2: a quote is not closed/],
  ['a short hash in its column', `path,sha256\ntop.txt,${md5}\n`, /line 2: no sha256 in its column/],
]; // prettier-ignore

test.each(refused)('%s: refused by name', async (name, list, says) => {
  await expect(check(`${name}.list`, list)).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringMatching(says),
  });
});

describe('the same as a set of hashes', () => {
  const open = (name: string, list: string | Buffer) => {
    const path = join(folder, `set ${name.replaceAll('/', ' ')}`);
    writeFileSync(path, list);
    return openHashSets(join(folder, 'sets'), sqliteHashSets, [{ kind: 'notable', path }]);
  };
  test.each(forms.filter(([name]) => !name.includes('SHA-512')))('%s', async (name, list) => {
    const sets = await open(name, list);
    const digests = { sha256, md5, sha1: hash('sha1', 'top.txt') };
    expect(sets.lookup(digests)).toMatchObject({ notable: expect.any(String) });
    expect(sets.lookup({ sha256: '0'.repeat(64), sha1: '0'.repeat(40), md5: '0'.repeat(32) })).toEqual({});
    sets.close();
  });
  test('SHA-512 alone is not looked up', async () => {
    await expect(open('512', `${hash('sha512', 'top.txt')}\n`)).rejects.toMatchObject({
      message: expect.stringContaining('line 1: SHA-512 is not looked up'),
    });
  });
});
