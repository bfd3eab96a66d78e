/** 7z: names, times, solid blocks, encryption, limits. */
import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { greeting, notes } from '../../../scripts/fixtures/make-archives.ts';
import { contentOf, runExtractor, testLimits } from '../../run-extractor.ts';
import type { Child, Sink } from '../../../formats/contract.ts';
import { extract } from '../../../formats/archives/7z.ts';
import { testHostility } from './archive-hostility.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/7z/${name}`, import.meta.url));
const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: '7z', limits });
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
const expected = [
  ['empty.txt', ''],
  ['link', 'link'],
  ['notes.txt', notes.toString()],
  ['नमस्ते.txt', greeting.toString()],
];

test('the sample gives its members, names beyond ASCII included', async () => {
  const result = await read(fixture('sample.7z'));
  expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(result.expected).toBe(4);
  expect(result.children.map(({ name, ended, bytes }) => [name, ended?.code ?? text(bytes)])).toEqual(
    expected,
  );
  expect(result.children.map(({ locator }) => locator)).toEqual(['0', '1', '2', '3']);
  expect(result.children[2]?.times?.modified?.instant).toBe('2016-03-04T05:06:07.0000000Z');
  expect(result.children[2]?.declaredSize).toBe(notes.length);
});

test('members passed over or left early do not harm those after them in the solid block', async () => {
  const read: string[] = [];
  const nothing = (): void => {};
  const take = async (child: Child): Promise<void> => {
    const opened = child.name.endsWith('.txt') ? (child.open?.() as AsyncIterable<Uint8Array>) : undefined;
    if (!opened) return;
    if (child.name === 'notes.txt') {
      // Left after the first bytes.
      for await (const chunk of opened) if (chunk.length > 0) break;
    }
    if (child.name !== 'नमस्ते.txt') return;
    for await (const chunk of opened) read.push(Buffer.from(chunk).toString());
  };
  const sink: Sink = {
    text: nothing,
    anchor: nothing,
    drain: () => Promise.resolve(),
    metadata: nothing,
    messageBody: nothing,
    event: nothing,
    expect: nothing,
    expanding: nothing,
    child: take,
    unaccounted: () => Promise.resolve(),
    warn: nothing,
  };
  const input = { content: contentOf(fixture('sample.7z')), format: '7z', limits: testLimits };
  await extract(input, sink);
  expect(read).toEqual([greeting.toString()]);
});

test('what no stream and no header takes is an item: behind the archive, and between its parts', async () => {
  const sample = fixture('sample.7z');
  const behind = await read(Buffer.concat([sample, Buffer.from('the word behind')]));
  expect(Buffer.from(behind.children.at(-1)?.bytes ?? []).toString()).toBe('the word behind');
  expect(behind.warnings.map(({ code }) => code)).toEqual(['trailing-data']);
  // The header moved by what is put in front of it; the start header says where it is, under a checksum.
  const at = 32 + Number(sample.readBigUInt64LE(12));
  const moved = Buffer.concat([sample.subarray(0, at), Buffer.from('the word between'), sample.subarray(at)]);
  moved.writeBigUInt64LE(BigInt(at - 32 + 16), 12);
  moved.writeUInt32LE(crc32(moved.subarray(12, 32)), 8);
  const between = await read(moved);
  expect(between.children).toHaveLength(behind.children.length);
  expect(Buffer.from(between.children.at(-1)?.bytes ?? []).toString()).toBe('the word between');
  expect(between.warnings.map(({ code }) => code)).toEqual(['unaccounted-data']);
  expect((await read(sample)).warnings).toEqual([]);
});

/** An archive of one solid block without compression; each file is shorter than 40 bytes, so that sizes take one. */
function makeStored(
  files: readonly { name: string; data: Buffer; attributes: number; crc?: number }[],
): Buffer {
  const packed = Buffer.concat(files.map(({ data }) => data));
  const words = (values: readonly number[]): number[] => [...Buffer.from(Uint32Array.from(values).buffer)];
  const names = [...Buffer.from(files.map(({ name }) => `${name}\0`).join(''), 'utf16le')];
  const header = Buffer.from(
    [
      [1, 4, 6, 0, 1, 9, packed.length, 0],
      [7, 11, 1, 0, 1, 1, 0, 12, packed.length, 0],
      [8, 13, files.length, 9, files.slice(0, -1).map(({ data }) => data.length)],
      [10, 1, words(files.map(({ data, crc }) => crc ?? crc32(data))), 0, 0],
      [5, files.length, 17, names.length + 1, 0, names],
      [21, files.length * 4 + 2, 1, 0, words(files.map(({ attributes }) => attributes)), 0, 0],
    ].flat(2),
  );
  const start = Buffer.alloc(32);
  start.write('377abcaf271c0004', 'hex');
  start.writeBigUInt64LE(BigInt(packed.length), 12);
  start.writeBigUInt64LE(BigInt(header.length), 20);
  start.writeUInt32LE(crc32(header), 28);
  start.writeUInt32LE(crc32(start.subarray(12)), 8);
  return Buffer.concat([start, packed, header]);
}

test('a file that is marked as a link and has data of its own keeps them, and those behind it theirs', async () => {
  const reparse = 0x420;
  const archive = makeStored([
    { name: 'cloud.txt', data: Buffer.from('one line\nand another\n'), attributes: reparse },
    { name: 'to', data: Buffer.from('../there'), attributes: reparse },
    { name: 'cloud.bin', data: Buffer.from([0xff, 0xfe, 0x00]), attributes: reparse },
    { name: 'bad.txt', data: Buffer.from('not\nso\n'), attributes: reparse, crc: 1 },
    { name: 'notes', data: greeting, attributes: 0x20 },
  ]);
  const { children } = await read(archive);
  expect(children.map(({ name, ended, bytes, error }) => [name, ended?.detail ?? error ?? bytes])).toEqual([
    ['cloud.txt', Buffer.from('one line\nand another\n')],
    ['to', '-> ../there'],
    ['cloud.bin', Buffer.from([0xff, 0xfe, 0x00])],
    ['bad.txt', 'bad checksum'],
    ['notes', greeting],
  ]);
});

test('encrypted content ends its members, encrypted names the archive', async () => {
  const members = (await read(fixture('encrypted.7z'))).children.map(({ name, ended }) => [
    name,
    ended?.status,
  ]);
  expect(members).toEqual([
    ['empty.txt', undefined],
    ['notes.txt', 'encrypted'],
  ]);
  expect((await read(fixture('encrypted-names.7z'))).outcome).toMatchObject({
    status: 'encrypted',
    code: 'password-required',
  });
});

test('a coder that nothing reads', async () => {
  const { children } = await read(fixture('deflate64.7z'));
  expect(children[0]?.ended).toEqual({
    status: 'unsupported',
    code: 'no-extractor',
    detail: '7z coder 040109',
  });
});

test('what cannot be held is too large', async () => {
  const { outcome } = await read(fixture('sample.7z'), { maxHeldBytes: 10 });
  expect(outcome).toMatchObject({ status: 'failed', code: 'too-large' });
});

test('cut off before its header it is truncated', async () => {
  expect((await read(fixture('sample.7z').subarray(0, 100))).outcome).toMatchObject({ code: 'truncated' });
});

describe('hostility', () => testHostility('7z', fixture('sample.7z')));

describe('sealed with AES', () => {
  /** A number as the format writes it, below 2^14. */
  const number = (value: number): number[] => (value < 128 ? [value] : [0x80 | (value >> 8), value & 0xff]);

  /** An archive of stored files of one length, each sealed by itself under the same key, which is made in 2^`power` rounds. */
  function seal(word: string, plain: Buffer, { sum = crc32(plain), files = 1, power = 4 } = {}): Buffer {
    const hash = createHash('sha256');
    const rounds = Buffer.alloc(2 ** power * (2 * word.length + 8));
    for (let round = 0, at = 0; round < 2 ** power; round++, at += 8) {
      at += rounds.write(word, at, 'utf16le');
      rounds.writeUInt32LE(round, at);
    }
    const vector = Buffer.alloc(16, 7);
    const cipher = createCipheriv('aes-256-cbc', hash.update(rounds).digest(), vector).setAutoPadding(false);
    const packed = cipher.update(Buffer.concat([plain, Buffer.alloc((16 - (plain.length % 16)) % 16)]));
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(sum);
    const each = (bytes: Uint8Array): Buffer => Buffer.concat(Array.from({ length: files }, () => bytes));
    const count = number(files);
    const header = Buffer.concat([
      Buffer.from([1, 4, 6, 0, ...count, 9]),
      each(Buffer.from(number(packed.length))),
      Buffer.from([0, 7, 11, ...count, 0]),
      each(Buffer.from([1, 0x24, 0x06, 0xf1, 0x07, 0x01, 18, 0x40 | power, 15, ...vector])),
      Buffer.from([12]),
      each(Buffer.from(number(plain.length))),
      Buffer.from([10, 1]),
      each(crc),
      Buffer.from([0, 8, 0, 0, 5, ...count, 17, ...number(4 * files + 1), 0]),
      each(Buffer.from([0x6d, 0, 0, 0])),
      Buffer.from([0, 0]),
    ]);
    const start = Buffer.alloc(32);
    Buffer.from('377abcaf271c0004', 'hex').copy(start);
    start.writeBigUInt64LE(BigInt(packed.length * files), 12);
    start.writeBigUInt64LE(BigInt(header.length), 20);
    start.writeUInt32LE(crc32(header), 28);
    start.writeUInt32LE(crc32(start.subarray(12)), 8);
    return Buffer.concat([start, each(packed), header]);
  }
  const said = Buffer.from('what was sealed');
  const open = (bytes: Buffer, passwords: readonly string[]) =>
    runExtractor(bytes, { format: '7z', passwords });

  test('opens with a word of the list, which is said by its entry', async () => {
    const { children, metadata } = await open(seal('second', said), ['first', 'second']);
    expect(children.map(({ bytes }) => text(bytes))).toEqual([said.toString()]);
    expect(metadata.other).toEqual({ 'opened-with': 'entry 2 of list list' });
  });

  test.each([
    ['no word', seal('second', said), [], 'a sealed part of an archive'],
    [
      'other words',
      seal('second', said),
      ['a', 'b'],
      'a sealed part of an archive: none of the 2 passwords given opens it',
    ],
    [
      'a wrong checksum',
      seal('second', said, { sum: 1 }),
      ['second'],
      'a sealed part of an archive: the one password given does not open it',
    ],
  ])('%s: stays shut', async (_, bytes, words, detail) => {
    const { children, metadata } = await open(bytes, words);
    expect(children.map(({ ended }) => ended)).toEqual([
      { status: 'encrypted', code: 'password-required', detail },
    ]);
    expect(metadata.other).toBeUndefined();
  });

  test('what opened one part is tried first on the next: none is left for the work that keys cost', async () => {
    const { children, warnings } = await open(seal('second', said, { files: 700, power: 19 }), ['second']);
    expect(children).toHaveLength(700);
    expect(children.every(({ bytes }) => text(bytes) === said.toString())).toBe(true);
    expect(warnings.map(({ code }) => code)).not.toContain('partial-read');
  });
});
