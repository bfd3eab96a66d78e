/** bzip2: joined streams, damage. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { notes } from '../../../scripts/fixtures/make-archives.ts';
import { readSingle, testSingleMember } from './single-member-suite.ts';

const fixture = readFileSync(new URL('../../fixtures/bzip2/notes.txt.bz2', import.meta.url));
testSingleMember('bzip2', fixture);

test('a block with a bad checksum is not delivered, those before it are', async () => {
  const damaged = Buffer.from(fixture);
  damaged[40] = (damaged[40] ?? 0) ^ 0xff;
  const result = await readSingle('bzip2', Buffer.concat([fixture, damaged]));
  expect(Buffer.from(result.children[0]?.bytes ?? []).toString()).toBe(notes.toString());
  expect(result.warnings.map(({ code }) => code)).toEqual(['corrupt']);
  expect((await readSingle('bzip2', damaged)).outcome).toMatchObject({
    status: 'failed',
    code: 'corrupt',
  });
});
