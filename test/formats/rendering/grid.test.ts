/** Sheets as cells: what the program that made them hides is there, and says so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { relations, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { renderingOf } from './rendering-of.ts';

const grid = (bytes: Uint8Array, format: string, sheet = 0, row = 1) =>
  renderingOf('grid', bytes, format, { as: 'grid', sheet, row });

const cell = (at: string, text: string): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheetPart = (rows: string): string =>
  `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="3" max="3" hidden="1"/></cols><sheetData>${rows}</sheetData></worksheet>`;

const workbook = zipParts({
  '_rels/.rels': relations(['r1', 'officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml':
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Open" sheetId="1" r:id="s1"/><sheet name="Shut &lt;b&gt;" sheetId="2" state="hidden" r:id="s2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': relations(
    ['s1', 'worksheet', 'worksheets/sheet1.xml'],
    ['s2', 'worksheet', 'worksheets/sheet2.xml'],
  ),
  'xl/worksheets/sheet1.xml': sheetPart(
    `<row r="1">${cell('A1', 'Name')}${cell('C1', 'Bribe')}</row><row r="2" hidden="1">${cell('A2', 'Quiet')}</row><row r="7">${cell('B7', 'a\tb')}</row>`,
  ),
  'xl/worksheets/sheet2.xml': sheetPart(`<row r="1">${cell('A1', 'Ledger')}</row>`),
});

test('hidden rows, columns and sheets are marked as such', async () => {
  const { sheets, rows, next } = await grid(workbook, 'xlsx');
  expect(sheets).toEqual([{ name: 'Open' }, { name: 'Shut <b>', mark: 'hidden-sheet' }]);
  expect(rows).toEqual([
    {
      row: 1,
      cells: [
        { column: 1, text: 'Name' },
        { column: 3, text: 'Bribe', mark: 'hidden-column' },
      ],
    },
    { row: 2, mark: 'hidden-row', cells: [{ column: 1, text: 'Quiet', mark: 'hidden-row' }] },
    { row: 7, cells: [{ column: 2, text: 'a\tb' }] },
  ]);
  expect(next).toBeUndefined();
  const [row] = (await grid(workbook, 'xlsx', 1)).rows;
  expect(row?.cells).toEqual([{ column: 1, text: 'Ledger', mark: 'hidden-sheet' }]);
});

test('OpenDocument, and a table of text', async () => {
  const voters = readFileSync(join(import.meta.dirname, '../../fixtures/ods/voters.ods'));
  expect((await grid(voters, 'ods')).sheets.map(({ name }) => name)).toEqual(['Voters', 'Bomb']);
  const { rows } = await grid(Buffer.from('name,town\n"Ann, B.",Leeds\nBo,\n'), 'csv');
  expect(rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([['name', 'town'], ['Ann, B.', 'Leeds'], ['Bo']]); // prettier-ignore
});

test('rows come a page at a time, columns within a bound', async () => {
  const table = Buffer.from(Array.from({ length: 450 }, (_, row) => `r${row + 1};x`).join('\n'));
  const first = await grid(table, 'csv');
  expect([first.rows.length, first.next]).toEqual([200, 201]);
  const last = await grid(table, 'csv', 0, 401);
  expect([last.rows.length, last.rows[0]?.cells[0]?.text, last.next]).toEqual([50, 'r401', undefined]);
  const wide = await grid(Buffer.from(`${Array.from({ length: 300 }, (_, column) => `c${column}`).join(',')}\nx,y\n`), 'csv'); // prettier-ignore
  expect([wide.rows[0]?.cells.length, wide.cutCells]).toEqual([100, 200]);
});

test('what is no sheet is refused', async () => {
  const asked = { as: 'grid' as const, sheet: 0, row: 1 };
  expect(await renderingOf('refused', Buffer.from('no zip'), 'xlsx', asked)).toMatchObject({
    code: 'unreadable',
  });
});
