/** The sets of volumes in a folder that is being listed: an entry for each, among the names of the files. */
import { lookAtSet } from '../../sources/listed-set.ts';
import { lookAt, type RawNames, type SourceEntry } from '../../sources/folder.ts';
import { joinRaw } from '../../sources/raw-path.ts';
import { volumeNameOf } from '../../sources/volume-names.ts';
import { groupVolumes, rawNameOfSet, setOfGroup, type VolumeSet } from '../../sources/volume-set.ts';

export interface FolderVolumes {
  /** Names of files and of sets, as latin1, in the order of their bytes. */
  readonly names: RawNames;
  /** By the raw name of a set, as latin1. */
  readonly sets: ReadonlyMap<string, SourceEntry>;
  /** By the name of a volume, as latin1: what is shown of its set. */
  readonly setOf: ReadonlyMap<string, string>;
}

/**
 * `leaves` tells of a file that is not to be read: a set of which one volume is left by a rule, or was removed from the case,
 * is none, since nothing is to come of that volume. It is asked about names that may be volumes alone.
 */
export async function findFolderVolumes(
  folder: Buffer,
  names: RawNames,
  leaves: (volumes: readonly SourceEntry[]) => Promise<boolean>,
): Promise<FolderVolumes> {
  const sets = new Map<string, SourceEntry>();
  const setOf = new Map<string, string>();
  for (const group of groupVolumes(names)) {
    const set = setOfGroup(group, (name) => {
      const { kind, size, fault } = lookAtVolume(folder, name);
      return kind === 'file' && !fault ? size : undefined;
    });
    if (!set || (await leaves(volumesOf(folder, set)))) continue;
    const listed = lookAtSet(folder, set);
    if ('code' in listed) continue;
    sets.set(rawNameOfSet(set).toString('latin1'), listed.entry);
    for (const index of set.indexes) setOf.set(volumeNameOf(set.pattern, index), listed.entry.name);
  }
  const all = sets.size === 0 ? names : [...names, ...sets.keys()].sort((a, b) => (a < b ? -1 : 1));
  return { names: all, sets, setOf };
}

const lookAtVolume = (folder: Buffer, name: string): SourceEntry => {
  const rawName = Buffer.from(name, 'latin1');
  return lookAt(joinRaw(folder, rawName), rawName);
};

const volumesOf = (folder: Buffer, { pattern, indexes }: VolumeSet): SourceEntry[] =>
  indexes.map((index) => lookAtVolume(folder, volumeNameOf(pattern, index)));
