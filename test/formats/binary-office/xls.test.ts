/** Tests of the reader of old workbooks, over workbooks that we make: cells, what is hidden, comments, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compound } from '../../../scripts/fixtures/make-legacy.ts';
import {
  makeBareSheet,
  makeOldWorkbook,
  makeWorkbook,
  sheetRecord,
  sheetStream,
} from '../../../scripts/fixtures/make-sheets.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const run = (bytes: Uint8Array, format = 'xls') => runExtractor(bytes, { format });
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

describe('a whole workbook', () => {
  const canvass = run(fixture('xls/canvass.xls'));

  test('the fixtures are what the script makes', () => {
    expect(makeWorkbook().equals(fixture('xls/canvass.xls'))).toBe(true);
    expect(makeOldWorkbook().equals(fixture('xls/excel95.xls'))).toBe(true);
    expect(makeBareSheet().equals(fixture('biff/excel2.xls'))).toBe(true);
  });

  test('cells as shown, strings across records, what is hidden apart', async () => {
    const { outcome, texts, warnings } = await canvass;
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts).toEqual({
      body: 'Canvass\nWard\tCafé Łódź\n2019-03-14\t12\t12.5\nwhat the formula says\t#DIV/0!\nA text box \nLast\nthe last sheet\n',
      hidden:
        'broker list.xls\nin a hidden column\nin a hidden row\nhttp://broker.example\nPrices\nThe list costs 900\n',
      comments: 'Cara Example: Who paid this\n',
      headers: 'Canvass returns\nStrictly private\n',
      formula: 'Price\n',
    });
    expect(warnings).toEqual([{ code: 'external-reference', detail: 'broker list.xls' }]);
  });

  test('a place is cited by sheet and cell', async () => {
    const found = await canvass;
    expect(placeOf(found, '12.5')).toMatchObject({ sheet: 'Canvass', row: 2, column: 3 });
    expect(placeOf(found, 'Who paid', 'comments')).toMatchObject({ sheet: 'Canvass', row: 2, column: 1 });
    expect(placeOf(found, 'in a hidden column', 'hidden')).toMatchObject({
      column: 4,
      mark: 'hidden-column',
    });
    expect(placeOf(found, 'in a hidden row', 'hidden')).toMatchObject({ row: 3, mark: 'hidden-row' });
    expect(placeOf(found, 'costs', 'hidden')).toMatchObject({ sheet: 'Prices', mark: 'very-hidden-sheet' });
  });

  test('properties and the workbook within', async () => {
    const { metadata, children } = await canvass;
    expect(metadata).toMatchObject({ title: 'Canvass returns', authors: ['Ada Example'], sheets: 3 });
    expect(children).toHaveLength(1);
    expect((await run(children[0]?.bytes ?? Buffer.alloc(0))).texts.body).toContain('the last sheet');
  });
});

test('Excel 95 is read by its code page, Excel 2 without a container', async () => {
  expect((await run(fixture('xls/excel95.xls'))).texts.body).toContain(
    '\u0421\u043f\u0438\u0441\u043e\u043a\n',
  );
  expect((await run(fixture('biff/excel2.xls'), 'biff')).texts.body).toBe('Ward\n12\t2.5\n');
});

test('an encrypted one says so', async () => {
  const stream = sheetStream();
  const encrypted = Buffer.concat([stream.subarray(0, 20), sheetRecord(0x002f, 1), stream.subarray(20)]);
  expect((await run(compound({ Workbook: encrypted }))).outcome).toMatchObject({ status: 'encrypted' });
});

describe('damage', () => {
  test('a record that lies about its length costs what follows in its sheet alone', async () => {
    const stream = sheetStream();
    const at = stream.indexOf(Buffer.from('in a hidden row')) - 13;
    expect(stream.readUInt16LE(at)).toBe(0x0204);
    stream.writeUInt16LE(8000, at + 2);
    const { outcome, texts, warnings } = await run(compound({ Workbook: stream }));
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.body).toContain('2019-03-14\t12\t12.5\n');
    expect(texts.body).toContain('the last sheet');
    expect(texts.hidden).toContain('The list costs 900');
    expect(warnings.map(({ code }) => code)).toEqual(['external-reference', 'corrupt']);
  });

  test('strings that are stated and not there are counted', async () => {
    const stream = sheetStream();
    stream.writeUInt32LE(0x7fffffff, stream.indexOf(Buffer.from('Ward')) - 7);
    const { texts, warnings } = await run(compound({ Workbook: stream }));
    expect(texts.body).toContain('Ward\tCafé Łódź');
    expect(warnings).toContainEqual({
      code: 'corrupt',
      detail: '2147483645 strings that the workbook states are not there',
    });
  });

  test('any cut of it ends', async () => {
    const whole = makeWorkbook();
    for (let length = 512; length < whole.length; length += 101) {
      const { outcome } = await run(whole.subarray(0, length));
      expect(['extracted', 'failed']).toContain(outcome.status);
    }
  });
});
