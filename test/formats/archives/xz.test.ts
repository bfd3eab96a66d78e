/** xz: joined and padded streams, checks, the dictionary's limit. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { notes } from '../../../scripts/fixtures/make-archives.ts';
import { readSingle, testSingleMember } from './single-member-suite.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/xz/${name}`, import.meta.url));
testSingleMember('xz', fixture('notes.txt.xz'));

test('padding between and after streams is no data', async () => {
  const bytes = Buffer.concat([
    fixture('notes.txt.xz'),
    Buffer.alloc(8),
    fixture('notes.txt.xz'),
    Buffer.alloc(4),
  ]);
  const result = await readSingle('xz', bytes);
  expect(Buffer.from(result.children[0]?.bytes ?? []).toString()).toBe(notes.toString().repeat(2));
  expect(result.warnings).toEqual([]);
});

test('a check that the decoder does not know', async () => {
  const result = await readSingle('xz', fixture('sha256.xz'));
  expect(result.outcome).toMatchObject({ status: 'unsupported', code: 'no-extractor' });
});

test('a dictionary over the limit', async () => {
  const result = await readSingle('xz', fixture('big-dictionary.xz'));
  expect(result.outcome).toMatchObject({ status: 'failed', code: 'too-large' });
});
