/** Lists the files and folders of a folder source: every entry once, in one order, following nothing. */
import { lstatSync, readdirSync, readlinkSync, type BigIntStats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { maxFolderDepth } from '../config/limits.ts';
import type { Time } from '../schemas/time.ts';
import type { ItemTimes } from '../schemas/item-times.ts';
import { faultOf, joinRaw, reach, showRaw, type SourceFault } from './raw-path.ts';

export interface SourceEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** The name's bytes; what makes the item's id. */
  readonly rawName: Buffer;
  /** The name for people; see `showRaw`. */
  readonly name: string;
  /** Bytes; of files only. */
  readonly size?: number;
  readonly times: ItemTimes;
  /** Decimal. Hard links share both and are items of their own all the same. */
  readonly device: string;
  readonly inode: string;
  /** Where a link points, as text; never followed. */
  readonly target?: string;
  /** It could not be looked at. */
  readonly fault?: SourceFault;
}

export interface WalkedEntry extends SourceEntry {
  /** Bytes of the path below the root. */
  readonly rawPath: Buffer;
  /** The same for people. */
  readonly path: string;
  /** 1 directly below the root. */
  readonly depth: number;
}

/** Sorted names of one folder; latin1 strings, one character a byte: compact, and ordered as the bytes are. */
export type RawNames = readonly string[];

const million = 1_000_000n;

/** A file system's time, in nanoseconds since 1970. Undefined beyond what a date can be (corrupt inodes). */
function timeOf(nanoseconds: bigint): Time | undefined {
  const below = ((nanoseconds % million) + million) % million;
  const date = new Date(Number((nanoseconds - below) / million));
  if (Number.isNaN(date.getTime())) return undefined;
  return {
    instant: `${date.toISOString().slice(0, -1)}${String(below).padStart(6, '0')}Z`,
    precision: 'nanosecond',
    zoneSource: 'utc',
    raw: String(nanoseconds),
  };
}

function timesOf(stats: BigIntStats): ItemTimes {
  const modified = timeOf(stats.mtimeNs);
  const accessed = timeOf(stats.atimeNs);
  const changed = timeOf(stats.ctimeNs);
  // 0 where the file system keeps none.
  const created = stats.birthtimeNs === 0n ? undefined : timeOf(stats.birthtimeNs);
  return {
    ...(modified && { modified }),
    ...(accessed && { accessed }),
    ...(changed && { changed }),
    ...(created && { created }),
  };
}

const kindOf = (stats: BigIntStats): SourceEntry['kind'] =>
  stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';

/** One file or folder, looked at without following it. */
export function lookAt(path: Buffer, rawName: Buffer): SourceEntry {
  const name = showRaw(rawName);
  try {
    return reach(path, (reachable) => {
      const stats = lstatSync(reachable, { bigint: true });
      const kind = kindOf(stats);
      return {
        kind,
        rawName,
        name,
        ...(kind === 'file' && { size: Number(stats.size) }),
        times: timesOf(stats),
        device: String(stats.dev),
        inode: String(stats.ino),
        ...(kind === 'link' && { target: showRaw(readlinkSync(reachable, { encoding: 'buffer' })) }),
      };
    });
  } catch (error) {
    return { kind: 'other', rawName, name, times: {}, device: '0', inode: '0', fault: faultOf(error) };
  }
}

/** Throws a file-system error where the folder at `path` (absolute, bytes) cannot be read. */
export const readNames = (path: Buffer): RawNames =>
  reach(path, (reachable) => readdirSync(reachable, { encoding: 'latin1' }).sort((a, b) => (a < b ? -1 : 1)));

/**
 * The entries of the folder at `path` (absolute, bytes), in byte order of their names. Throws a file-system error
 * where it cannot be read. Memory: its names, about 60 MB for a million; entries are made one at a time.
 */
export function* listFolder(path: Buffer): Generator<SourceEntry> {
  for (const latin1 of readNames(path)) {
    const rawName = Buffer.from(latin1, 'latin1');
    yield lookAt(joinRaw(path, rawName), rawName);
  }
}

interface Level {
  readonly rawPath: Buffer;
  readonly path: string;
  readonly names: RawNames;
  at: number;
}

/** Reads what is below a folder, or says why that cannot be. */
function enter(root: Buffer, rawPath: Buffer, path: string, depth: number): Level | SourceFault {
  if (depth > maxFolderDepth) return { code: 'depth-limit', detail: `${maxFolderDepth} folders deep` };
  try {
    return { rawPath, path, names: readNames(joinRaw(root, rawPath)), at: 0 };
  } catch (error) {
    return faultOf(error);
  }
}

/**
 * Every entry below `root` (absolute, bytes, a real path), each folder before what it holds, names in byte order.
 * A folder that cannot be read comes with its fault, and the walk goes on. Throws only where the root itself
 * cannot be read. Memory: the names of the folders on the way from the root to the entry.
 */
export async function* walkFolder(root: Buffer, signal?: AbortSignal): AsyncGenerator<WalkedEntry> {
  const levels: Level[] = [{ rawPath: Buffer.alloc(0), path: '', names: readNames(root), at: 0 }];
  for (let seen = 1; levels.length > 0; seen++) {
    const level = levels[levels.length - 1];
    const latin1 = level?.names[level.at++];
    if (!level || latin1 === undefined) {
      levels.pop();
      continue;
    }
    const rawName = Buffer.from(latin1, 'latin1');
    const rawPath = joinRaw(level.rawPath, rawName);
    const entry = lookAt(joinRaw(root, rawPath), rawName);
    const path = level.path === '' ? entry.name : `${level.path}/${entry.name}`;
    const depth = levels.length;
    const below = entry.kind === 'folder' ? enter(root, rawPath, path, depth) : undefined;
    if (below && 'names' in below) levels.push(below);
    yield { ...entry, rawPath, path, depth, ...(below && 'code' in below && { fault: below }) };
    // File calls are synchronous, as they are fastest; timers and signals get their turn in between.
    if (seen % 512 === 0) {
      signal?.throwIfAborted();
      await setImmediate();
    }
  }
}
