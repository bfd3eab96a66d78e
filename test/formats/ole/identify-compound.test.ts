/** Tests what compound files are taken for: by the names at their top, by class, damaged, in the beta form. */
import { expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { identifyCompound } from '../../../formats/ole/identify-compound.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { makeMsg, makeXls } from '../../../scripts/fixtures/make-legacy.ts';

const one = makeCompound({ WordDocument: Buffer.alloc(5000) });
const patched = (at: number, hex: string, bytes = one.bytes): Buffer => {
  const copy = Buffer.from(bytes);
  copy.write(hex, at, 'hex');
  return copy;
};
const plain = makeCompound({ Anything: Buffer.alloc(10) });

test.each<[string, Uint8Array, string]>([
  ['a message', makeMsg({ subject: 'a', body: 'b' }), 'msg'],
  ['a workbook', makeXls(['a'], [['b']]), 'xls'],
  ['a Word file', one.bytes, 'doc'],
  ['sectors of 4096 bytes', makeCompound({ WordDocument: Buffer.alloc(5000) }, 4096).bytes, 'doc'],
  ['names without case', makeCompound({ WORDDOCUMENT: Buffer.alloc(1) }).bytes, 'doc'],
  ['the beta form', patched(0, '0e11fc0dd0cf110e'), 'doc'],
  ['a tree that leads nowhere', patched(one.entryAt(0) + 76, '63000000'), 'doc'],
  ['a tree that is a ring', patched(one.entryAt(1) + 68, '0100000001000000'), 'doc'],
  ['names that tell nothing', plain.bytes, 'ole'],
  [
    'the class of an installer',
    patched(plain.entryAt(0) + 80, '84100c0000000000c000000000000046', plain.bytes),
    'msi',
  ],
  [
    'the class of a project',
    patched(plain.entryAt(0) + 80, '3a8fb774c8c8d111be1100c04fb6faf1', plain.bytes),
    'mpp',
  ],
  ['a directory that is cut off', one.bytes.subarray(0, 600), 'ole'],
  ['less than a header', one.bytes.subarray(0, 100), 'ole'],
])('%s', (_, bytes, format) => {
  expect(identifyCompound(memoryContent(bytes))).toBe(format);
});
