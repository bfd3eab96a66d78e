/** ar, Debian packages and cpio: members in each form, links and folders, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { greeting, notes } from '../../../scripts/fixtures/make-archives.ts';
import { makeAr, makeCpio, sampleFiles } from '../../../scripts/fixtures/make-listed.ts';
import { runExtractor } from '../../run-extractor.ts';
import { testHostility } from './archive-hostility.ts';

const read = (bytes: Uint8Array, format: string, limits = {}) => runExtractor(bytes, { format, limits });
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
const codes = (result: Awaited<ReturnType<typeof read>>): string[] => result.warnings.map(({ code }) => code);

describe.each<[string, string, Buffer]>([
  ['ar with names of GNU', 'ar', makeAr(sampleFiles)],
  ['ar with names of BSD', 'ar', makeAr(sampleFiles, 'bsd')],
  ['cpio, new form', 'cpio', makeCpio(sampleFiles, 'new')],
  ['cpio, new form with checksums', 'cpio', makeCpio(sampleFiles, 'checked')],
  ['cpio, portable form', 'cpio', makeCpio(sampleFiles, 'portable')],
  ['cpio, binary form', 'cpio', makeCpio(sampleFiles, 'binary')],
])('%s', (_, format, sample) => {
  test('gives its members, and nothing that is none', async () => {
    const result = await read(sample, format);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(codes(result)).toEqual([]);
    expect(result.children.map(({ name, declaredSize, bytes }) => [name, declaredSize, text(bytes)])).toEqual(
      [
        ['notes.txt', notes.length, notes.toString()],
        ['नमस्ते, a long name.txt', greeting.length, greeting.toString()],
        ['empty.txt', 0, ''],
      ],
    );
    expect(result.children[0]?.times?.modified?.instant).toBe('2016-03-04T05:06:08Z');
  });

  test('that is cut off keeps what is there', async () => {
    const from = sample.indexOf(greeting);
    const { outcome, children } = await read(sample.subarray(0, from + 3), format);
    expect(outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(text(children[0]?.bytes)).toBe(notes.toString());
    expect(children[1]?.error).toMatch(/bytes are missing/u);
  });

  test('with more members than allowed stops there', async () => {
    const result = await read(sample, format, { maxMembers: 2 });
    expect([result.children.length, codes(result)]).toEqual([2, ['member-limit']]);
  });

  testHostility(format, sample);
});

test('a Debian package gives its parts', async () => {
  const bytes = readFileSync(new URL('../../fixtures/deb/sample.deb', import.meta.url));
  const { children } = await read(bytes, 'deb');
  expect(children.map(({ name }) => name)).toEqual(['debian-binary', 'data.tar']);
});

test('links, folders and devices of cpio end by what they are', async () => {
  const files = [
    { name: 'link', mode: 0o120777, data: Buffer.from('notes.txt') },
    { name: 'held', mode: 0o040755 },
    { name: 'held/a', data: notes },
    { name: 'bare', mode: 0o040755 },
    { name: 'null', mode: 0o020666 },
    { name: 'hard', links: 2 },
  ];
  const { children } = await read(makeCpio(files, 'new'), 'cpio');
  expect(children.map(({ name, ended }) => [name, ended?.code])).toEqual([
    ['link', 'link'],
    ['held/a', undefined],
    ['bare', 'not-a-file'],
    ['null', 'not-a-file'],
    ['hard', 'link'],
  ]);
});

test('a wrong checksum of cpio fails its member alone', async () => {
  const bytes = makeCpio(sampleFiles, 'checked');
  bytes[bytes.indexOf(notes)] = 0;
  const { children } = await read(bytes, 'cpio');
  expect(children.map(({ error }) => error)).toEqual(['bad checksum', undefined, undefined]);
});
