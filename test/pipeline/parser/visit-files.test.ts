/** The visit of files: opened, read once, hashed and asked about in batches; what cannot be read says why. */
import {
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { visitFiles } from '../../../pipeline/parser/visit-files.ts';
import type { JobItem } from '../../../pipeline/protocol/messages.ts';
import { testLimits } from '../../run-extractor.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { jobOf } from './job-of.ts';
import { contextOver, ParserLine } from './parser-line.ts';

const folder = temporaryFolder();
const root = join(folder, 'source');
mkdirSync(root);
const mebibyte = 1024 * 1024;
const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

function written(name: string, content: string | Uint8Array): JobItem {
  writeFileSync(join(root, name), content);
  return jobOf(root, name);
}

async function visited(
  jobs: readonly JobItem[],
  limits = testLimits,
): Promise<{ line: ParserLine; signs: number }> {
  const line = new ParserLine();
  let signs = 0;
  const before = openDescriptors();
  await visitFiles(jobs, contextOver(line, { limits, progress: () => void (signs += 1) }));
  // One that another test left may be closed by now.
  expect(openDescriptors()).toBeLessThanOrEqual(before);
  return { line, signs };
}

test.each([
  ['empty', 0],
  ['of a few bytes', 10],
  ['of as much as is read at once', 8 * mebibyte],
  ['larger than that, read in slices', 8 * mebibyte + 1],
])('a file %s has its hashes and its size', async (_, size) => {
  const bytes = Buffer.alloc(size, 'words of a text\n');
  const { line } = await visited([written('a.txt', bytes)]);
  expect(line.found).toEqual([expect.objectContaining({ size, hashes: digestBytes(bytes), name: '' })]);
  expect(line.documents).toEqual([
    expect.objectContaining({ size, status: size === 0 ? 'empty' : 'indexed' }),
  ]);
  expect(line.blobs('text', `${digestBytes(bytes).sha256}:body`).join('')).toBe(bytes.toString());
});

test('a large file shows signs of life while it is hashed', async () => {
  const { signs } = await visited([written('large.bin', Buffer.alloc(9 * mebibyte, 0xf7))]);
  expect(signs).toBeGreaterThanOrEqual(36);
});

test.each<[string, (job: JobItem) => JobItem, object]>([
  ['gone', (job) => (rmSync(join(root, 'a.txt')), job), { code: 'vanished' }],
  [
    'replaced by another of the same name',
    (job) => {
      writeFileSync(join(root, 'other.txt'), 'other words');
      renameSync(join(root, 'other.txt'), join(root, 'a.txt'));
      return job;
    },
    { code: 'changed-while-reading', detail: 'another file took its place since it was listed' },
  ],
  [
    'replaced by a link',
    (job) => {
      rmSync(join(root, 'a.txt'));
      symlinkSync('/etc/hostname', join(root, 'a.txt'));
      return job;
    },
    { code: 'link' },
  ],
  [
    'replaced by a folder',
    (job) => {
      rmSync(join(root, 'a.txt'));
      mkdirSync(join(root, 'a.txt'));
      return job;
    },
    { code: 'not-a-file' },
  ],
])('a file that is %s fails with why, and the next is read', async (_, change, ended) => {
  const job = change(written('a.txt', 'words'));
  const { line } = await visited([job, written('next.txt', 'next words')]);
  rmSync(join(root, 'a.txt'), { recursive: true, force: true });
  expect(line.found[0]).toMatchObject({ item: job.item, size: 5, ended: { status: 'failed', ...ended } });
  expect(line.found[0]?.hashes).toBeUndefined();
  expect(line.documents).toHaveLength(1);
});

test('a file that is cut while it is hashed in slices fails as changed', async () => {
  const job = written('shrinks.bin', Buffer.alloc(9 * mebibyte, 0xf7));
  const line = new ParserLine();
  const cut = (): void => truncateSync(join(root, 'shrinks.bin'), mebibyte);
  await visitFiles([job], contextOver(line, { progress: cut }));
  expect(line.found[0]?.ended).toMatchObject({
    code: 'changed-while-reading',
    detail: 'size or modification time changed',
  });
});

test('more than may be held is read from the file', async () => {
  const bytes = Buffer.alloc(5000, 'words of a text\n');
  const { line } = await visited([written('a.txt', bytes)], { ...testLimits, maxHeldBytes: 100 });
  expect(line.documents[0]).toMatchObject({ hashes: digestBytes(bytes), status: 'indexed' });
});

test('70 files are asked about in two questions; the visits of a batch come before the next question', async () => {
  const { line } = await visited(Array.from({ length: 70 }, (_, at) => written(`f${at}.txt`, `words ${at}`)));
  const steps = line.received.flatMap<number | string>(({ message }) =>
    message.type === 'found' ? [message.items.length] : message.type === 'document' ? ['document'] : [],
  );
  expect(steps).toEqual([64, ...Array(64).fill('document'), 6, ...Array(6).fill('document')]);
});

test('16 MiB that are held are asked about at once', async () => {
  const jobs = [0, 1, 2].map((at) => written(`large-${at}.bin`, Buffer.alloc(8 * mebibyte, at + 0xf5)));
  const { line } = await visited(jobs);
  expect(line.ofType('found').map(({ items }) => items.length)).toEqual([2, 1]);
});

test('copies in one batch: each is found, one is parsed', async () => {
  const first = written('first.txt', 'same words');
  linkSync(join(root, 'first.txt'), join(root, 'linked.txt'));
  const { line } = await visited([first, jobOf(root, 'linked.txt'), written('copy.txt', 'same words')]);
  expect(line.found.map(({ hashes }) => hashes?.sha256)).toEqual(
    Array(3).fill(digestBytes(Buffer.from('same words')).sha256),
  );
  expect(line.documents).toHaveLength(1);
});
