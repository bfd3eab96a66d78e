/** tar: dialects, what is no file, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  greeting,
  makePax,
  makeTar,
  makeTarMember,
  makeZip,
  notes,
} from '../../../scripts/fixtures/make-archives.ts';
import { runExtractor } from '../../run-extractor.ts';
import { testHostility } from './archive-hostility.ts';

const sample = readFileSync(new URL('../../fixtures/tar/sample.tar', import.meta.url));
const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'tar', limits });
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

test('the sample gives its members by offset, without directories', async () => {
  const result = await read(sample);
  expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(
    result.children.map(({ locator, name, ended, bytes }) => [locator, name, ended?.code ?? text(bytes)]),
  ).toEqual([
    ['512', 'folder/notes.txt', notes.toString()],
    ['2560', 'folder/नमस्ते.txt', greeting.toString()],
    ['3584', 'link', 'link'],
    ['4096', 'hard', 'link'],
    ['4608', 'pipe', 'not-a-file'],
    ['6144', `${'long/'.repeat(40)}name.txt`, notes.toString()],
    ['7168', '/etc/absolute', notes.toString()],
  ]);
  expect(result.warnings).toEqual([{ code: 'unsafe-name', detail: 'absolute path: /etc/absolute' }]);
  expect(result.children[1]?.times?.modified).toMatchObject({
    instant: '2016-03-04T05:06:07.25Z',
    precision: 'millisecond',
  });
});

test.each([
  ['a negative pax time', { mtime: '-1.5' }, '1969-12-31T23:59:58.500000000Z'],
  ['a pax size', { size: String(notes.length) }, '2016-03-04T05:06:07Z'],
])('%s', async (_, records, instant) => {
  const size = 'size' in records ? { size: Buffer.from('00000000000\0') } : {};
  const result = await read(makeTar(makePax(records), makeTarMember({ name: 'a', data: notes, ...size })));
  expect(text(result.children[0]?.bytes)).toBe(notes.toString());
  expect(result.children[0]?.times?.modified?.instant).toBe(instant);
});

test('sparse files are unsupported and stepped over', async () => {
  const sparse = [makePax({ 'GNU.sparse.major': '1' }), makeTarMember({ name: 'sparse', data: notes })];
  const result = await read(makeTar(...sparse, makeTarMember({ name: 'b', data: notes })));
  expect(result.children.map(({ ended }) => ended?.status)).toEqual(['unsupported', undefined]);
});

test('a member cut off gives what is there as an error of its own', async () => {
  const data = Buffer.alloc(5000, 'x');
  const result = await read(
    makeTar(makeTarMember({ name: 'a', data: notes }), makeTarMember({ name: 'b', data })).subarray(0, 3000),
  );
  expect(result.outcome).toEqual({ status: 'extracted', completeness: 'partial' });
  expect(result.children.map(({ error }) => error)).toEqual([undefined, '3536 bytes are missing']);
  expect(result.warnings.map(({ code }) => code)).toEqual(['truncated']);
});

test('garbage between members is passed and told', async () => {
  const garbage = Buffer.alloc(1024, 'g');
  const member = (name: string): Buffer => makeTarMember({ name, data: notes });
  const result = await read(makeTar(member('a'), garbage, member('b')));
  expect(result.children.map(({ name, locator }) => [name, locator])).toEqual([
    ['a', '0'],
    ['', 'bytes:1024'],
    ['b', '2048'],
  ]);
  expect(result.children[1]?.bytes).toEqual(garbage);
  expect(result.outcome).toMatchObject({ completeness: 'partial' });
  expect(result.warnings).toEqual([
    { code: 'corrupt', detail: 'no header at 1024, went on at 2048' },
    { code: 'unaccounted-data', detail: '1024 bytes at byte 1024, opened as an item (text)' },
  ]);
});

test('what is no tar fails; more members than the limit are left', async () => {
  expect((await read(Buffer.alloc(2048, 'n'))).outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
  expect((await read(sample, { maxMembers: 1 })).children).toHaveLength(1);
});

test('data after the end mark is told', async () => {
  const result = await read(
    Buffer.concat([makeTar(makeTarMember({ name: 'a', data: notes })), Buffer.from('more')]),
  );
  expect(result.warnings.map(({ code }) => code)).toEqual(['trailing-data']);
});

test('archives that were joined are one, however many zeros lie between them', async () => {
  const first = makeTar(makePax({ path: 'named' }), makeTarMember({ name: 'a', data: notes }));
  const second = makeTar(makeTarMember({ name: 'b', data: greeting }));
  const result = await read(
    Buffer.concat([first, Buffer.alloc(2 * 1024 * 1024), second, Buffer.alloc(9728)]),
  );
  expect(result.children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
    ['named', notes.toString()],
    ['b', greeting.toString()],
  ]);
  expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(result.warnings.map(({ code }) => code)).toEqual(['trailing-data']);
});

test('a zip behind the end mark, behind zeros, is an item', async () => {
  const zip = makeZip([{ name: 'b', data: notes }]);
  const tar = makeTar(makeTarMember({ name: 'a', data: notes }));
  const { children } = await read(Buffer.concat([tar, Buffer.alloc(2 * 1024 * 1024), zip]));
  expect(children.map(({ locator }) => locator)).toEqual(['0', `bytes:${tar.length + 2 * 1024 * 1024}`]);
  expect(children[1]?.bytes).toEqual(zip);
});

test.each(['5', 'D', '1', '2', '6'])('type %s with data of its own is read', async (type) => {
  const tar = makeTar(
    makeTarMember({ name: 'odd/', type, link: 'x', data: greeting }),
    makeTarMember({ name: 'a', data: notes }),
  );
  const result = await read(tar);
  expect(result.children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
    ['odd/', greeting.toString()],
    ['a', notes.toString()],
  ]);
  expect(result.warnings).toEqual([]);
});

test('folders that hold nothing are members behind all others', async () => {
  const folder = (name: string): Buffer => makeTarMember({ name, type: '5' });
  const tar = makeTar(
    folder('./'),
    folder('held/'),
    folder('empty/'),
    makePax({ path: 'long/empty/' }),
    folder('s'),
    makeTarMember({ name: 'held/a', data: notes }),
  );
  const { children, outcome } = await read(tar);
  expect(children.map(({ locator, name, ended }) => [locator, name, ended?.code])).toEqual([
    ['3072', 'held/a', undefined],
    ['0', './', 'not-a-file'],
    ['1024', 'empty/', 'not-a-file'],
    ['2560', 'long/empty/', 'not-a-file'],
  ]);
  expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  const limited = await read(tar, { maxMembers: 2 });
  expect(limited.children.map(({ name }) => name)).toEqual(['held/a', './']);
  expect(limited.warnings).toEqual([{ code: 'member-limit' }]);
});

test('what links point at is text', async () => {
  const { texts, children } = await read(
    makeTar(
      makeTarMember({ name: 'soft', type: '2', link: 'to/the target' }),
      makeTarMember({ name: 'hard', type: '1', link: 'of/the same' }),
    ),
  );
  expect(texts.comments).toBe('-> to/the target\nhard link to of/the same\n');
  expect(children.map(({ ended }) => ended?.detail)).toEqual([
    '-> to/the target',
    'hard link to of/the same',
  ]);
});

test('a folder that states a size and has no data is none', async () => {
  const size = Buffer.from('00000010000\0');
  const result = await read(
    makeTar(makeTarMember({ name: 'odd/', type: '5', size }), makeTarMember({ name: 'a', data: notes })),
  );
  expect(result.children.map(({ name, ended }) => [name, ended?.code])).toEqual([
    ['a', undefined],
    ['odd/', 'not-a-file'],
  ]);
  expect(result.warnings).toEqual([]);
});

test('what fills the last block of a member is no padding where it says something', async () => {
  const tar = makeTar(makeTarMember({ name: 'a', data: notes }));
  tar.write('the word behind', 512 + notes.length);
  const { children } = await read(tar);
  expect(children.map(({ locator }) => locator)).toEqual(['0', `bytes:${512 + notes.length}`]);
  expect(Buffer.from(children[1]?.bytes ?? []).toString()).toContain('the word behind');
});

test('comments and attributes of pax headers are text', async () => {
  const attributes = makePax({ comment: 'kept by नेहा', 'SCHILY.xattr.user.note': 'the mill' });
  const global = makeTarMember({
    name: 'pax_global_header',
    type: 'g',
    data: Buffer.from('18 comment=4f2a9c\n'),
  });
  const tar = makeTar(
    global,
    attributes,
    makeTarMember({ name: 'a', data: notes }),
    makeTarMember({ name: 'b' }),
  );
  const { texts, anchors } = await read(tar);
  expect(texts.comments).toBe('kept by नेहा\nuser.note: the mill\n4f2a9c\n');
  expect(anchors.comments?.map(({ part }) => part)).toEqual(['a', 'a']);
});

test('global headers of very many keys: what members need holds, what is too much for notes is an item', async () => {
  const globalOf = (records: Record<string, string>): Buffer =>
    makeTarMember({ name: 'pax_global_header', type: 'g', data: makePax(records).subarray(512) });
  const keys = (letter: string, count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${letter}${index}`, 'w']));
  const tar = makeTar(
    globalOf(keys('x', 600)),
    globalOf({ ...keys('y', 20_000), word: 'the mill', mtime: '86400' }),
    makeTarMember({ name: 'a', data: notes }),
    makeTarMember({ name: 'b' }),
  );
  const { children, texts, outcome } = await read(tar);
  expect(outcome).toMatchObject({ status: 'extracted', completeness: 'complete' });
  expect(children.map(({ name }) => name).slice(0, 2)).toEqual(['a', 'b']);
  expect(children[1]?.times?.modified?.instant).toBe('1970-01-02T00:00:00Z');
  expect(texts.comments?.split('\n')).toHaveLength(1001);
  expect(Buffer.from(children.at(-1)?.bytes ?? []).toString()).toContain('word=the mill');
});

describe('hostility', () => testHostility('tar', sample));
