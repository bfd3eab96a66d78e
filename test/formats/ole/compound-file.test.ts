/** Tests the reader of compound files: whole ones against `cfb`, then cut off, cyclic, lying and very long ones. */
import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import CFB from 'cfb';
import type { Content } from '../../../formats/contract.ts';
import type { CompoundEntry } from '../../../formats/ole/compound-directory.ts';
import { CompoundFile } from '../../../formats/ole/compound-file.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { agile } from '../../../scripts/fixtures/make-encrypted-office.ts';
import { makeMsg, makeXls } from '../../../scripts/fixtures/make-legacy.ts';

/** Bytes that are only given in ranges, and in no large ones. */
const rangesOf = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  read(offset, length) {
    if (length > 512 * 1024) throw new Error('read in one piece');
    return bytes.subarray(offset, offset + length);
  },
  whole: () => {
    throw new Error('read whole');
  },
  slices: () => {
    throw new Error('read in slices');
  },
});

function open(bytes: Uint8Array, maxEntries?: number): CompoundFile {
  const file = CompoundFile.open(rangesOf(bytes), maxEntries);
  if (!file) throw new Error('not opened');
  return file;
}

function pathOf(entry: CompoundEntry): string {
  const names = [entry.name];
  for (let parent = entry.parent; parent?.parent; parent = parent.parent) names.unshift(parent.name);
  return names.join('/');
}

function streamsOf(file: CompoundFile, maxBytes: number): Map<string, ReturnType<CompoundFile['read']>> {
  const streams = file.entries.filter(({ kind }) => kind === 'stream');
  return new Map(streams.map((entry) => [pathOf(entry), file.read(entry, maxBytes)]));
}

/** For comparison: jest takes seconds over megabytes. */
const digestOf = (bytes: Uint8Array): string => `${bytes.length} ${hash('sha1', bytes)}`;

function digestsByCfb(bytes: Uint8Array): Map<string, string> {
  const { FullPaths, FileIndex } = CFB.read(Buffer.from(bytes), { type: 'buffer' });
  const streams = FileIndex.flatMap(({ type, size, content }, at) => {
    if (type !== 2) return [];
    // An empty stream has no content at all.
    const digest = digestOf(size === 0 ? Buffer.alloc(0) : Buffer.from(content));
    return [[(FullPaths[at] ?? '').replace(/^Root Entry\//, ''), digest] as const];
  });
  return new Map(streams);
}

/** Bytes whose every sector is another. */
const filled = (length: number, seed = 1): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8) * 7 + seed) & 0xff));

const message = makeMsg({
  subject: 'The voters',
  body: 'All of them',
  files: { 'short.txt': 'short', 'long.bin': filled(9000) },
  messages: [{ subject: 'Inner', body: 'Forwarded' }],
});
const some = { Short: filled(700), Long: filled(5120, 2), Empty: Buffer.alloc(0), Last: filled(100, 3) };
const manyNames = Array.from({ length: 100_000 }, (_, at) => `stream ${at}`);
const many = makeCompound(Object.fromEntries(manyNames.map((name) => [name, Buffer.alloc(0)])));
const huge = makeCompound({ Long: filled(8_000_000), Short: filled(90) });

describe('whole files', () => {
  test.each<[string, Uint8Array]>([
    ['a message with attachments and a message in it', message],
    ['a workbook in a workbook', makeXls(['a', 'b'], [['c']])],
    ['an encrypted package', agile(filled(20_000), 'a secret', 10)],
    ['sectors of 512 bytes', makeCompound(some).bytes],
    ['sectors of 4096 bytes', makeCompound(some, 4096).bytes],
    ['more tables than the header has places for', huge.bytes],
    ['nothing in it', makeCompound({}).bytes],
  ])('%s: the streams that cfb reads, byte for byte', (_, bytes) => {
    const file = open(bytes);
    const streams = [...streamsOf(file, bytes.length)];
    const ours = streams.map(([path, { bytes: read }]) => [path, digestOf(read)] as const);
    expect(new Map(ours)).toEqual(digestsByCfb(bytes));
    expect(file.damage).toEqual([]);
    expect(streams.filter(([, { damage }]) => damage)).toEqual([]);
    expect(file.entries.filter(({ isLost }) => isLost)).toEqual([]);
  });

  test('streams are found by path, without case, and never within another storage', () => {
    const file = open(message);
    expect(file.find('__NAMEID_version1.0', '__substg1.0_00020102')?.kind).toBe('stream');
    expect(file.find('__substg1.0_00020102')).toBeUndefined();
    expect(file.find('__nameid_version1.0')).toBeUndefined();
  });

  test('no more is read of a stream than asked for', () => {
    const file = open(makeCompound(some).bytes);
    const entry = file.find('Long');
    expect(entry && file.read(entry, 1000)).toEqual({
      bytes: some.Long.subarray(0, 1000),
      damage: undefined,
    });
  });

  test('a hundred thousand entries are listed, a thousand where so many are allowed', () => {
    const file = open(many.bytes);
    expect(file.entries).toHaveLength(100_001);
    expect(file.damage).toEqual([]);
    expect(file.find('stream 99999')?.kind).toBe('stream');
    const part = open(many.bytes, 1000);
    expect(part.entries).toHaveLength(1000);
    expect(part.damage[0]).toEqual({
      code: 'member-limit',
      detail: 'the directory was read up to 1000 entries',
    });
  });
});

describe('cut-off files', () => {
  test.each<[string, Uint8Array, number]>([
    ['a message', message, 512],
    ['sectors of 512 bytes', makeCompound(some).bytes, 512],
    ['sectors of 4096 bytes', makeCompound(some, 4096).bytes, 4096],
  ])(
    '%s, at each sector and within it: what is there, in its place, and what is missing',
    (_, bytes, step) => {
      const whole = [...streamsOf(open(bytes), bytes.length)].map(
        ([path, { bytes: read }]) => [path.split('/').at(-1), read] as const,
      );
      let readInPart = 0;
      for (let length = step; length < bytes.length; length += step / 4) {
        const file = open(bytes.subarray(0, length));
        for (const [path, { bytes: read, damage }] of streamsOf(file, bytes.length)) {
          const name = path.split('/').at(-1);
          const same = whole.filter(
            ([other, full]) => other === name && full.subarray(0, read.length).equals(read),
          );
          expect([path, same.length > 0]).toEqual([path, true]);
          if (!damage) expect(same.some(([, full]) => full.length === read.length)).toBe(true);
          if (damage && read.length > 0) readInPart += 1;
        }
      }
      expect(readInPart).toBeGreaterThan(0);
    },
  );

  test('less than a header is no compound file', () => {
    expect(CompoundFile.open(rangesOf(message.subarray(0, 511)))).toBeUndefined();
    expect(CompoundFile.open(rangesOf(Buffer.alloc(1024)))).toBeUndefined();
  });
});

describe('broken files', () => {
  const made = makeCompound(some);
  const [directory = 0, miniTable = 0, miniStream = 0, long = 0] = made.starts;
  const changed = (at: number, value: number): CompoundFile => {
    const bytes = Buffer.from(made.bytes);
    bytes.writeUInt32LE(value, at);
    return open(bytes);
  };
  const readOf = (file: CompoundFile, name: string) => {
    const entry = file.find(name);
    return entry && file.read(entry, 1_000_000);
  };

  test.each<[string, number, number, number, string, string]>([
    [
      'a ring',
      made.linkAt(long + 4),
      long + 1,
      2560,
      'corrupt',
      '2560 of 5120 bytes are missing: its chain leads back into itself',
    ],
    [
      'an early end',
      made.linkAt(long + 4),
      0xfffffffe,
      2560,
      'corrupt',
      '2560 of 5120 bytes are missing: its chain ends early',
    ],
    [
      'a free sector',
      made.linkAt(long),
      0xffffffff,
      512,
      'corrupt',
      '4608 of 5120 bytes are missing: its chain is broken',
    ],
    [
      'a sector beyond the end',
      made.linkAt(long),
      9999,
      512,
      'truncated',
      '4608 of 5120 bytes are missing: its chain leads beyond what is there',
    ],
    [
      'a size that is a lie',
      made.entryAt(2) + 120,
      0xfffffff0,
      5120,
      'corrupt',
      '4294962160 of 4294967280 bytes are missing: its chain ends early',
    ],
  ])('a long stream with %s', (_, at, value, length, code, detail) => {
    const stream = readOf(changed(at, value), 'Long');
    expect(stream).toEqual({ bytes: some.Long.subarray(0, length), damage: { code, detail } });
  });

  test.each<[string, number, number, number, string]>([
    ['a ring in its table', (miniTable + 1) * 512 + 4, 0, 128, 'its chain leads back into itself'],
    ['a table that is not there', 60, 9999, 64, 'its chain is broken'],
    [
      'short sectors that end early',
      made.linkAt(miniStream),
      0xfffffffe,
      512,
      'its chain leads beyond what is there',
    ],
    ['no short sectors', made.entryAt(0) + 116, 9999, 0, 'its chain leads beyond what is there'],
  ])('a short stream with %s', (_, at, value, length, reason) => {
    const stream = readOf(changed(at, value), 'Short');
    expect(stream?.bytes).toEqual(some.Short.subarray(0, length));
    expect(stream?.damage?.detail).toBe(`${700 - length} of 700 bytes are missing: ${reason}`);
  });

  test.each<[string, number, number, string]>([
    ['the entry itself', made.entryAt(1) + 72, 1, 'the tree of names is broken: 3 entries are not in it'],
    ['the root', made.entryAt(2) + 72, 0, 'the tree of names is broken: 2 entries are not in it'],
    ['nothing', made.entryAt(1) + 72, 4_000_000, 'the tree of names is broken: 3 entries are not in it'],
    [
      'nothing from the root',
      made.entryAt(0) + 76,
      77,
      'the tree of names is broken: 4 entries are not in it',
    ],
  ])('a tree that leads to %s: what it lost is found by name', (_, at, value, detail) => {
    const file = changed(at, value);
    expect(file.damage).toEqual([{ code: 'corrupt', detail }]);
    expect(readOf(file, 'Last')).toEqual({ bytes: some.Last, damage: undefined });
    expect(file.entries.find(({ name }) => name === 'Last')?.isLost).toBe(true);
  });

  test('an entry that a whole tree does not have was removed, and is not found', () => {
    const file = changed(made.entryAt(3) + 72, 0xffffffff);
    expect([file.damage, file.find('Last')]).toEqual([[], undefined]);
    expect(file.entries.find(({ name }) => name === 'Last')?.isLost).toBe(true);
  });

  test('a directory whose chain is a ring', () => {
    const file = changed(made.linkAt(directory + 1), directory);
    expect(file.damage[0]?.detail).toBe('the directory after 8 entries: its chain leads back into itself');
    expect(readOf(file, 'Long')?.bytes).toEqual(some.Long);
  });

  test.each<[string, number]>([
    ['nowhere', 9_999_999],
    ['into the data', 200],
  ])('places of the tables that lead %s', (_, value) => {
    const bytes = Buffer.from(huge.bytes);
    bytes.writeUInt32LE(value, 68);
    const file = open(bytes);
    const stream = readOf(file, 'Long');
    expect(file.damage.length + (stream?.damage ? 1 : 0)).toBeGreaterThan(0);
    const read = stream?.bytes ?? Buffer.alloc(0);
    expect(digestOf(read)).toBe(digestOf(filled(8_000_000).subarray(0, read.length)));
  });

  test('places of the tables that are a ring', () => {
    const bytes = Buffer.from(many.bytes);
    const places = bytes.readUInt32LE(68);
    bytes.writeUInt32LE(places, (places + 1) * 512 + 508);
    expect(open(bytes).entries).toHaveLength(100_001);
  });

  test('any byte changed: it ends, and gives no more than the file has', () => {
    for (let at = 8; at < message.length; at += 23) {
      const bytes = Buffer.from(message);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      for (const { bytes: read } of streamsOf(open(bytes), 1_000_000).values())
        expect(read.length).toBeLessThanOrEqual(bytes.length);
    }
  });
});
