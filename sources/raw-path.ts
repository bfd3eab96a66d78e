/** File names as the bytes they are: showing them as text, and reaching files whose path is too long or hostile. */
import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  type BigIntStats,
} from 'node:fs';
import type { Code } from '../schemas/status.ts';
import { codeOf } from '../schemas/problem.ts';

/** Linux takes paths of 4,096 bytes with their end; a prefix this long leaves room for one name of 255. */
const maxReachBytes = 3800;

const slash = 0x2f;
const separator = Buffer.from('/');

/** `folder/name`, on bytes; `name` alone below an empty folder. */
export function joinRaw(folder: Uint8Array, name: Uint8Array): Buffer {
  if (folder.length === 0) return Buffer.from(name);
  return Buffer.concat(folder.at(-1) === slash ? [folder, name] : [folder, separator, name]);
}

const sequenceLength = (lead: number): number => (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

/** The text of a name: itself where it is UTF-8; elsewhere each byte that is not becomes `\xff`. */
export function showRaw(raw: Uint8Array): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let shown = '';
  for (let at = 0; at < bytes.length;) {
    const sequence = bytes.subarray(at, at + sequenceLength(bytes[at] ?? 0));
    const valid = isUtf8(sequence);
    shown += valid
      ? sequence.toString('utf8')
      : String.raw`\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
    at += valid ? sequence.length : 1;
  }
  return shown;
}

const openFolder = (path: Buffer): number =>
  openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);

/**
 * Calls `use` with a path that the system accepts for `path`, however long that is: folder by folder through
 * `/proc/self/fd`, which Linux has. The path given to `use` is good only during the call.
 */
export function reach<T>(path: Buffer, use: (reachable: Buffer) => T): T {
  if (path.length <= maxReachBytes) return use(path);
  let rest = path;
  let folder: number | undefined;
  try {
    while (rest.length > maxReachBytes) {
      const cut = rest.lastIndexOf(slash, maxReachBytes);
      const next = openFolder(rest.subarray(0, cut));
      if (folder !== undefined) closeSync(folder);
      folder = next;
      rest = Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), rest.subarray(cut + 1)]);
    }
    return use(rest);
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

/** Why something of the source could not be read: the ledger's code, and the system's own. */
export interface SourceFault {
  readonly code: Code;
  readonly detail: string;
}

/** The ledger's code for an error of the file system. */
export function faultOf(error: unknown): SourceFault {
  const system = codeOf(error) ?? 'unknown error';
  if (system === 'ENOENT' || system === 'ENOTDIR' || system === 'ESTALE')
    return { code: 'vanished', detail: system };
  if (system === 'ELOOP') return { code: 'link', detail: 'a link stands where a file or folder was' };
  return { code: 'unreadable', detail: system };
}

export interface OpenedFile {
  readonly descriptor: number;
  readonly stats: BigIntStats;
}

/** Opens for reading, not through a link; the access time is left alone where the system lets us. */
function openWithoutTrace(path: Buffer): number {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    return openSync(path, flags | (constants.O_NOATIME ?? 0));
  } catch (error) {
    // Only the owner may ask for that.
    if (codeOf(error) !== 'EPERM') throw error;
    return openSync(path, flags);
  }
}

/** A socket cannot be opened at all. */
const openFault = (error: unknown): SourceFault =>
  codeOf(error) === 'ENXIO' ? { code: 'not-a-file', detail: 'ENXIO' } : faultOf(error);

/** Whether the system takes this path only folder by folder: a parser then cannot open it. */
export const isOverLong = (root: Uint8Array, rawPath: Uint8Array): boolean =>
  root.length + 1 + rawPath.length > maxReachBytes;

/**
 * Opens a file of a source for reading, and only a file of the source: not through a link, not a device or pipe
 * (which would block), not outside `root` (a real path) if a folder on the way was swapped for a link since it was
 * listed. The access time is left alone where the system lets us. The caller closes `descriptor`.
 */
export function openSourceFile(root: Buffer, rawPath: Uint8Array): OpenedFile | SourceFault {
  let descriptor: number;
  try {
    descriptor = reach(joinRaw(root, rawPath), openWithoutTrace);
  } catch (error) {
    return openFault(error);
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile()) return closed(descriptor, { code: 'not-a-file', detail: 'no regular file' });
    if (process.platform === 'linux' && !liesIn(root, descriptor)) {
      return closed(descriptor, { code: 'link', detail: 'the path leaves the source' });
    }
    return { descriptor, stats };
  } catch (error) {
    return closed(descriptor, faultOf(error));
  }
}

/**
 * As `openSourceFile`, for a process that may not ask what its own descriptors are: it opens the very file that was listed,
 * or none, and looks at each folder on the way for a link. A path that is too long for the system is a fault.
 */
export function openListedFile(
  root: Buffer,
  rawPath: Uint8Array,
  listed: { readonly device: string; readonly inode: string },
): OpenedFile | SourceFault {
  const path = joinRaw(root, rawPath);
  let descriptor: number;
  try {
    descriptor = openWithoutTrace(path);
  } catch (error) {
    return openFault(error);
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile()) return closed(descriptor, { code: 'not-a-file', detail: 'no regular file' });
    for (let end = path.indexOf(slash, root.length + 1); end > 0; end = path.indexOf(slash, end + 1))
      if (lstatSync(path.subarray(0, end)).isSymbolicLink())
        return closed(descriptor, { code: 'link', detail: 'the path leaves the source' });
    if (String(stats.dev) !== listed.device || String(stats.ino) !== listed.inode)
      return closed(descriptor, {
        code: 'changed-while-reading',
        detail: 'another file took its place since it was listed',
      });
    return { descriptor, stats };
  } catch (error) {
    return closed(descriptor, faultOf(error));
  }
}

const closed = (descriptor: number, fault: SourceFault): SourceFault => {
  closeSync(descriptor);
  return fault;
};

function liesIn(root: Buffer, descriptor: number): boolean {
  let real: Buffer;
  try {
    real = readlinkSync(`/proc/self/fd/${descriptor}`, { encoding: 'buffer' });
  } catch (error) {
    // The link's text is a path as well, and may be too long for the system to write out: then every folder on
    // the way was opened by `reach` without following its last part.
    return codeOf(error) === 'ENAMETOOLONG';
  }
  const inner = root.at(-1) === slash ? root : Buffer.concat([root, separator]);
  return real.subarray(0, inner.length).equals(inner);
}
