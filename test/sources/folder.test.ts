import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { listFolder, walkFolder, type WalkedEntry } from '../../sources/folder.ts';
import { openRoot } from '../../sources/open-root.ts';
import { openSourceFile, reach, showRaw } from '../../sources/raw-path.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const root = join(folder, 'evidence');
const raw = Buffer.from(root);
const isRoot = process.getuid?.() === 0;

const walk = async (path = raw): Promise<WalkedEntry[]> => {
  const entries: WalkedEntry[] = [];
  for await (const entry of walkFolder(path)) entries.push(entry);
  return entries;
};

beforeAll(() => {
  mkdirSync(join(root, 'b', 'c'), { recursive: true });
  writeFileSync(join(root, 'b', 'c', 'deep.txt'), 'deep');
  writeFileSync(join(root, 'b.txt'), 'hello');
  writeFileSync(join(root, 'a'), '');
  writeFileSync(join(root, 'हिन्दी.txt'), 'x');
  writeFileSync(
    Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]),
    'latin1',
  );
  linkSync(join(root, 'b.txt'), join(root, 'hard.txt'));
  symlinkSync('..', join(root, 'loop'));
  symlinkSync('/etc', join(root, 'out'));
  symlinkSync('nowhere', join(root, 'dangling'));
  spawnSync('touch', ['-d', '2018-01-01T00:00:00.123456789Z', join(root, 'b.txt')]);
  spawnSync('mkfifo', [join(root, 'pipe')]);
});

test('every entry once, folders before what they hold, in byte order of names', async () => {
  const entries = await walk();
  expect(entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'file a',
    'folder b',
    'folder b/c',
    'file b/c/deep.txt',
    'file b.txt',
    String.raw`file caf\xe9.txt`,
    'link dangling',
    'file hard.txt',
    'link loop',
    'link out',
    'other pipe',
    'file हिन्दी.txt',
  ]);
  const found = spawnSync('find', [root, '-mindepth', '1'], { encoding: 'utf8' });
  expect(entries).toHaveLength(found.stdout.trim().split('\n').length);
  const { rawName, name } = entries[5]!;
  expect({ rawName: rawName.toString('latin1'), name }).toEqual({
    rawName: 'caf\u00e9.txt',
    name: String.raw`caf\xe9.txt`,
  });
});

test('links are told, not followed; hard links are items of their own; times are kept', async () => {
  const by = new Map((await walk()).map((entry) => [entry.path, entry]));
  expect(by.get('out')).toMatchObject({ kind: 'link', target: '/etc' });
  expect(by.get('dangling')).toMatchObject({ target: 'nowhere' });
  expect(by.get('hard.txt')?.inode).toBe(by.get('b.txt')?.inode);
  expect(by.get('b.txt')).toMatchObject({
    size: 5,
    times: {
      modified: {
        instant: '2018-01-01T00:00:00.123456789Z',
        precision: 'nanosecond',
        zoneSource: 'utc',
        raw: '1514764800123456789',
      },
    },
  });
  expect([...listFolder(Buffer.from(join(root, 'b', 'c')))].map(({ name }) => name)).toEqual(['deep.txt']);
});

test('times before 1970', async () => {
  const path = join(folder, 'old');
  mkdirSync(path);
  writeFileSync(join(path, 'f'), '');
  spawnSync('touch', ['-d', '1969-12-31T23:59:58.5Z', join(path, 'f')]);
  const [entry] = await walk(Buffer.from(path));
  expect(entry?.times.modified?.instant).toBe('1969-12-31T23:59:58.500000000Z');
});

(isRoot ? test.skip : test)('a folder that may not be read comes with its fault', async () => {
  const path = join(folder, 'closed');
  mkdirSync(join(path, 'in'), { recursive: true });
  chmodSync(join(path, 'in'), 0);
  expect(await walk(Buffer.from(path))).toMatchObject([
    { path: 'in', fault: { code: 'unreadable', detail: 'EACCES' } },
  ]);
  chmodSync(join(path, 'in'), 0o700);
});

test('a path longer than the system takes is walked and read', async () => {
  const path = join(folder, 'long');
  mkdirSync(path);
  const name = 'n'.repeat(200);
  // Made step by step by a shell, since no call takes the whole path.
  const made = spawnSync('bash', [
    '-c',
    `cd "$1" && for i in $(seq 30); do mkdir ${name} && cd -P ${name} || exit 1; done; printf bottom > end.txt`,
    '-',
    path,
  ]);
  expect(made.status).toBe(0);
  const entries = await walk(Buffer.from(path));
  expect(entries).toHaveLength(31);
  expect(entries.every(({ fault }) => fault === undefined)).toBe(true);
  const last = entries[30]!;
  expect(last.rawPath.length).toBeGreaterThan(6000);
  const opened = openSourceFile(Buffer.from(path), last.rawPath);
  if ('code' in opened) throw new Error(opened.detail);
  expect(readFileSync(opened.descriptor, 'utf8')).toBe('bottom');
  expect(
    reach(Buffer.concat([Buffer.from(path), Buffer.from('/'), last.rawPath]), (short) => short.length),
  ).toBeLessThan(4096);
});

describe('openSourceFile', () => {
  test.each([
    ['b.txt', undefined],
    ['loop', 'link'],
    ['out/hostname', 'link'],
    ['loop/evidence/b.txt', undefined],
    ['../outside.txt', 'link'],
    ['pipe', 'not-a-file'],
    ['b', 'not-a-file'],
    ['gone.txt', 'vanished'],
  ])('%s: %s', (path, code) => {
    writeFileSync(join(folder, 'outside.txt'), 'x');
    const opened = openSourceFile(raw, Buffer.from(path));
    expect('code' in opened ? opened.code : undefined).toBe(code);
  });
});

describe('openRoot', () => {
  test('resolves links, tells folder from file', () => {
    expect(openRoot(join(root, 'loop', 'evidence'))).toMatchObject({ path: root, kind: 'folder' });
    expect(openRoot(join(root, 'b.txt')).kind).toBe('file');
  });
  test.each([
    ['none', 'source-missing'],
    ['b.txt/x', 'source-missing'],
    ['pipe', 'source-unreadable'],
  ])('%s', (path, code) => {
    expect(() => openRoot(join(root, path))).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  [[0x61, 0xff, 0x62], String.raw`a\xffb`],
  [[0xc3, 0xa9, 0xc3], String.raw`é\xc3`],
  [[0xed, 0xa0, 0x80], String.raw`\xed\xa0\x80`],
  [[0xf0, 0x9f, 0x98, 0x80], '😀'],
])('showRaw %j', (bytes, shown) => {
  expect(showRaw(Uint8Array.from(bytes))).toBe(shown);
});
