/** Zstandard: frames, skippable ones, the window's limit, damage. */
import { readFileSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { notes } from '../../../scripts/fixtures/make-archives.ts';
import { readSingle, testSingleMember } from './single-member-suite.ts';

const fixture = readFileSync(new URL('../../fixtures/zstd/notes.txt.zst', import.meta.url));
testSingleMember('zstd', fixture);

test('skippable frames are left out', async () => {
  const skippable = Buffer.from('502a4d180400000001020304', 'hex');
  const result = await readSingle('zstd', Buffer.concat([skippable, fixture, skippable]));
  expect(Buffer.from(result.children[0]?.bytes ?? []).toString()).toBe(notes.toString());
  expect(result.warnings).toEqual([]);
});

test('what a skippable frame says is an item, frames with checksums and of repeated bytes around it', async () => {
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  const frame = zstdCompressSync(Buffer.alloc(300_000), { params });
  const skippable = Buffer.concat([Buffer.from('5a2a4d180e000000', 'hex'), Buffer.from('under the mill')]);
  const result = await readSingle('zstd', Buffer.concat([frame, skippable, fixture]));
  expect(result.children[0]?.bytes).toHaveLength(300_000 + notes.length);
  expect(Buffer.from(result.children[1]?.bytes ?? []).toString()).toBe('under the mill');
});

test('a window over the limit', async () => {
  // A frame header (RFC 8878, 3.1.1.1) that asks for a window of 2^30 bytes, and one empty last block.
  const frame = Buffer.from('28b52ffd00a0010000', 'hex');
  const result = await readSingle('zstd', frame);
  expect(result.outcome).toMatchObject({ status: 'failed', code: 'too-large' });
});

test('a bomb fails its child', async () => {
  const params = { [constants.ZSTD_c_compressionLevel]: 1 };
  const bomb = zstdCompressSync(Buffer.alloc(80 * 1024 * 1024), { params });
  const result = await readSingle('zstd', bomb);
  expect(result.children[0]?.error).toMatch(/expands more than 200 times/u);
});
