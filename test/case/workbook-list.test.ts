/** A list of items in a workbook as a load file: cells of all kinds, what is left out, damage and what expands without end. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { verifyIntake } from '../../case/intake-check.ts';
import { openLoadFile } from '../../case/load-file.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { type Parts, zipParts } from '../../scripts/fixtures/make-office.ts';
import { openRoot } from '../../sources/open-root.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let count = 0;
let source = '';
beforeEach(() => {
  source = join(folder, `list-${(count += 1)}`);
  writeFiles(source, { 'NATIVES/A1.txt': 'the first', 'NATIVES/A2.txt': 'the second' });
});

const spaces =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const shared = (at: number, cell: string): string => `<c r="${cell}" t="s"><v>${at}</v></c>`;
const inline = (text: string, cell: string): string =>
  `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`;

const heading = `<row r="1">${['File_ID', 'Subject', 'Native_SHA_256', 'Export_native_path', 'ModernAttachment_ParentId'].map((name, at) => inline(name, `${'ABCDE'[at]}1`)).join('')}</row>`;
const first = `<row r="3"><c r="A3"><v>1</v></c>${shared(0, 'B3')}${inline(sha256('the first'), 'C3')}${shared(1, 'D3')}</row>`;
const second = `<row r="4"><c r="A4"><v>2</v></c><c r="B4" t="str"><f>"a"</f><v>Toll</v></c>${inline(sha256('the second'), 'C4')}${inline(String.raw`NATIVES\A2.txt`, 'D4')}</row>`;
const linked = `<row r="5"><c r="A5"><v>3</v></c>${inline('1', 'E5')}</row>`;

const partsOf = (rows: string): Parts => ({
  'xl/workbook.xml': `<workbook ${spaces}><sheets><sheet name="Items" sheetId="2" r:id="rId7"/><sheet name="Other" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Target="worksheets/sheet7.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': `<worksheet ${spaces}><sheetData/></worksheet>`,
  'xl/worksheets/sheet7.xml': `<worksheet ${spaces}><sheetData>${rows}</sheetData></worksheet>`,
  'xl/sharedStrings.xml': `<sst ${spaces}><si><r><t>Levy &amp; </t></r><r><t>Straße</t></r></si><si><t>NATIVES/A1.txt</t></si></sst>`,
}); // prettier-ignore

async function compare(bytes: Uint8Array, name = 'Items.xlsx') {
  const path = join(source, name);
  writeFileSync(path, bytes);
  const found = await verifyIntake(openRoot(source), {}, { loadFiles: [{ path, name }] });
  if (!found?.production) throw new Error('nothing was compared');
  return { ...found.production, matches: found.matches };
}

test('the rows of its first sheet, whichever way their cells are kept', async () => {
  const bytes = zipParts(partsOf(heading + first + second + linked));
  expect(await compare(bytes)).toMatchObject({
    matches: true,
    rows: 3,
    present: 2,
    hashed: 2,
    withoutFile: { count: 1, first: [{ path: '3', detail: 'linked, not held (Items.xlsx, line 5)' }] },
  });
  const list = await openLoadFile(join(source, 'Items.xlsx'), 'Items.xlsx');
  const all = await Array.fromAsync(list.rows());
  expect(all.map((row) => ('values' in row ? row.values.slice(0, 2) : row))).toEqual([
    ['1', 'Levy & Straße'],
    ['2', 'Toll'],
    ['3', ''],
  ]);
});

describe('damage', () => {
  test('a row with more cells than the heading, and one that is not there', async () => {
    const more = `<row r="6">${inline('4', 'A6')}${inline('NATIVES/gone.txt', 'D6')}${inline('x', 'Z6')}</row>`;
    const found = await compare(zipParts(partsOf(heading + first + second + more)));
    expect(found.damaged.first).toEqual([
      { path: 'Items.xlsx, line 6', detail: '26 values where the heading has 5' },
    ]);
    expect(found.missing.count).toBe(1);
  });

  test('a sheet that is cut', async () => {
    const parts = partsOf(heading + first + second);
    const sheet = String(parts['xl/worksheets/sheet7.xml']);
    const found = await compare(
      zipParts({ ...parts, 'xl/worksheets/sheet7.xml': sheet.slice(0, sheet.indexOf('Toll')) }),
    );
    expect(found).toMatchObject({ present: 1, damaged: { count: 1 }, extra: { count: 1 } });
  });

  test.each<readonly [string, Uint8Array]>([
    ['no end of the package', zipParts(partsOf(heading)).subarray(0, 900)],
    ['no sheet', zipParts({ 'xl/other.xml': '<a/>' })],
    ['no heading', zipParts(partsOf(''))],
  ])('%s is refused', async (_what, bytes) => {
    await expect(compare(bytes)).rejects.toMatchObject({ code: 'bad-file' });
  });

  test('a small package that expands without end is refused before it is held or read again', async () => {
    const bomb = `<sst ${spaces}>${'<si/>'.repeat(4_000_000)}</sst>`;
    const bytes = zipParts({ ...partsOf(heading + first), 'xl/sharedStrings.xml': bomb });
    await expect(compare(bytes)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/sharedStrings\.xml expands from \d+ bytes to more than 16777216$/u),
    });
  });

  test('references to strings and columns that are none', async () => {
    const odd = `<row r="9">${shared(99_999, 'A9')}<c r="ZZZ9"><v>1</v></c><c r="??"><v>2</v></c></row>`;
    const found = await compare(zipParts(partsOf(heading + first + second + odd)));
    expect(found).toMatchObject({ rows: 3, present: 2, damaged: { count: 1 } });
  });
});
