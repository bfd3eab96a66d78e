/** gzip: header, joined members, damage, bombs. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { makeGzip, notes } from '../../../scripts/fixtures/make-archives.ts';
import { readSingle, testSingleMember } from './single-member-suite.ts';

testSingleMember('gzip', readFileSync(new URL('../../fixtures/gzip/notes.txt.gz', import.meta.url)));

test('the header names the child and dates it', async () => {
  const { children } = await readSingle('gzip', makeGzip(notes, 'inner.txt', 1_457_067_967));
  expect(children[0]).toMatchObject({
    name: 'inner.txt',
    times: { modified: { instant: '2016-03-04T05:06:07Z' } },
  });
});

test('without a name in the header the child has none', async () => {
  expect((await readSingle('gzip', gzipSync(notes))).children[0]?.name).toBe('');
});

test('what lies before a damage is kept, even within one read', async () => {
  // Incompressible, so that a place in the stream is about that place in the content.
  let state = 1;
  const data = Buffer.from(
    Uint8Array.from({ length: 50_000 }, () => (state = (state * 48_271) % 2_147_483_647) & 255),
  );
  const bytes = Buffer.concat([
    gzipSync(data.subarray(0, 25_000)),
    gzipSync(data.subarray(25_000)).fill(0xff, 12_000),
  ]);
  const result = await readSingle('gzip', bytes);
  const got = Buffer.from(result.children[0]?.bytes ?? []);
  expect(got.length).toBeGreaterThan(35_000);
  expect(data.subarray(0, 35_000).equals(got.subarray(0, 35_000))).toBe(true);
  expect(result.outcome).toMatchObject({ status: 'extracted', completeness: 'partial' });
});

/** A member with these parts of its header (RFC 1952, 2.3). */
function makeMember(flags: number, ...fields: readonly Buffer[]): Buffer {
  const plain = gzipSync(notes);
  const head = Buffer.from(plain.subarray(0, 10));
  head[3] = flags;
  return Buffer.concat([head, ...fields, plain.subarray(10)]);
}

test('comments, names of later members and unknown extra fields are not lost', async () => {
  const extra = Buffer.concat([
    Buffer.from('BC\x02\0\x1b\0XX\x0e\0', 'latin1'),
    Buffer.from('under the mill'),
  ]);
  const size = Buffer.from([extra.length, 0]);
  const first = makeMember(4 | 8 | 16, size, extra, Buffer.from('a.txt\0'), Buffer.from('kept by नेहा\0'));
  const second = makeMember(2 | 8, Buffer.from('b.txt\0'), Buffer.alloc(2));
  const result = await readSingle('gzip', Buffer.concat([first, second]));
  expect(Buffer.from(result.children[0]?.bytes ?? []).toString()).toBe(notes.toString().repeat(2));
  expect(result.children[0]?.name).toBe('a.txt');
  expect(result.texts.comments).toBe('kept by नेहा\nb.txt\n');
  expect(Buffer.from(result.children[1]?.bytes ?? []).toString()).toBe('under the mill');
  expect(result.warnings).toEqual([
    { code: 'unaccounted-data', detail: '14 bytes at byte 22, opened as an item (text)' },
  ]);
});

test('a false checksum or length is told', async () => {
  for (const back of [8, 4]) {
    const bytes = gzipSync(notes);
    bytes[bytes.length - back] = (bytes[bytes.length - back] ?? 0) ^ 1;
    expect((await readSingle('gzip', bytes)).warnings.map(({ code }) => code)).toEqual(['corrupt']);
  }
});

test('a bomb fails its child', async () => {
  const result = await readSingle('gzip', gzipSync(Buffer.alloc(80 * 1024 * 1024)));
  expect(result.children[0]?.error).toMatch(/expands more than 200 times/u);
  expect(result.warnings.map(({ code }) => code)).toEqual(['bomb']);
});

test('a member whose checksum or data is damaged does not take those behind it along', async () => {
  const [first, last] = [gzipSync('the first\n'), gzipSync('the last\n')];
  const wrongSum = Buffer.from(first);
  wrongSum.writeUInt32LE(1, wrongSum.length - 8);
  const broken = Buffer.from(gzipSync(Buffer.alloc(1000, 'data that is cut off ')).subarray(0, 24));
  for (const damaged of [wrongSum, broken]) {
    const { children, warnings } = await readSingle('gzip', Buffer.concat([damaged, last]));
    expect(Buffer.from(children[0]?.bytes ?? []).toString()).toContain('the last\n');
    expect(warnings.map(({ code }) => code)).toContain('corrupt');
  }
});
