/** Tests what is taken out of embedded OLE2 objects: whole, cut off at every place, of no kind that is known. */
import { describe, expect, test } from '@jest/globals';
import { openOleObject } from '../../../formats/office/ole-object.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { docxParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { runExtractor } from '../../run-extractor.ts';

const file = Buffer.from(Array.from({ length: 1000 }, (_, at) => `voter ${at}\n`).join(''));
const native = Buffer.concat([
  Buffer.alloc(4),
  Buffer.from([2, 0]),
  Buffer.from('broker.csv\0C:\\data\\broker.csv\0'),
  Buffer.from([0, 0, 3, 0, 4, 0, 0, 0]),
  Buffer.from('C:\\\0'),
  Buffer.from(Uint32Array.of(file.length).buffer),
  file,
]);
const object = makeCompound({ '\u0001Ole10Native': native }).bytes;

test.each<[string, Uint8Array, string]>([
  ['Ole10Native', object, 'broker.csv'],
  ['Package', makeCompound({ Package: file }).bytes, ''],
  ['CONTENTS', makeCompound({ CONTENTS: file }, 4096).bytes, ''],
])('%s', (_, bytes, name) => {
  const found = openOleObject(bytes);
  expect([found?.name, found?.damage]).toEqual([name, undefined]);
  expect(Buffer.from(found?.bytes ?? []).equals(file)).toBe(true);
});

const wide = (text: string): Buffer => {
  const bytes = Buffer.alloc(4 + text.length * 2);
  bytes.writeUInt32LE(text.length, 0);
  bytes.write(text, 4, 'utf16le');
  return bytes;
};
const named = (label: Buffer, ...behind: Buffer[]): string | undefined => {
  const whole = Buffer.concat([
    native.subarray(0, 6),
    label,
    native.subarray(native.indexOf(0, 6), native.length),
    ...behind,
  ]);
  return openOleObject(makeCompound({ '\u0001Ole10Native': whole }).bytes)?.name;
};

test.each<[string, Buffer, Buffer[], string]>([
  [
    'in UTF-16 behind the file',
    Buffer.from('??.txt'),
    ['C:\\T\\名簿.txt', '名簿.txt', 'D:\\名簿.txt'].map(wide),
    '名簿.txt',
  ],
  [
    'the path where there is no label',
    Buffer.from('??.txt'),
    ['x', '', 'D:\\лист.doc'].map(wide),
    'лист.doc',
  ],
  ['cut off names', Buffer.from('a.txt'), [wide('C:\\x').subarray(0, 7)], 'a.txt'],
  ['the bytes of Windows', Buffer.from('Übergabe.txt', 'latin1'), [], 'Übergabe.txt'],
])('the name: %s', (_, label, behind, name) => {
  expect(named(label, ...behind)).toBe(name);
});

test.each<[string, Uint8Array]>([
  ['another stream', makeCompound({ Workbook: file }).bytes],
  ['no compound file', file],
  ['nothing', Buffer.alloc(0)],
])('%s gives no file', (_, bytes) => {
  expect(openOleObject(bytes)).toBeUndefined();
});

describe('cut off', () => {
  test('at every place: the beginning of the file, and how much is missing', () => {
    let readInPart = 0;
    for (let length = 0; length < object.length; length += 100) {
      const found = openOleObject(object.subarray(0, length));
      if (!found) continue;
      const read = Buffer.from(found.bytes);
      expect(read.equals(file.subarray(0, read.length))).toBe(true);
      if (read.length === file.length) continue;
      expect(found.damage?.code).toBe('truncated');
      readInPart += 1;
    }
    expect(readInPart).toBeGreaterThan(50);
  });

  test('within a document: the child has what is there, and a warning says what is not', async () => {
    const cut = object.subarray(0, object.length - 4096);
    const parts = { ...docxParts, 'word/embeddings/oleObject1.bin': cut };
    const { children, warnings } = await runExtractor(zipParts(parts), { format: 'docx' });
    const bytes = Buffer.from(children.find(({ name }) => name === 'broker.csv')?.bytes ?? []);
    expect(bytes.length).toBeGreaterThan(4096);
    expect(bytes.equals(file.subarray(0, bytes.length))).toBe(true);
    const warned = warnings.find(({ code }) => code === 'truncated')?.detail;
    const missing = `${file.length - bytes.length} of ${native.length} bytes are missing`;
    expect(warned).toMatch(`the file in word/embeddings/oleObject1.bin: ${missing}: `);
  });
});
