/** Tests the Excel extractor: values as shown, anchors, comments, hidden data, and large or damaged workbooks. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { showGeneral } from '../../../formats/office/cell-formats.ts';
import { showSerial } from '../../../formats/time/serial-date.ts';
import { showHeader } from '../../../formats/office/sheet-text.ts';
import { xlsxParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/xlsx/voters.xlsx', import.meta.url));
const run = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'xlsx', limits });

describe('a workbook with every part', () => {
  const whole = run(fixture);

  test.each([
    ['shared strings and their runs', 'body', 'Voters\nName\tAsha Sharma\n'],
    [
      'dates, times, percents, currencies',
      'body',
      '2016-05-01\t2016-05-01 12:00:00\t12.34%\t1,234,567.89\t£99.50\t18:00:00\n',
    ],
    ['booleans, errors, plain and long numbers, results', 'body', 'TRUE\t#N/A\t0.1\t447700900123\tgo\n'],
    ['text boxes', 'body', 'Text box on the sheet\n'],
    ['hidden sheets', 'body', 'Roll\nvoter 1 of'],
    ['page headers without codes', 'headers', 'Left words\tMiddle\tPage\n'],
    [
      'comments of both kinds',
      'comments',
      'Eve Example: Check the source\nFinn Example: Bought from a broker\n',
    ],
    ['formulas that name addresses', 'hidden', 'HYPERLINK("http://cell.example/y","go")\n'],
    ['links', 'hidden', 'mailto:asha@example.org\n'],
    ['defined names', 'hidden', 'Wards\tVoters!$A$1:$A$9\n'],
    ['pivot caches', 'hidden', 'Cached Broker Ltd\n'],
  ] as const)('%s', async (_what, kind, expected) => {
    expect((await whole).texts[kind]).toContain(expected);
  });

  test('anchors name sheet and row, and lie where the row begins', async () => {
    const { anchors, texts, metadata } = await whole;
    const roll = anchors.body?.filter(({ sheet, row }) => sheet === 'Roll' && row !== undefined) ?? [];
    expect(roll.length).toBeGreaterThan(1);
    expect(roll.length).toBeLessThan(6);
    for (const { at, row } of roll) expect(texts.body?.slice(at).startsWith(`voter ${row} of`)).toBe(true);
    expect(anchors.comments?.map(({ row }) => row)).toEqual([1, 3]);
    expect(metadata.sheets).toBe(2);
  });

  test('embedded objects are children, printer settings are not', async () => {
    expect((await whole).children.map(({ name }) => name)).toEqual(['oleObject1.bin']);
  });
});

test.each([
  [0.1 + 0.2, '0.3'],
  [1234567890123, '1234567890123'],
  [0.333333333333333, '0.3333333333'],
  [1e21, '1E+21'],
  [0.0000012345, '1.2345E-06'],
  [-42, '-42'],
])('%d shows as %s', (value, shown) => {
  expect(showGeneral(value)).toBe(shown);
});

test.each([
  [1, false, false, '1900-01-01'],
  [59, false, false, '1900-02-28'],
  [61, false, false, '1900-03-01'],
  [36526, false, false, '2000-01-01'],
  [35064, true, false, '2000-01-01'],
  [0.5, false, true, '12:00:00'],
  [42491.999988, false, true, '2016-05-01 23:59:59'],
  [-1, false, false, undefined],
  [3e6, false, false, undefined],
])('the serial %d is %s', (serial, from1904, withTime, shown) => {
  expect(showSerial(serial, from1904, withTime)).toBe(shown);
});

test('codes of page headers', () => {
  expect(showHeader('&L&"Arial,Bold"Left && right&C&12Twelve&R&D')).toBe('Left & right\tTwelve');
});

test('strings beyond the bound are found without their cells', async () => {
  const many = Array.from({ length: 5000 }, (_, index) => `<si><t>string number ${index}</t></si>`).join('');
  const bytes = zipParts({
    ...xlsxParts,
    'xl/sharedStrings.xml': `<sst>${many}</sst>`,
    'xl/worksheets/sheet1.xml':
      '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>4999</v></c></row></sheetData></worksheet>',
  });
  const { texts, warnings } = await run(bytes, { maxHeldBytes: 100_000 });
  expect(texts.body).toContain('string number 0\n');
  expect(texts.hidden).toContain('string number 4999\n');
  expect(warnings.map(({ code }) => code)).toEqual(['partial-read', 'partial-read']);
});

test('60,000 rows are read with few anchors', async () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, index) => `<row r="${index + 1}"><c><v>${index}</v></c></row>`,
  ).join('');
  const { texts, anchors } = await run(
    zipParts({
      ...xlsxParts,
      'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    }),
  );
  expect(texts.body?.endsWith('\n59999\n')).toBe(true);
  expect(anchors.body?.length).toBeLessThan(120);
});

describe('damaged workbooks', () => {
  test('without the workbook part the sheets are still read', async () => {
    const { 'xl/workbook.xml': _workbook, 'xl/_rels/workbook.xml.rels': _relations, ...rest } = xlsxParts;
    const { outcome, texts, warnings } = await run(zipParts(rest));
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Asha Sharma');
    expect(warnings.map(({ code }) => code)).toContain('partial-read');
  });

  test('a binary workbook is unsupported', async () => {
    const root = String(xlsxParts['_rels/.rels']).replace('xl/workbook.xml', 'xl/workbook.bin');
    const { outcome, metadata } = await run(
      zipParts({ ...xlsxParts, '_rels/.rels': root, 'xl/workbook.bin': 'x' }),
    );
    expect(outcome).toMatchObject({ status: 'unsupported', code: 'no-extractor' });
    expect(metadata.title).toBe('Voter outreach plan');
  });
});
