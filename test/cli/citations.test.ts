/** Mentions, hits and `show` name the line, row, cell, page, slide or part that is counted here by itself. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { packJson } from '../../case/sqlite/row-values.ts';
import type { Anchor } from '../../schemas/anchor.ts';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
import { relations, xlsxParts, zipParts } from '../../scripts/fixtures/make-office.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { jsonLines } from './json-lines.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const watchlist = join(folder, 'list.csv');
const name = 'Harbour Analytica';
const filler = (number: number): string => `${number} a name and a town and ${'x'.repeat(number % 60)}`;
const numbered = (count: number, at: number, made: (number: number) => string, found: string): string[] =>
  Array.from({ length: count }, (_, index) => (index + 1 === at ? found : made(index + 1)));

const cell = (reference: string, text: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = (rows: readonly string[]): string =>
  `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`;
const workbook = zipParts({
  ...xlsxParts,
  'xl/workbook.xml':
    '<workbook xmlns:r="urn:r"><sheets><sheet name="Targets" r:id="rId1"/><sheet name="ledger" state="hidden" r:id="rId2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': relations(
    ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
    ['rId2', 'worksheet', 'worksheets/sheet2.xml'],
  ),
  'xl/worksheets/_rels/sheet1.xml.rels': relations(),
  'xl/worksheets/sheet1.xml': sheet(
    Array.from({ length: 300 }, (_, index) => {
      const row = index + 1;
      const found = row === 2 ? name : row === 251 ? `with ${name}` : `town ${row}`;
      // Column B is empty.
      return `<row r="${row}">${cell(`A${row}`, `person ${row}`)}${cell(`C${row}`, found)}</row>`;
    }),
  ),
  'xl/worksheets/sheet2.xml': sheet([
    `<row r="7">${cell('AB7', `paid ${name}`)}</row>`,
    `<row r="9">${cell('A9', 'nothing')}</row>`,
  ]),
});

const files = {
  'long.csv': numbered(1200, 901, (number) => `${number},"one, two\n lines",z`, `901,${name},z`).join('\r\n'),
  'long.txt': numbered(2000, 1500, filler, `spoke to ${name} today`).join('\n'),
  'mac.txt': numbered(90, 40, filler, `spoke to ${name} again`).join('\r'),
  'list.jsonl': numbered(800, 333, (number) => `{"n":${number},"t":"a\\nb"}`, `{"t":"\\n${name}"}`).join(
    '\n',
  ),
  'book.xlsx': workbook,
  'mail.eml': [
    'From: ann@example.org',
    'To: bob@example.org',
    'Subject: parts',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'The first part.',
    '--b',
    'Content-Type: text/plain',
    '',
    `The second names ${name}.`,
    '--b--',
    '',
  ].join('\r\n'),
  'report.pdf': fixture('pdf', 'report.pdf'),
};

const expected: Record<string, readonly Partial<Anchor>[]> = {
  'long.csv': [{ row: 901, exact: true }],
  'long.txt': [{ line: 1500, exact: true }],
  'mac.txt': [{ line: 40, exact: true }],
  'list.jsonl': [{ row: 333, exact: true }],
  'book.xlsx': [
    { sheet: 'Targets', row: 2, column: 3, exact: true },
    { sheet: 'Targets', row: 251, column: 3, exact: true },
    { sheet: 'ledger', row: 7, column: 28, exact: true, mark: 'hidden-sheet' },
  ],
  'mail.eml': [{ part: '2' }],
};

async function rowsOf<Row>(...words: string[]): Promise<Row[]> {
  const { stdout, stderr } = await runCli([...words, '--case', casePath, '--json']);
  expect(stderr).toBe('');
  return jsonLines<Row>(stdout);
}

beforeAll(async () => {
  writeFiles(join(folder, 'in'), files);
  writeFileSync(watchlist, `name,kind\n${name},data-broker\nSecond page,other\n`);
  const words = ['--no-gazetteers', '--watchlist', watchlist, '--parser-processes', '1', '--reference', 'IN'];
  const ended = await runCli(['ingest', join(folder, 'in'), '--case', casePath, ...words]);
  expect(ended).toMatchObject({ exitCode: 0 });
});

describe('each place', () => {
  test('of a mention', async () => {
    const mentions = await rowsOf<{ path: string; anchor: Anchor }>('mentions', '--entity', name);
    for (const [path, anchors] of Object.entries(expected)) {
      const found = mentions.filter((mention) => mention.path === path).map(({ anchor }) => anchor);
      expect({ path, found }).toMatchObject({ path, found: anchors });
      expect(found).toHaveLength(anchors.length);
    }
    const [page] = await rowsOf<{ anchor: Anchor }>('mentions', '--entity', 'Second page');
    expect(page?.anchor).toMatchObject({ page: 2 });
  });

  test('of a hit', async () => {
    interface Hit {
      occurrences: { path: string }[];
      snippets: { anchor: Anchor }[];
    }
    const hits = await rowsOf<Hit>('search', `"${name}"`, '--snippets', '9');
    for (const [path, anchors] of Object.entries(expected)) {
      const hit = hits.find(({ occurrences }) => occurrences[0]?.path === path);
      expect({ path, found: hit?.snippets.map(({ anchor }) => anchor) }).toMatchObject({
        path,
        found: anchors,
      });
    }
  });

  test('in words, without "from"', async () => {
    const told = [
      (await runCli(['mentions', '--entity', name, '--case', casePath])).stdout,
      (await runCli(['search', `"${name}"`, '--snippets', '9', '--case', casePath])).stdout,
    ];
    for (const words of told) {
      for (const place of [
        'row 901',
        'line 1500',
        'line 40',
        'sheet Targets, row 2, column C',
        'part 2',
        'sheet ledger, row 7, column AB, hidden sheet',
      ])
        // prettier-ignore
        expect(words).toContain(place);
      expect(words).not.toMatch(/\[[^\]]*from (?:row|line)/u);
    }
  });
});

describe('a case that an earlier version read', () => {
  const older = join(folder, 'older');
  const read = (...words: string[]) => runCli([...words, '--case', older]);
  const update =
    'UPDATE text SET anchors = ? WHERE document = (SELECT document FROM document WHERE sha256 = ?)';

  test('is cited by "from", says so, and is exact when it was read anew', async () => {
    cpSync(casePath, older, { recursive: true });
    const sha256 = createHash('sha256').update(files['long.csv']).digest();
    const catalogue = new DatabaseSync(join(older, 'catalogue.sqlite'));
    expect(catalogue.prepare(update).run(packJson([{ at: 0, row: 1 }]), sha256).changes).toBe(1);
    catalogue.close();
    const before = await read('mentions', 'long.csv', '--entity', name);
    expect(before.stdout).toMatch(/IN\/long\.csv, from row 1\s/u);
    expect(before.stderr).toContain('evidex retry --type TYPE');
    expect(await read('retry', '--type', 'csv', '--no-gazetteers', '--watchlist', watchlist)).toMatchObject({ exitCode: 0 }); // prettier-ignore
    const after = await read('mentions', 'long.csv', '--entity', name);
    expect(after).toMatchObject({ stdout: expect.stringMatching(/IN\/long\.csv, row 901\s/u), stderr: '' });
  });
});

describe('show', () => {
  interface Shown {
    text: string;
    anchor: Anchor;
  }

  test.each([
    ['long.csv', ['--row', '901'], [`901\t${name}\tz\n`]],
    ['long.csv', ['--row', '900'], ['900\tone, two  lines\tz\n']],
    ['long.txt', ['--line', '1500'], [`spoke to ${name} today\n`]],
    ['long.txt', ['--line', '2000'], [filler(2000)]],
    ['book.xlsx', ['--sheet', 'TARGETS', '--row', '251'], [`person 251\twith ${name}\n`]],
    ['book.xlsx', ['--sheet', 'ledger', '--row', '7'], [`paid ${name}\n`]],
  ])('%s %j alone', async (path, words, texts) => {
    const shown = await rowsOf<Shown>('show', path, ...words);
    expect(shown.map(({ text }) => text)).toEqual(texts);
  });

  test('a page alone, and from where a stretch is', async () => {
    const [page] = await rowsOf<Shown>('show', 'report.pdf', '--page', '2', '--kind', 'body');
    expect(page?.text).toContain('Second page');
    expect(page?.anchor).toMatchObject({ page: 2 });
    const at = files['long.txt'].indexOf('spoke');
    const { stdout } = await runCli([
      'show',
      'long.txt',
      '--from',
      String(at),
      '--length',
      '8',
      '--case',
      casePath,
    ]);
    expect(stdout).toBe('[line 1500]\nspoke to\n');
    expect((await runCli(['show', 'long.txt', '--page', '2', '--case', casePath])).exitCode).toBe(1);
  });
});
