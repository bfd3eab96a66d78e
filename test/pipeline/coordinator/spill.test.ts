/** What waits for its commit, on a real file. */
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Spill } from '../../../pipeline/coordinator/spill.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
let spill: Spill;

beforeEach(() => {
  spill = new Spill(folder, 10);
});
afterEach(() => spill.close());

const keep = (text: string) => spill.keep(Buffer.from(text), (bytes) => Buffer.from(bytes).toString());

test('what fits stays in memory, what does not goes to a file that has no name, and both are read alike', () => {
  const [short, long, empty] = [keep('123456'), keep('abcdefghijkl'), keep('')];
  expect([short.value(), long.value(), empty.value()]).toEqual(['123456', 'abcdefghijkl', '']);
  expect(spill.fileBytes).toBe(12);
  expect(readdirSync(folder)).toEqual([]);
  expect(long.hash).toBe(spill.keep(Buffer.from('abcdefghijkl'), () => undefined).hash);
});

test('memory is free again when a piece is released; the file begins anew when none in it waits', () => {
  const first = keep('1234567890');
  const second = keep('abc');
  const third = keep('defg');
  expect(spill.fileBytes).toBe(7);
  first.release();
  const fourth = keep('0987654321');
  expect([fourth.value(), spill.fileBytes]).toEqual(['0987654321', 7]);
  second.release();
  expect([third.value(), spill.fileBytes]).toEqual(['defg', 7]);
  third.release();
  expect(spill.fileBytes).toBe(0);
  expect([keep('again').value(), spill.fileBytes]).toEqual(['again', 5]);
});

test('bytes are copied: a frame that they are a view of may be used again', () => {
  const frame = Buffer.from('0123456789');
  const kept = spill.keep(frame.subarray(2, 5), (bytes) => Buffer.from(bytes).toString());
  frame.fill(0x78);
  expect(kept.value()).toBe('234');
});

test('what lies in the file is not in memory as well, nor is the frame that a piece in memory came in', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = (): number => {
    // What the first gives up is given back beside the program, at the latest before the second begins.
    collect();
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const before = held();
  // A frame of 256 KiB: its last byte fits into memory, the rest goes to the file.
  const pieces = Array.from({ length: 100 }, () => {
    const frame = Buffer.alloc(256 * 1024);
    return [
      spill.keep(frame.subarray(0, -1), (bytes) => bytes),
      spill.keep(frame.subarray(-1), (bytes) => bytes),
    ];
  }).flat();
  expect(held() - before).toBeLessThan(5 * 1024 * 1024);
  expect(pieces.reduce((sum, piece) => sum + piece.value().length, 0)).toBe(100 * 256 * 1024);
  for (const piece of pieces) piece.release();
});
