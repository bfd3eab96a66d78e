/** Tests the form fields of old Word documents: what lists and boxes show, what fields keep beside it. */
import { expect, test } from '@jest/globals';
import { readFormData } from '../../../formats/binary-office/word-form-data.ts';

const u16 = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from([value & 255, value >> 8])));
const units = (text: string): Buffer => Buffer.concat([u16(text.length), Buffer.from(text, 'utf16le')]);
const ended = (text: string): Buffer => Buffer.concat([units(text), u16(0)]);
/** A field with its head, as the stream of data has it. */
function field(bits: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('ffffffff', 'hex'), u16(bits, 0, 0), ...parts]);
  const head = Buffer.alloc(68);
  head.writeUInt32LE(68 + body.length);
  head.writeUInt16LE(0x44, 4);
  return Buffer.concat([head, body]);
}
const besides = [ended(''), ended('Say who'), ended(''), ended('OnEntry'), ended('')];
const list = Buffer.concat([u16(0xffff, 3, 0), units('North'), units('South'), units('West')]);

test.each([
  [
    'a text',
    field(0, ended('Who'), ended('nobody'), ...besides),
    '',
    ['Who', 'nobody', 'Say who', 'OnEntry'],
  ],
  [
    'a box that is ticked',
    field(1 | (1 << 2), ended('Paid'), u16(0), ...besides),
    '☒',
    ['Paid', 'Say who', 'OnEntry'],
  ],
  [
    'a box that nobody touched',
    field(1 | (25 << 2), ended(''), u16(0), ...besides),
    '☐',
    ['Say who', 'OnEntry'],
  ],
  [
    'a list with its choice',
    field(2 | (1 << 2), ended('Ward'), u16(0), ...besides, list),
    'South',
    ['Ward', 'Say who', 'OnEntry', 'North', 'West'],
  ],
  [
    'a list in which nothing was chosen',
    field(2 | (25 << 2), ended(''), u16(2), ...besides, list),
    'West',
    ['Say who', 'OnEntry', 'North', 'South'],
  ],
])('%s', (_what, bytes, shown, apart) => {
  // A picture before it, whose bytes look like the beginning of a field.
  const data = Buffer.concat([Buffer.alloc(80, 0xff), bytes, Buffer.alloc(10)]);
  expect(readFormData(data)).toEqual([{ shown, apart }]);
});

test('a field that is cut off is none', () => {
  const bytes = field(2, ended('Ward'), u16(0), ...besides, list);
  expect(readFormData(bytes.subarray(0, -1))).toEqual([]);
});
