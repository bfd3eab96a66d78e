/** Load files of productions against what lies there: delimiters, encodings, paths, doubles, and rows that are damaged. */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { verifyIntake } from '../../case/intake-check.ts';
import type { ProductionResult } from '../../case/production.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { openRoot } from '../../sources/open-root.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let count = 0;
let source = '';

/** A production of two documents with their texts, in a folder of its own. */
beforeEach(() => {
  source = join(folder, `production-${(count += 1)}`);
  writeFiles(source, {
    'NATIVES/A1.txt': 'the first',
    'NATIVES/A2.txt': 'the second',
    'TEXT/A1.txt': 'its text',
    'TEXT/Ä2.txt': 'text of the other',
  });
});

const heading = ['BEGBATES', 'SUBJECT', 'SHA256HASH', 'NATIVEPATH', 'TEXTPATH'];
const rows = [
  ['A1', 'One', sha256('the first'), String.raw`.\NATIVES\A1.txt`, String.raw`.\TEXT\A1.txt`],
  ['A2', 'Two, þ and more', sha256('the second'), String.raw`.\NATIVES\A2.txt`, String.raw`.\TEXT\Ä2.txt`],
];
const plain = rows.map((row) => row.with(1, 'Two'));

const datOf = (
  all: readonly (readonly string[])[],
  { quote = '\u00fe', between = '\u0014', end = '\r\n' } = {},
): string => all.map((row) => row.map((value) => `${quote}${value}${quote}`).join(between) + end).join('');

const western = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

async function compare(
  dat: string | Buffer,
  name = 'load.dat',
): Promise<ProductionResult & { matches: boolean; deliveredUnread: number; summary: string }> {
  const path = join(source, name);
  writeFileSync(path, dat);
  const found = await verifyIntake(openRoot(source), {}, { loadFiles: [{ path, name }] });
  if (!found?.production) throw new Error('nothing was compared');
  const { production, matches, deliveredUnread, summary } = found;
  return { ...production, matches, deliveredUnread, summary };
}

const whole = { matches: true, rows: 2, present: 4, hashed: 2, deliveredUnread: 0 };

describe('a production that is whole', () => {
  test.each<readonly [string, string | Buffer]>([
    ['UTF-8 with its mark', `\ufeff${datOf([heading, ...rows])}`],
    ['UTF-8 without', datOf([heading, ...rows])],
    ['Windows-1252', western(datOf([heading, ...plain]))],
    ['UTF-16', utf16(datOf([heading, ...rows]))],
    ['commas and quotes', datOf([heading, ...rows], { quote: '"', between: ',' })],
    ['carets and bars', datOf([heading, ...plain], { quote: '^', between: '|' })],
    ['tabulators without quotes', datOf([heading, ...plain], { quote: '', between: '\t' })],
    ['a paragraph sign between values', datOf([heading, ...plain], { between: '\u00b6' })],
    ['line feeds alone, and blank lines', datOf([heading, ...rows], { end: '\n\n' })],
    ['a line end in a value', datOf([heading, rows[0] ?? [], (rows[1] ?? []).with(1, 'Two\r\nlines')])],
    [
      'another heading',
      datOf([['Begin Bates', 'Subject', 'SHA-256', 'Native_File_Path', 'Text Link'], ...rows]),
    ],
    ['paths with a drive', datOf([heading, ...rows]).replaceAll('.\\', 'D:\\vol\\')],
    ['paths of a share', datOf([heading, ...rows]).replaceAll('.\\', '\\\\server\\share\\')],
    ['paths in small letters', datOf([heading, ...rows]).replaceAll('NATIVES', 'natives')],
    ['paths with slashes', datOf([heading, ...rows]).replaceAll('\\', '/')],
  ])('%s', async (_, dat) => {
    expect(await compare(dat)).toMatchObject(whole);
  });

  test('that lies deeper than the folder that is ingested', async () => {
    const above = source;
    source = join(source, 'VOL001', 'DATA');
    mkdirSync(source, { recursive: true });
    const path = join(source, 'load.dat');
    writeFileSync(path, datOf([heading, ...rows]));
    writeFiles(join(above, 'VOL001'), { 'NATIVES/A1.txt': 'the first', 'NATIVES/A2.txt': 'the second', 'TEXT/A1.txt': 'a', 'TEXT/Ä2.txt': 'b' }); // prettier-ignore
    const found = await verifyIntake(openRoot(join(above)), {}, { loadFiles: [{ path, name: 'load.dat' }] });
    // The same four paths name files at the root as well, where they are looked for first.
    expect(found?.production).toMatchObject({ present: 4, extra: { count: 4 } });
  });

  test('with pages as images, by OPT', async () => {
    writeFiles(source, { 'IMG/P1.tif': '1', 'IMG/P2.tif': '2' });
    const [dat, opt] = [join(source, 'a.dat'), join(source, 'a.opt')];
    writeFileSync(dat, datOf([heading, ...rows]));
    writeFileSync(opt, 'P1,V,IMG\\P1.tif,Y,,,2\r\nP2,V,IMG\\P2.tif,,,,\r\n');
    const loadFiles = [{ path: dat, name: 'a.dat' }, { path: opt, name: 'a.opt' }]; // prettier-ignore
    expect(await verifyIntake(openRoot(source), {}, { loadFiles })).toMatchObject({
      matches: true,
      production: { rows: 4, present: 6 },
    });
  });
});

describe('what differs is named and counted', () => {
  test('listed and not there, there and not listed, and another content', async () => {
    const others = [rows[0] ?? [], ['A2', '', sha256('another'), 'NATIVES/A2.txt', 'TEXT/gone.txt']];
    const found = await compare(datOf([heading, ...others]));
    expect(found).toMatchObject({ matches: false, present: 3, hashed: 1, deliveredUnread: 2 });
    expect(found.missing).toEqual({
      count: 1,
      first: [{ path: 'TEXT/gone.txt', detail: 'not in the source (A2; load.dat, line 3)' }],
    });
    expect(found.extra).toEqual({ count: 1, first: [{ path: 'TEXT/Ä2.txt', detail: 'in no load file' }] });
    expect(found.mismatched.first).toMatchObject([{ path: 'NATIVES/A2.txt' }]);
    expect(found.summary).toMatch(/1 differ, 1 listed and not there, 1 there and not listed/);
  });

  test('paths that lead out of the source, and links, are not followed', async () => {
    writeFileSync(join(folder, 'outside.txt'), 'outside');
    symlinkSync(folder, join(source, 'link'));
    const out = ['../outside.txt', String.raw`NATIVES\..\..\outside.txt`, join(folder, 'outside.txt'), 'link/outside.txt']; // prettier-ignore
    const found = await compare(datOf([heading, ...rows, ...out.map((path, at) => [`B${at}`, '', '', path, ''])])); // prettier-ignore
    expect(found).toMatchObject({ present: 4, missing: { count: 4 }, extra: { count: 0 } });
    expect(found.missing.first[0]?.detail).toMatch(/^its path leads out of the source/);
  });

  test('a number twice, a file twice, a row without a file', async () => {
    const more = [['A1', '', '', 'NATIVES/A2.txt', ''], ['A3', '', '', '', '']]; // prettier-ignore
    const found = await compare(datOf([heading, ...rows, ...more]));
    expect(found).toMatchObject({
      matches: false,
      rows: 4,
      withoutFile: { count: 1 },
      doubled: { count: 2 },
    });
    expect(found.doubled.first.map(({ path }) => path)).toEqual(['A1', 'NATIVES/A2.txt']);
  });

  test('the items of an export of Purview, and what a message links to', async () => {
    const [one = [], two = []] = rows;
    const table = [
      ['File_ID', 'Native_file_name', 'Native_SHA_256', 'Export_native_path', 'Extracted_text_path', 'ModernAttachment_ParentId'],
      ['1', 'a name alone', one[2] ?? '', 'NATIVES/A1.txt', 'TEXT/A1.txt', ''],
      ['2', 'a name alone', two[2] ?? '', 'NATIVES/A2.txt', 'TEXT/Ä2.txt', '1'],
      ['3', 'budget.xlsx', '', '', '', '1'],
    ]; // prettier-ignore
    const found = await compare(datOf(table, { quote: '"', between: ',' }), 'items.csv');
    expect(found).toMatchObject({ ...whole, rows: 3 });
    expect(found.withoutFile.first).toEqual([{ path: '3', detail: 'linked, not held (items.csv, line 4)' }]);
  });

  test('the same differences have the same fingerprint', async () => {
    const text = datOf([heading, rows[0] ?? []]);
    expect((await compare(text)).fingerprint).toBe((await compare(text)).fingerprint);
    expect((await compare(text)).fingerprint).not.toBe(
      (await compare(datOf([heading, ...rows]))).fingerprint,
    );
  });
});

describe('damage costs the row that it is in', () => {
  test('a file that is cut', async () => {
    const text = datOf([heading, ...rows]);
    const found = await compare(text.slice(0, -20));
    expect(found).toMatchObject({ matches: false, present: 2, damaged: { count: 1 } });
    expect(found.damaged.first[0]).toEqual({ path: 'load.dat, line 3', detail: 'the file ends within it' });
  });

  test('a quote that is never closed does not swallow the rows behind it', async () => {
    const many = Array.from({ length: 300 }, (_, at) => [`C${at}`, '', '', 'NATIVES/A1.txt', '']);
    const found = await compare(`${datOf([heading])}\u00feB1\u00fe\u0014\u00feopen\r\n${datOf([...rows, ...many])}`); // prettier-ignore
    expect(found).toMatchObject({ rows: 303, present: 4, damaged: { count: 1 } });
  });

  test('a row with too few values, and bytes that are no UTF-8', async () => {
    const path = join(source, 'load.dat');
    writeFileSync(path, `\ufeff${datOf([heading, ['A9', 'short'], rows[0] ?? []])}`);
    appendFileSync(path, western(datOf([rows[1] ?? []])));
    const found = await verifyIntake(openRoot(source), {}, { loadFiles: [{ path, name: 'load.dat' }] });
    expect(found?.production?.damaged.first.map(({ detail }) => detail)).toEqual([
      '2 values where the heading has 5',
      expect.stringMatching(/UTF-8|not closed|ends within/),
    ]);
  });

  test('a line of many megabytes', async () => {
    const found = await compare(datOf([heading, ['A0', 'x'.repeat(5_000_000), '', '', ''], ...rows]));
    expect(found).toMatchObject({ present: 4, damaged: { count: 1 } });
  });
});

test.each([
  ['', /no heading/],
  ['one column\n', /no heading/],
  [datOf([['BEGBATES', 'SUBJECT'], ['A1', 'x']]), /no column of load\.dat is known to name files/], // prettier-ignore
])('what is no load file is refused: %j', async (text, says) => {
  await expect(compare(text)).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(says) }); // prettier-ignore
});
