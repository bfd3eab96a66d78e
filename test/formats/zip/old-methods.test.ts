/** ZIP members by PKZIP's first methods and deflate64: whole, damaged, cut off, and with false sizes. */
import { describe, expect, test } from '@jest/globals';
import { makeZip, notes } from '../../../scripts/fixtures/make-archives.ts';
import { packOld } from '../../../scripts/fixtures/old-zip-methods.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'zip', limits });

/** Words in an order that no dictionary foresees, long enough to fill each of them, all bytes, and a long run. */
function makeWords(): Buffer {
  let seed = 7;
  const parts: Buffer[] = [Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))];
  for (let index = 0; index < 30_000; index++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    parts.push(Buffer.from(`word${(seed >> 8) % 3_000} `));
  }
  return Buffer.concat([...parts, Buffer.alloc(90_000, 'x'), Buffer.from([144, 144, 0, 144])]);
}
const words = makeWords();
const cases: [string, number, number][] = [
  ['shrink', 1, 0],
  ['reduce 1', 2, 0],
  ['reduce 2', 3, 0],
  ['reduce 3', 4, 0],
  ['reduce 4', 5, 0],
  ['implode, 4 KiB', 6, 0],
  ['implode, 8 KiB', 6, 2],
  ['implode, 4 KiB with a code for literals', 6, 4],
  ['implode, 8 KiB with a code for literals', 6, 6],
  ['deflate64', 9, 0],
];

describe.each(cases)('%s', (_, method, flags) => {
  const packed = packOld('words.txt', words, method, flags);

  test('gives what was packed, beside others', async () => {
    const { children, outcome } = await read(makeZip([packed, packOld('notes', notes, method, flags)]));
    expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(Buffer.from(children[0]?.bytes ?? []).equals(words)).toBe(true);
    expect(Buffer.from(children[1]?.bytes ?? []).toString()).toBe(notes.toString());
    expect(children.map(({ declaredSize }) => declaredSize)).toEqual([words.length, notes.length]);
  });

  test('says what is wrong with damaged data, and keeps the others', async () => {
    const damaged = Buffer.from(packed.data ?? []);
    damaged.fill(0xa5, damaged.length >> 1, (damaged.length >> 1) + 40);
    const { children } = await read(
      makeZip([{ ...packed, data: damaged }, packOld('b', notes, method, flags)]),
    );
    expect(children[0]?.error).toMatch(/^(?:bad checksum|the data ends early|a )/u);
    expect(Buffer.from(children[1]?.bytes ?? []).toString()).toBe(notes.toString());
  });

  test('says that data ends early', async () => {
    const data = packed.data?.subarray(0, 300);
    const { children } = await read(makeZip([{ ...packed, data }]));
    expect(children[0]?.error).toBe('the data ends early');
  });

  test('is not held in memory over the limit', async () => {
    const { children } = await read(makeZip([packed]), { maxHeldBytes: 1_000 });
    expect(children[0]?.error).toMatch(/^\d+ bytes of method/u);
  });
});

test('one that expands beyond the limits is stopped', async () => {
  const bomb = packOld('bomb', Buffer.alloc(4_000_000), 9);
  const { children } = await read(makeZip([bomb]), { maxExpandedBytes: 100_000 });
  expect(children[0]?.error).toMatch(/expands to more than/u);
});
