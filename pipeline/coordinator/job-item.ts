/** A file of a source as a parser is given it: where it lies and what was listed of it, or of each volume of a set. */
import type { PendingFile } from '../../case/catalogue/work.ts';
import { lookAtSet } from '../../sources/listed-set.ts';
import { isOverLong, joinRaw, type SourceFault } from '../../sources/raw-path.ts';
import { readSetPath } from '../../sources/volume-set.ts';
import type { JobItem, Volume } from '../protocol/messages.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

interface SetAsJob {
  readonly size: number;
  /** See `ListedSet`. */
  readonly inode: string;
  readonly volumes: readonly Volume[];
}

/** What a parser is given of a set of volumes; undefined for a file. `root`: the real folder that its files lie below. */
export function volumesAt(root: Uint8Array, rawPath: Uint8Array): SetAsJob | SourceFault | undefined {
  const named = readSetPath(rawPath);
  if (!named) return undefined;
  const set = lookAtSet(joinRaw(Buffer.from(root), named.folder), named.set);
  if ('code' in set) return set;
  const volumes = set.parts.map(({ size, volume }): Volume => {
    if (!volume) return { size };
    const { rawName, device, inode } = volume;
    return { size, path: base64(joinRaw(named.folder, rawName)), device, inode };
  });
  if (volumes.some(({ path }) => path !== undefined && isOverLong(root, Buffer.from(path, 'base64'))))
    return { code: 'unreadable', detail: 'the path of its volumes is too long for them to be read in place' };
  return { size: set.entry.size ?? 0, inode: set.entry.inode, volumes };
}

/** The fault where a set of volumes is not what was listed. */
export function jobItemOf(
  root: Uint8Array,
  file: Pick<PendingFile, 'item' | 'rawPath' | 'size' | 'device' | 'inode'>,
): JobItem | SourceFault {
  const { item, rawPath, size, device, inode } = file;
  const job = { item, root: base64(root), path: base64(rawPath), size, device, inode };
  const set = volumesAt(root, rawPath);
  if (!set) return job;
  if ('code' in set) return set;
  if (set.inode !== inode || set.size !== size)
    return { code: 'changed-while-reading', detail: 'a volume is another since it was listed' };
  return { ...job, volumes: [...set.volumes] };
}
