/** Tests binary workbooks: what records say is what elements say, and damage costs what lies in it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readRecords } from '../../../formats/office/records/record-reader.ts';
import { binaryParts, byte, record, short } from '../../../scripts/fixtures/make-binary-workbook.ts';
import { zipParts } from '../../../scripts/fixtures/make-office.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/xlsb/roll.xlsb', import.meta.url));
const run = (bytes: Uint8Array) => runExtractor(bytes, { format: 'xlsb' });
const sheet1 = 'xl/worksheets/sheet1.bin';
const partOf = (name: string): Buffer => Buffer.from(binaryParts[name] ?? '');

describe('a workbook with every record', () => {
  const whole = run(fixture);

  test.each([
    [
      'cells of all kinds',
      'body',
      'Roll\nName\t日本\n2016-05-01 12:00:00\t-7\tTRUE\t#N/A\tstruck from the roll\n',
    ],
    ['what formulas say', 'body', 'owner Asha\t0.25\t1\n'],
    ['strings of formulas, each once', 'formula', '"owner "\n"share of "\n'],
    ['lists to choose from', 'formula', '"N,S"\n'],
    ['the second bound of an input', 'formula', '"up to here"\n'],
    ['lists within formulas', 'hidden', 'Ward\n'],
    ['defined names', 'formula', 'Wards\t\n'],
    ['letters of the colour of their ground', 'hidden', 'white words'],
    ['hidden columns and rows', 'hidden', 'in a hidden column'],
    ['hidden rows', 'hidden', 'in a hidden row\n'],
    ['very hidden sheets', 'hidden', 'Prices\nThe list costs 900\n'],
    ['readings', 'hidden', 'ニホン\n'],
    ['what is said of an input', 'hidden', 'No such ward\n'],
    ['links and their tips', 'hidden', 'ask the broker\n'],
    ['addresses of links', 'hidden', 'https://broker.example/list\n'],
    ['where it was saved', 'hidden', 'C:\\Users\\asha\\lists\\\n'],
    ['records of a later program', 'hidden', 'words of a later program\n'],
    ['records that nobody knows', 'hidden', 'words that nobody knows\n'],
    ['parts that no handler takes', 'hidden', 'Supporters of the north\n'],
    ['page headers without codes', 'headers', 'Left words\tMiddle\n'],
    ['comments', 'comments', 'Eve Example: Who paid this\n'],
  ] as const)('%s', async (_what, kind, expected) => {
    expect((await whole).texts[kind]).toContain(expected);
  });

  test('anchors and marks', async () => {
    const { anchors, texts, metadata, children, warnings, outcome } = await whole;
    const at = (kind: 'body' | 'hidden' | 'comments', words: string) => {
      const place = texts[kind]?.indexOf(words);
      return anchors[kind]?.findLast((one) => one.at <= (place ?? -1));
    };
    expect(at('body', '-7')).toMatchObject({ sheet: 'Roll', row: 3, column: 2 });
    expect(at('body', 'struck')).toMatchObject({ row: 3, column: 5, mark: 'struck' });
    expect(at('hidden', 'white words')).toMatchObject({ row: 3, column: 6, mark: 'ground-colour' });
    expect(at('hidden', 'in a hidden row')).toMatchObject({ row: 4, column: 1, mark: 'hidden-row' });
    expect(at('hidden', 'in a hidden column')).toMatchObject({ row: 1, column: 7, mark: 'hidden-column' });
    expect(at('hidden', 'The list costs')).toMatchObject({ sheet: 'Prices', mark: 'very-hidden-sheet' });
    expect(at('comments', 'Who paid')).toMatchObject({ sheet: 'Roll', row: 3, column: 2 });
    expect(metadata.sheets).toBe(2);
    expect(children.map(({ name }) => name)).toEqual(['vbaProject.bin']);
    expect(warnings.map(({ code }) => code)).toEqual(['active-content']);
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.hidden).not.toContain('TableStyle');
    expect(texts.hidden).not.toContain('workbook.bin');
  });
});

describe('damage', () => {
  const damaged = (part: Buffer) => run(zipParts({ ...binaryParts, [sheet1]: part }));

  test('a part that is cut keeps what stands before, and says so', async () => {
    const whole = partOf(sheet1);
    const { texts, warnings } = await damaged(whole.subarray(0, whole.indexOf('struck', 0, 'utf16le') + 3));
    expect(texts.body).toContain('2016-05-01 12:00:00\t-7\tTRUE\t#N/A\n');
    expect(texts.hidden).toContain('The list costs 900');
    expect(warnings).toContainEqual({
      code: 'truncated',
      detail: `the part ${sheet1}: it ends within a record`,
    });
  });

  test('records that are too short cost themselves', async () => {
    const { texts, warnings } = await damaged(
      Buffer.concat([
        record(145), record(7, 0), record(5, 0, 0, byte(1)), record(6, 0, 0, 0x7fff_fff0), record(60, 1), record(43),
        record(8, 0, 0, 'value', short(0), 9_999_999), record(6, 1, 0, 'read on'), record(146),
      ]), // prettier-ignore
    );
    expect(texts.body).toContain('value\tread on');
    expect(warnings).toContainEqual({
      code: 'corrupt',
      detail: `the part ${sheet1}: 5 records are damaged`,
    });
  });

  test('a mark of later programs that nothing ends does not take the cells with it', async () => {
    const { texts, warnings } = await damaged(
      Buffer.concat([
        record(35, 14),
        record(145),
        record(6, 0, 0, 'a cell'),
        record(146),
        record(35, 14),
        record(6, 0, 0, 'x'),
      ]),
    );
    expect(texts.body).toContain('a cell');
    expect(warnings).toContainEqual({
      code: 'corrupt',
      detail: `the part ${sheet1}: 2 records are damaged`,
    });
  });

  test('beginnings without ends hold nothing up', async () => {
    const parts = Array.from({ length: 20_000 }, () => [record(145), record(0)]).flat();
    const { texts } = await damaged(Buffer.concat([...parts, record(6, 0, 0, 'a cell')]));
    expect(texts.body).toContain('a cell');
  });

  test('words of formulas that stand apart: arrays, shared ones, conditions', async () => {
    const apart = (id: number, text: string): Buffer =>
      record(id, 0, byte(0x17), short(text.length), Buffer.from(text, 'utf16le'));
    const { texts } = await damaged(
      Buffer.concat([
        record(145),
        apart(426, 'first ward'),
        apart(427, 'second ward'),
        record(146),
        apart(463, 'third ward'),
      ]),
    );
    expect(texts.hidden).toContain('first ward\nsecond ward\nthird ward\n');
  });

  test('one that claims a quarter of a gigabyte is not held', async () => {
    const lying = Buffer.concat([
      record(145),
      Buffer.from([6, 0xff, 0xff, 0xff, 0x7f]),
      Buffer.alloc(3_000_000),
    ]);
    const sizes: number[] = [];
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < lying.length; at += 65_536) yield lying.subarray(at, at + 65_536);
    };
    await expect(
      readRecords(
        chunks(),
        (_id, data) => sizes.push(data.length),
        () => Promise.resolve(),
      ),
    ).rejects.toMatchObject({ code: 'truncated' });
    expect(sizes).toEqual([0, 1024 * 1024]);
    expect((await damaged(lying)).warnings.map(({ code }) => code)).toContain('truncated');
  });

  test('text in place of records, and no records at all', async () => {
    const { texts, warnings } = await damaged(Buffer.from('<worksheet><c><v>1</v></c></worksheet>'));
    expect(texts.hidden).toContain('The list costs 900');
    expect(warnings.length).toBeGreaterThan(0);
    expect((await damaged(Buffer.alloc(0))).texts.hidden).toContain('The list costs 900');
  });
});
