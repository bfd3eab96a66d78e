/** Makes folders of evidence for the tests of the whole flow, among them one with every bad input that we foresaw. */
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { makeZip, type ZipMember } from '../fixtures/make-archives.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures');

/** The bytes of a fixture: `fixture('pdf', 'x.pdf')`. */
export const fixture = (...parts: readonly string[]): Buffer => readFileSync(join(fixtures, ...parts));

/** Writes files by their path below the folder, and the folders on the way. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content);
  }
}

export const zipOf = (members: Readonly<Record<string, string | Uint8Array>>): Buffer =>
  makeZip(Object.entries(members).map(([name, data]): ZipMember => ({ name, data: Buffer.from(data) })));

/** A zip in a zip in a zip, so many levels deep, with a text at the bottom. */
export function nestedZip(levels: number): Buffer {
  let bytes = zipOf({ 'bottom.txt': `the bottom of ${levels} levels` });
  for (let level = 1; level < levels; level++) bytes = zipOf({ [`level-${level}.zip`]: bytes });
  return bytes;
}

/** A socket in the file system; its server is closed with `close`. */
function makeSocket(path: string): Promise<() => void> {
  return new Promise((resolve) => {
    const server = createServer().listen(path, () => resolve(() => server.close()));
  });
}

/** A file below folders whose path is longer than the 4,096 bytes that the system takes at once. */
function makeLongPath(folder: string): void {
  const script = `set -e; cd "$1"; n=$(printf 'long%.0s' $(seq 50)); for i in $(seq 25); do mkdir "$n"; cd "$n"; done; echo 'far below' > far.txt`;
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', folder]);
  if (status !== 0) throw new Error(stderr.toString());
}

export const hostileName = 'escape \u001b[31mred\u001b[0m \u202egpj.exe\nnext.txt';

/**
 * A folder with every bad input of a file system and of archives that a source may hold. Gives what closes the
 * socket in it: closing removes it, so call that when the test has ended.
 */
export async function makeHostileFolder(folder: string): Promise<() => void> {
  writeFiles(folder, {
    'plain.txt': 'a plain note about the budget',
    'copies/same.txt': 'a plain note about the budget',
    'empty.txt': '',
    'copies/empty-too.txt': '',
    [hostileName]: 'a name that would paint the terminal',
    'हिन्दी/नोट.txt': 'नमस्ते दुनिया',
    'pretends.pdf': 'this is plain text and no pdf at all, whatever its name says',
    'random.bin': Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff)),
    'truncated.zip': zipOf({ 'a.txt': 'first member', 'b.txt': 'second member '.repeat(200) }).subarray(
      0,
      90,
    ),
    'slip.zip': makeZip([
      { name: '../../escaped.txt', data: Buffer.from('slipped one') },
      { name: '/etc/absolute.txt', data: Buffer.from('slipped two') },
      { name: 'C:\\windows\\evil.txt', data: Buffer.from('slipped three') },
    ]),
    'twice.zip': makeZip([
      { name: 'same.txt', data: Buffer.from('the first of the name') },
      { name: 'same.txt', data: Buffer.from('the second of the name') },
    ]),
    'deep.zip': nestedZip(12),
    'bomb.zip': zipOf({ 'zeros.txt': Buffer.alloc(70 * 1024 * 1024), 'innocent.txt': 'beside the bomb' }),
    'mail/message.eml': fixture('eml', 'family.eml'),
  });
  linkSync(join(folder, 'plain.txt'), join(folder, 'hard-link.txt'));
  symlinkSync('.', join(folder, 'loop'));
  symlinkSync('/etc', join(folder, 'leaves'));
  symlinkSync('/etc/passwd', join(folder, 'leaves.txt'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]),
    'a name in Latin-1',
  );
  makeLongPath(folder);
  return makeSocket(join(folder, 'socket'));
}

/** What `find` counts below a folder, and the bytes of its files, independent of our own walk. */
export function findCounts(folder: string): {
  files: number;
  folders: number;
  others: number;
  bytes: number;
} {
  const run = (...test: string[]): string[] => {
    const found = spawnSync('find', [folder, '-mindepth', '1', ...test], { maxBuffer: 64 * 1024 * 1024 });
    return found.stdout.toString('latin1').split('\0').slice(0, -1);
  };
  return {
    files: run('-type', 'f', '-print0').length,
    folders: run('-type', 'd', '-print0').length,
    others: run('!', '-type', 'f', '!', '-type', 'd', '-print0').length,
    bytes: run('-type', 'f', '-printf', '%s\\0').reduce((sum, size) => sum + Number(size), 0),
  };
}

/**
 * Times, sizes, modes and inodes of everything below a folder, and the access times of its files: equal if nothing
 * was written and no read left a trace. (Listing a folder and reading a link's target leave theirs where the
 * system keeps access times: only a read-only mount stops that.)
 */
export function stateOf(folder: string): string {
  const found = (...test: string[]): string =>
    spawnSync('find', [folder, ...test], { maxBuffer: 64 * 1024 * 1024 }).stdout.toString('latin1');
  return found('-printf', '%i %y %T@ %C@ %s %m\\n') + found('-type', 'f', '-printf', '%i %A@\\n');
}
