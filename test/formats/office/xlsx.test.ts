/** Tests the Excel extractor: values as shown, anchors, comments, hidden data, and large or damaged workbooks. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CellFormats, showGeneral } from '../../../formats/office/cell-formats.ts';
import { showSerial } from '../../../formats/time/serial-date.ts';
import { showHeader } from '../../../formats/office/sheet-text.ts';
import { parseXml } from '../../../formats/office/xml.ts';
import { relations, xlsxParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { anchor } from '../../../schemas/anchor.ts';
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
    ['hidden sheets', 'hidden', 'Roll\nvoter 1 of'],
    ['page headers without codes', 'headers', 'Left words\tMiddle\tPage\n'],
    [
      'comments of both kinds',
      'comments',
      'Eve Example: Check the source\nFinn Example: Bought from a broker\n',
    ],
    ['formulas that name addresses', 'formula', 'HYPERLINK("http://cell.example/y","go")\n'],
    ['links', 'hidden', 'mailto:asha@example.org\n'],
    ['defined names', 'formula', 'Wards\tVoters!$A$1:$A$9\n'],
    ['pivot caches', 'hidden', 'Cached Broker Ltd\n'],
  ] as const)('%s', async (_what, kind, expected) => {
    expect((await whole).texts[kind]).toContain(expected);
  });

  test('anchors name sheet and row, and lie where the row begins', async () => {
    const { anchors, packed, texts, metadata } = await whole;
    const roll = anchors.hidden?.filter(({ sheet, row }) => sheet === 'Roll' && row !== undefined) ?? [];
    expect(roll.length).toBe(200);
    for (const { at, row } of roll) expect(texts.hidden?.slice(at).startsWith(`voter ${row} of`)).toBe(true);
    // The sheet, and its cells.
    expect(packed.hidden?.filter(({ sheet }) => sheet === 'Roll').length).toBeLessThan(4);
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
  const { texts, packed } = await run(
    zipParts({
      ...xlsxParts,
      'xl/workbook.xml': String(xlsxParts['xl/workbook.xml']).replace(' state="hidden"', ''),
      'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    }),
  );
  expect(texts.body?.endsWith('\n59999\n')).toBe(true);
  expect(packed.body?.length).toBeLessThan(120);
});

describe('what a reader of the workbook does not see', () => {
  const styles = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts><fonts><font/><font><color rgb="FFFFFFFF"/></font><font><strike/></font><font><color theme="0"/></font></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill></fills><cellXfs><xf numFmtId="0"/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/><xf fillId="1"/><xf fontId="1" fillId="1"/><xf numFmtId="170"/></cellXfs></styleSheet>`;
  const cellOf = (text: string, style = 0, column = ''): string =>
    `<c${column === '' ? '' : ` r="${column}1"`} s="${style}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const parts = Object.fromEntries(
    Object.entries(xlsxParts).filter(([name]) => !/sheet2|omments|persons|drawings|pivotCache/.test(name)),
  );
  const readSheet = (sheet: string, state = '', workbook = '') =>
    run(
      zipParts({
        ...parts,
        'xl/workbook.xml': `<workbook xmlns:r="urn:r"><sheets><sheet name="S" ${state} r:id="rId1"/></sheets>${workbook}</workbook>`,
        'xl/_rels/workbook.xml.rels': relations(
          ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
          ['rId2', 'styles', 'styles.xml'],
          ['rId3', 'sharedStrings', 'sharedStrings.xml'],
        ),
        'xl/worksheets/_rels/sheet1.xml.rels': relations(),
        'xl/styles.xml': styles,
        'xl/sharedStrings.xml': '<sst/>',
        'xl/worksheets/sheet1.xml': `<worksheet>${sheet}</worksheet>`,
      }),
    );
  const rows = (...cells: string[]): string =>
    `<sheetData>${cells.map((row) => `<row>${row}</row>`).join('')}</sheetData>`;
  const both = cellOf('plain') + cellOf('secret');

  test.each([
    ['a hidden sheet', 'state="hidden"', rows(both), '', 'S\nplain\tsecret\n', 'hidden-sheet'],
    ['a very hidden sheet', 'state="veryHidden"', rows(both), '', 'S\nplain\tsecret\n', 'very-hidden-sheet'],
    [
      'a hidden row',
      '',
      `<sheetData><row>${cellOf('plain')}</row><row hidden="1">${cellOf('secret')}</row></sheetData>`,
      'S\nplain\n',
      'secret\n',
      'hidden-row',
    ],
    [
      'a row of no height',
      '',
      `<sheetData><row>${cellOf('plain')}</row><row ht="0" customHeight="1">${cellOf('secret')}</row></sheetData>`,
      'S\nplain\n',
      'secret\n',
      'hidden-row',
    ],
    [
      'a row filtered out',
      '',
      `<sheetPr filterMode="1"/><sheetData><row>${cellOf('plain')}</row><row hidden="1">${cellOf('secret')}</row></sheetData>`,
      'S\nplain\n',
      'secret\n',
      'filtered-row',
    ],
    [
      'hidden columns',
      '',
      `<cols><col min="2" max="3" hidden="1"/></cols>${rows(cellOf('plain') + cellOf('secret') + cellOf('too', 0, 'C') + cellOf('seen', 0, 'D'))}`,
      'S\nplain\tseen\n',
      'secret\ttoo\n',
      'hidden-column',
    ],
    [
      'white on white',
      '',
      rows(cellOf('plain') + cellOf('secret', 1)),
      'S\nplain\n',
      'secret\n',
      'ground-colour',
    ],
    [
      'the theme’s white',
      '',
      rows(cellOf('plain') + cellOf('secret', 3)),
      'S\nplain\n',
      'secret\n',
      'ground-colour',
    ],
    [
      'black on black',
      '',
      rows(cellOf('plain', 5) + cellOf('secret', 4)),
      'S\nplain\n',
      'secret\n',
      'ground-colour',
    ],
    [
      'a format that shows nothing',
      '',
      rows(`${cellOf('plain')}<c s="6"><v>42</v></c>`),
      'S\nplain\n',
      '42\n',
      'no-format',
    ],
  ])('%s', async (_what, state, sheet, body, hidden, mark) => {
    const { texts, anchors } = await readSheet(sheet, state);
    expect(texts.body ?? '').toBe(body);
    expect(texts.hidden).toBe(hidden);
    const marked = anchors.hidden?.find((anchor) => anchor.mark !== undefined);
    expect(marked).toMatchObject({ mark, sheet: 'S' });
    expect(texts.hidden?.slice(marked?.at)).toContain(mark === 'no-format' ? '42' : 'secret');
    expect(anchors.hidden?.at(-1)?.mark).toBeUndefined();
  });

  test('struck cells stay among the others, marked', async () => {
    const { texts, anchors } = await readSheet(rows(cellOf('one') + cellOf('two', 2) + cellOf('three')));
    expect(texts.body).toBe('S\none\ttwo\tthree\n');
    expect(anchors.body?.slice(1)).toEqual([
      { at: 2, sheet: 'S', row: 1, column: 1 },
      { at: 6, sheet: 'S', row: 1, column: 2, mark: 'struck' },
      { at: 10, sheet: 'S', row: 1, column: 3 },
      { at: 16, sheet: 'S' },
    ]);
  });

  test('cells outside of rows are of the sheet alone', async () => {
    const { texts, packed } = await readSheet(
      '<c t="inlineStr"><is><t>loose</t><rPh><t>ruusu</t></rPh></is></c><rPh><t>more</t></rPh><f>"Hid"</f>',
    );
    expect(texts.body).toContain('loose');
    for (const found of Object.values(packed).flat()) expect(anchor.parse(found).row).toBeUndefined();
  });

  test('what formulas say is told once, and that a cell has no value', async () => {
    const formula = (text: string, value = ''): string => `<c><f>${text}</f>${value}</c>`;
    const { texts, warnings, anchors } = await readSheet(
      rows(
        formula('CONCATENATE("Mire","wood")'),
        formula('IF(1=2,"Mire","wood")', '<v></v>') + formula('SUM(A1:A2)', '<v>3</v>'),
        formula('IF(A1="Elsewhere",1,2)', '<v>2</v>'),
      ) +
        '<dataValidations><dataValidation prompt="Ask Ines" errorTitle="No"><formula1>"Oslo,Bergen"</formula1></dataValidation></dataValidations><conditionalFormatting><cfRule text="Tollbridge"><formula>A1="Skerry"</formula></cfRule></conditionalFormatting><extLst><ext><x><f>"Later"</f></x></ext></extLst>',
    );
    expect(texts.formula).toBe(
      'CONCATENATE("Mire","wood")\nIF(A1="Elsewhere",1,2)\n"Oslo,Bergen"\nTollbridge\nA1="Skerry"\n"Later"\n',
    );
    expect(texts.hidden).toBe('Ask Ines\nNo\n');
    expect(texts.body).toBe('S\n3\n2\n');
    expect(anchors.formula?.slice(0, 2)).toEqual([
      { at: 0, sheet: 'S', row: 1, column: 1 },
      { at: 27, sheet: 'S', row: 3, column: 1 },
    ]);
    expect(warnings).toEqual([
      {
        code: 'partial-read',
        detail: '2 cells have a formula and no value: what they show is not in the file',
      },
    ]);
  });

  test('strings that no cell shows', async () => {
    const { texts, anchors } = await run(
      zipParts({
        ...xlsxParts,
        'xl/sharedStrings.xml':
          '<sst><si><t>Name</t></si><si><t>Asha</t></si><si><t>Left over</t></si></sst>',
      }),
    );
    const at = texts.hidden?.indexOf('Left over\n');
    expect(at).toBeGreaterThanOrEqual(0);
    expect(anchors.hidden).toContainEqual({ at, part: 'unused strings' });
    expect(texts.hidden).not.toContain('Asha');
  });

  test('characters by their number', async () => {
    const { texts } = await readSheet(rows(cellOf('a_x000D_\nb _x005F_x0041_ _xD83D__xDE00_ _x00e4_ _xyz_')));
    expect(texts.body).toBe('S\na\nb _x0041_ 😀 ä _xyz_\n');
  });
});

describe('built-in formats', () => {
  const show = async (format: number, raw: string, from1904 = false): Promise<string> => {
    const formats = new CellFormats();
    const styles = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="h:mm AM/PM"/><numFmt numFmtId="171" formatCode="0.0;[Red]yyyy"/><numFmt numFmtId="172" formatCode="[&lt;1]h:mm;d/m/yyyy"/></numFmts><cellXfs><xf numFmtId="${format}"/></cellXfs></styleSheet>`;
    await parseXml(
      (async function* one() {
        yield await Promise.resolve(Buffer.from(styles));
      })(),
      formats.handler(),
      () => Promise.resolve(),
    );
    formats.setDateSystem(from1904 ? '1' : '0');
    await formats.prepare();
    return formats.show(raw, 0);
  };

  test.each([
    ...[14, 27, 28, 29, 31, 36, 50, 51, 54, 57, 58, 71, 81].map((id) => [id, '43595', '2019-05-10'] as const),
    ...[34, 35, 52, 53, 55, 56].map((id) => [id, '43595', '2019-05-10'] as const),
    ...[18, 20, 32, 34, 55, 56, 75].map((id) => [id, '0.75', '18:00:00'] as const),
    ...[19, 21, 33, 76].map((id) => [id, '0.7505', '18:00:43'] as const),
    [30, '43595', '2019-05-10'],
    [22, '43595.75', '2019-05-10 18:00:00'],
    [170, '0.0', '00:00:00'],
    [170, '0.5', '12:00:00'],
    [46, '1.5', '36:00:00'],
    [79, '1.5', '36:00:00'],
    [7, '-1234.5', '(1,234.50)'],
    [44, '1234.5', '1,234.50'],
    [59, '41.7', '42'],
    [171, '43595', '43595.0'],
    [172, '43595.5', '2019-05-10 12:00:00'],
    [172, '0.25', '06:00:00'],
  ] as const)('%d shows %s as %s', async (format, raw, shown) => {
    expect(await show(format, raw)).toBe(shown);
  });

  test('with days from 1904', async () => {
    expect(await show(31, '42133', true)).toBe('2019-05-10');
    expect(await show(46, '1.5', true)).toBe('36:00:00');
    expect(await show(32, '0.75', true)).toBe('18:00:00');
  });
});

test('what a text box and a chart refer to is found, each once', async () => {
  const box = '<sp macro="[0]!PayOdile" textlink="Ledger!$B$2"><txBody><p><r><t>12</t></r></p></txBody></sp>';
  const series =
    "<c:ser><c:f>'[Weir.xlsx]Sheet1'!$A$1</c:f><c:strCache><c:pt><c:v>Mill</c:v></c:pt></c:strCache></c:ser>";
  const drawing = `<wsDr xmlns:c="urn:c">${box}${series}${series}</wsDr>`;
  const { texts } = await run(zipParts({ ...xlsxParts, 'xl/drawings/drawing1.xml': drawing }));
  for (const words of ['Ledger!$B$2\n', '[0]!PayOdile\n', "'[Weir.xlsx]Sheet1'!$A$1\n"])
    expect(texts.hidden?.split(words)).toHaveLength(2);
  expect(texts.body).toContain('12\nMill\nMill\n');
});

test('an empty text that a formula says is a value, an empty number is none', async () => {
  const cells =
    '<x:row r="1"><x:c r="A1" t="str"><x:f>IF(B1="gone","","x")</x:f><x:v></x:v></x:c><x:c r="B1"><x:f>1+1</x:f><x:v></x:v></x:c></x:row>';
  const part = String(xlsxParts['xl/worksheets/sheet1.xml']).replace(
    /<x:sheetData>.*<\/x:sheetData>/u,
    `<x:sheetData>${cells}</x:sheetData>`,
  );
  const { warnings } = await run(zipParts({ ...xlsxParts, 'xl/worksheets/sheet1.xml': part }));
  expect(warnings).toContainEqual({
    code: 'partial-read',
    detail: expect.stringMatching(/^1 cells have a formula and no value/u),
  });
});

describe('damaged workbooks', () => {
  test('without the workbook part the sheets are still read', async () => {
    const { 'xl/workbook.xml': _workbook, 'xl/_rels/workbook.xml.rels': _relations, ...rest } = xlsxParts;
    const { outcome, texts, warnings } = await run(zipParts(rest));
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Asha Sharma');
    expect(warnings.map(({ code }) => code)).toContain('partial-read');
  });
});
