/** A set of volumes as the entry of a folder that it is listed as: looked at volume by volume, following nothing. */
import { hash } from 'node:crypto';
import type { Time } from '../schemas/time.ts';
import { lookAt, type SourceEntry } from './folder.ts';
import { joinRaw, showRaw, type SourceFault } from './raw-path.ts';
import { volumeNameOf } from './volume-names.ts';
import { partsOfSet, rawNameOfSet, shownSetName, type VolumeSet } from './volume-set.ts';

/** A volume where it lies, or the place of one that is missing. */
export interface ListedPart {
  readonly size: number;
  /** Absent for a place that nothing fills: it is read as zeros. */
  readonly volume?: { readonly rawName: Buffer; readonly device: string; readonly inode: string };
}

export interface ListedSet {
  /** `inode` is a print of all volumes: another one in the place of one of them is another set of bytes. */
  readonly entry: SourceEntry;
  readonly parts: readonly ListedPart[];
}

const later = (one: Time | undefined, other: Time | undefined): Time | undefined =>
  one && other ? ((one.instant ?? '') < (other.instant ?? '') ? other : one) : (one ?? other);

const namesOf = ({ pattern, indexes }: VolumeSet): string[] =>
  indexes.map((index) => volumeNameOf(pattern, index));

/** `folder`: absolute, bytes. The fault where a volume is no file that can be looked at. */
export function lookAtSet(folder: Buffer, set: VolumeSet): ListedSet | SourceFault {
  const volumes = new Map<string, SourceEntry>();
  for (const name of namesOf(set)) {
    const rawName = Buffer.from(name, 'latin1');
    const volume = lookAt(joinRaw(folder, rawName), rawName);
    if (volume.fault) return volume.fault;
    if (volume.kind !== 'file')
      return { code: 'changed-while-reading', detail: 'a volume is no file any more' };
    volumes.set(name, volume);
  }
  const all = [...volumes.values()];
  const parts = partsOfSet(set, (name) => volumes.get(name)?.size ?? 0).map(({ size, name }): ListedPart => {
    const volume = name === undefined ? undefined : volumes.get(name);
    return volume ? { size, volume } : { size };
  });
  const modified = all.map(({ times }) => times.modified).reduce(later, undefined);
  const changed = all.map(({ times }) => times.changed).reduce(later, undefined);
  const print = all.map(({ rawName, size, inode, times }) =>
    [rawName.toString('latin1'), size, inode, times.modified?.raw, times.changed?.raw].join('\0'),
  );
  return {
    entry: {
      kind: 'file',
      rawName: rawNameOfSet(set),
      name: shownSetName(showRaw(Buffer.from(set.pattern.stem, 'latin1'))),
      size: parts.reduce((sum, { size }) => sum + size, 0),
      times: { ...(modified && { modified }), ...(changed && { changed }) },
      device: all[0]?.device ?? '0',
      inode: hash('sha256', print.join('\n'), 'hex').slice(0, 20),
    },
    parts,
  };
}
