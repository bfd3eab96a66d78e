/** Tests what an old workbook says where no cell shows it: formulas, help beside cells, scenarios, caches of pivot tables. */
import { describe, expect, test } from '@jest/globals';
import { compound } from '../../../scripts/fixtures/make-legacy.ts';
import { sheetRecord } from '../../../scripts/fixtures/make-sheets.ts';
import { lengthStrings } from '../../../formats/binary-office/length-strings.ts';
import { tokenStrings } from '../../../formats/binary-office/token-strings.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);
const narrow = (text: string): Buffer =>
  Buffer.concat([bytes(text.length, 0, 0), Buffer.from(text, 'latin1')]);
const wide = (text: string): Buffer =>
  Buffer.concat([bytes(text.length, 0, 1), Buffer.from(text, 'utf16le')]);
/** A string as a token of a formula. */
const token = (text: string): Buffer =>
  Buffer.concat([bytes(0x17, text.length, 0), Buffer.from(text, 'latin1')]);
const double = (value: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(value);
  return buffer;
};
const sized = (tokens: Buffer): Buffer => Buffer.concat([bytes(tokens.length, 0), tokens]);
const begin = (kind: number): Buffer => sheetRecord(0x0809, 0x0600, kind, 0, 0, 0, 0, 0, 0);
const end = sheetRecord(0x000a);

/** A workbook of one sheet, called S, with these records; and streams beside it. */
function workbook(records: readonly Buffer[], beside: Readonly<Record<string, Buffer>> = {}): Buffer {
  const place = Buffer.alloc(4);
  const globals = () => Buffer.concat([begin(5), sheetRecord(0x0085, place, bytes(0, 0, 1, 0), 'S'), end]);
  place.writeUInt32LE(globals().length);
  return compound({ Workbook: Buffer.concat([globals(), begin(0x10), ...records, end]), ...beside });
}

const reference = bytes(0x44, 1, 0, 2, 0);
const formula = (tokens: Buffer): Buffer => sheetRecord(0x0006, 4, 2, 0, double(1), 0, 0, 0, sized(tokens));

describe('what no cell shows', () => {
  test.each([
    [
      'a string in a formula',
      formula(Buffer.concat([reference, token('quill "x"'), bytes(8)])),
      'formula',
      '"quill ""x"""',
    ],
    [
      'a shared formula',
      sheetRecord(0x04bc, 4, 5, bytes(2, 2, 0, 1), sized(token('quill'))),
      'formula',
      '"quill"',
    ],
    ['a condition', sheetRecord(0x01b1, bytes(2, 3), 8, 0, 0, 0, token('quill')), 'formula', '"quill"'],
    [
      'the list beside a cell',
      sheetRecord(
        0x01be,
        0,
        0,
        narrow('\0'),
        narrow('\0'),
        narrow('\0'),
        narrow('\0'),
        sized(bytes()),
        0,
        sized(bytes()),
        0,
      ),
      'hidden',
      '',
    ],
    [
      'help beside a cell',
      sheetRecord(
        0x01be, 0, 0, narrow('Ask'), wide('Łódź'), narrow('Pick one'), narrow('\0'),
        bytes(12, 0), 0, token('quill\0pen'), 0, 0, 0,
      ), // prettier-ignore
      'hidden',
      'Ask\nŁódź\nPick one\n',
    ],
    [
      'a scenario',
      sheetRecord(
        0x00af,
        1,
        bytes(0, 0, 5, 4, 3, 0),
        'quill',
        narrow('Ada'),
        narrow('best'),
        3,
        1,
        narrow('9 %'),
      ),
      'hidden',
      'quill\nAda\nbest\n',
    ],
    ['a query', sheetRecord(0x00cd, narrow('SELECT * FROM voters')), 'hidden', 'SELECT * FROM voters\n'],
    [
      'a cell of another book',
      sheetRecord(0x005a, bytes(1, 1), 0, bytes(2), narrow('quill')),
      'hidden',
      'quill\n',
    ],
    [
      'the tip of a link',
      sheetRecord(0x0800, Buffer.alloc(10), Buffer.from('quill\0', 'utf16le')),
      'hidden',
      'quill\n',
    ],
    [
      'what a filter looks for',
      sheetRecord(0x009e, 0, 0, bytes(6, 2, 0, 0, 0, 0, 5, 0, 0, 0), Buffer.alloc(10), bytes(0), 'quill'),
      'hidden',
      'quill\n',
    ],
  ] as const)('%s', async (_what, record, kind, expected) => {
    const { texts, warnings } = await runExtractor(workbook([record]), { format: 'xls' });
    if (expected === '') expect(texts[kind]).toBeUndefined();
    else expect(texts[kind]).toContain(expected);
    expect(warnings).toEqual([]);
  });

  test('it stands apart from the cells of a hidden row', async () => {
    const row = sheetRecord(0x0208, 4, 0, 1, 0, 0, 0, 0x20, 0);
    const cell = sheetRecord(0x0204, 4, 0, 0, narrow('secret'));
    const tip = sheetRecord(0x0800, Buffer.alloc(10), Buffer.from('quill\0', 'utf16le'));
    const { texts } = await runExtractor(workbook([row, cell, tip, cell]), { format: 'xls' });
    expect(texts.hidden).toBe('secret\nquill\nsecret\n');
  });

  test('a formula is cited by its cell', async () => {
    const found = await runExtractor(workbook([formula(token('quill'))]), { format: 'xls' });
    expect(placeOf(found, 'quill', 'formula')).toMatchObject({ sheet: 'S', row: 5, column: 3 });
  });

  test('the cache of a pivot table: names of fields, texts, numbers, days', async () => {
    const cache = Buffer.concat([
      sheetRecord(0x00c7, 0, 0, 0, 0, 0, 0, 0, narrow('Donor')),
      sheetRecord(0x00cd, wide('Łucja')),
      sheetRecord(0x00c9, double(441_632_960_123)),
      sheetRecord(0x00cc, 12),
      sheetRecord(0x00ce, 2019, 5, bytes(6, 0, 0, 0)),
    ]);
    const { texts } = await runExtractor(workbook([], { '_SX_DB_CUR/0001': cache }), { format: 'xls' });
    expect(texts.hidden).toBe('Donor\nŁucja\n441632960123\n12\n2019-05-06\n');
  });
});

const unicode = { isUnicode: true, page: 1252 };

test.each([
  ['an attribute with a table of places', bytes(0x19, 4, 1, 0, 0, 0, 0, 0, ...token('a')), unicode, ['"a"']],
  ['a token that is not known', bytes(0x3e, ...token('a')), unicode, []],
  ['Excel 95', bytes(0x44, 1, 0, 2, 0x17, 1, 97), { isUnicode: false, page: 1252 }, ['"a"']],
  ['a string that is cut off', bytes(0x17, 9, 0, 97), unicode, ['"a"']],
])('tokens: %s', (_what, tokens, form, expected) => {
  expect(tokenStrings(tokens, form)).toEqual(expected);
});

test('strings are found by their lengths, others are not', () => {
  const data = Buffer.concat([
    bytes(0xff, 2),
    narrow('one'),
    bytes(3, 0),
    Buffer.from('two'),
    wide('Łódź'),
    narrow('no'),
  ]);
  expect(lengthStrings(data)).toEqual(['one', 'two', 'Łódź']);
  expect(lengthStrings(Buffer.from('three without a length'))).toEqual([]);
});
