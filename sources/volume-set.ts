/**
 * Sets of volumes in a folder: which of its files are volumes of one whole, how the bytes of that follow from theirs, and
 * the name that stands for it. The name begins as the whole is called and holds a NUL, which no name of a file can.
 */
import {
  firstIndex,
  keyOfPattern,
  lastIndex,
  missingVolumes,
  readVolumeName,
  type VolumeKind,
  type VolumeName,
  volumeNameOf,
  type VolumePattern,
} from './volume-names.ts';

/** Volumes that are there, in the order of their bytes. */
export interface VolumeSet {
  readonly pattern: VolumePattern;
  /** Two at least. */
  readonly indexes: readonly number[];
}

/** A stretch of the whole: a volume, by its name as one character a byte, or the place of one that is missing. */
export interface VolumePart {
  readonly size: number;
  readonly name?: string;
}

/** Names of what is cut into numbered volumes by the programs that make it: then the number says enough. */
const archives = /\.(?:7z|zip|rar|tar|t?gz|tgz|bz2|tbz2?|xz|txz|zst|lzma|cab|arj|lha|lzh|jar)$/iu;
/** Images of disks, which nobody reads here: to hash them twice would cost hours. Without an extension it is one, too. */
const images = /^[^.]*$|\.(?:dd|raw|img|image|bin|e01|ex01|l01|aff|s01|vmdk|vhdx?|vdi|qcow2?|dmg)$/iu;

const isRar = (kind: VolumeKind): boolean => kind === 'part' || kind === 'old';

/**
 * Whether numbered files are the volumes of one. Letters, pictures and logs are numbered as well: of a name that no archive
 * has, the volumes before the last must be of one size, and of a round one.
 */
function isSplit(
  { stem }: VolumePattern,
  indexes: readonly number[],
  sizeOf: (index: number) => number,
): boolean {
  if (images.test(stem)) return false;
  if (archives.test(stem)) return true;
  if (indexes[0] !== 1 || missingVolumes({ kind: 'split', stem }, indexes).length > 0) return false;
  const size = sizeOf(1);
  const isRound = size >= 10_000 && (size % 1_000 === 0 || size % 1_024 === 0);
  return (
    isRound &&
    indexes.every((index, at) => (at < indexes.length - 1 ? sizeOf(index) === size : sizeOf(index) <= size))
  );
}

/** Of volumes that lie behind a gap of unknown size nobody can say where; those before it are one piece. */
function placeable(
  pattern: VolumePattern,
  indexes: readonly number[],
  sizeOf: (index: number) => number,
): number[] {
  const missing = missingVolumes(pattern, indexes).filter((index) => index !== lastIndex);
  if (missing.length === 0 || isRar(pattern.kind)) return [...indexes];
  const [size] = indexes.slice(0, -1).map(sizeOf);
  const present = indexes.reduce((sum, index) => sum + sizeOf(index), 0);
  const isEqual = indexes.slice(0, -1).every((index) => sizeOf(index) === size);
  // No more is made up than is there: stops two small files from standing for a terabyte.
  if (size !== undefined && isEqual && missing.length * size <= present) return [...indexes];
  const first = missing[0] ?? 0;
  return indexes.filter((index) => index < first);
}

/** Names that may be volumes of one set, by set; those of which there is but one are in none. Linear in the names. */
export function groupVolumes(names: Iterable<string>): readonly (readonly VolumeName[])[] {
  const groups = new Map<string, VolumeName[]>();
  for (const name of names) {
    const volume = readVolumeName(name);
    if (!volume) continue;
    const key = keyOfPattern(volume.pattern);
    const group = groups.get(key);
    if (group) group.push(volume);
    else groups.set(key, [volume]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Extensions such as s01 are other programs' too: it takes a first volume to tell. */
const hasStart = ({ kind }: VolumePattern, indexes: readonly number[]): boolean =>
  kind === 'old' || kind === 'zip'
    ? indexes.includes(firstIndex(kind)) ||
      indexes.includes(firstIndex(kind) + 1) ||
      indexes.includes(lastIndex)
    : true;

/**
 * The set of a group, undefined where it is none. `sizeOf` gives the size of a file, undefined of what is no file or is to
 * be left alone.
 */
export function setOfGroup(
  group: readonly VolumeName[],
  sizeOf: (name: string) => number | undefined,
): VolumeSet | undefined {
  const [first] = group;
  if (!first) return undefined;
  const { pattern } = first;
  const sizes = new Map<number, number>();
  for (const { index } of group.toSorted((one, other) => one.index - other.index)) {
    const size = sizeOf(volumeNameOf(pattern, index));
    if (size !== undefined && size > 0) sizes.set(index, size);
  }
  const sizeAt = (index: number): number => sizes.get(index) ?? 0;
  const all = [...sizes.keys()];
  if (!hasStart(pattern, all)) return undefined;
  if (pattern.kind === 'split' && !isSplit(pattern, all, sizeAt)) return undefined;
  const indexes = placeable(pattern, all, sizeAt);
  return indexes.length > 1 ? { pattern, indexes } : undefined;
}

/** The parts of the whole in order; a missing volume of RAR takes no place, since each begins anew. */
export function partsOfSet({ pattern, indexes }: VolumeSet, sizeOf: (name: string) => number): VolumePart[] {
  const parts: VolumePart[] = [];
  const sizeAt = (index: number): number => sizeOf(volumeNameOf(pattern, index));
  const usual = sizeAt(indexes[0] ?? 0);
  let next = firstIndex(pattern.kind);
  for (const index of indexes) {
    if (!isRar(pattern.kind) && index !== lastIndex) for (; next < index; next++) parts.push({ size: usual });
    next = index + 1;
    parts.push({ size: sizeAt(index), name: volumeNameOf(pattern, index) });
  }
  return parts;
}

/** Runs of indexes as "1-3,5". */
function writeRuns(indexes: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of indexes) {
    const last = runs.at(-1);
    if (last && last[1] + 1 === index) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/** As many as names allow; a case may come from a stranger, whose rows say what they like. */
const maxVolumes = 1_001;

function readRuns(text: string): number[] {
  const indexes: number[] = [];
  for (const run of text.split(',', maxVolumes)) {
    const [from = 0, to = from] = run.split('-').map(Number);
    for (let index = from; index <= to && indexes.length < maxVolumes; index++) indexes.push(index);
  }
  return indexes;
}

/** The raw name of a set: of its whole, its kind, and the volumes that are there. */
export function rawNameOfSet({ pattern, indexes }: VolumeSet): Buffer {
  return Buffer.from(`${keyOfPattern(pattern)}\0${writeRuns(indexes)}`, 'latin1');
}

/** Whether a raw path of a source is that of a set. */
export const isVolumeSet = (rawPath: Uint8Array): boolean => rawPath.includes(0);

/** The set that a raw path of a source names, and the folder it lies in as the start of the path; undefined for a file. */
export function readSetPath(
  rawPath: Uint8Array,
): { readonly folder: Buffer; readonly set: VolumeSet } | undefined {
  if (!isVolumeSet(rawPath)) return undefined;
  const bytes = Buffer.from(rawPath.buffer, rawPath.byteOffset, rawPath.length);
  const slash = bytes.lastIndexOf(0x2f);
  const [stem = '', key = '', runs = ''] = bytes
    .subarray(slash + 1)
    .toString('latin1')
    .split('\0');
  const written = /^(split|zip|old|part)(?:(part)(\d))?$/isu.exec(key);
  const [, kind = 'split', word, digits] = written ?? [];
  const part = word === undefined ? {} : { part: { word, digits: Number(digits) } };
  const pattern: VolumePattern = { kind: kind as VolumeKind, stem, ...part };
  return { folder: bytes.subarray(0, Math.max(0, slash)), set: { pattern, indexes: readRuns(runs) } };
}

/** What people see of a set: the name of its whole, and that it is one. */
export const shownSetName = (stem: string): string => `${stem} (volumes)`;

/** What is to be said of the volumes that a set lacks; undefined where none is known to be missing. */
export function describeMissing({ pattern, indexes }: VolumeSet): string | undefined {
  const missing = missingVolumes(pattern, indexes).map((index) => volumeNameOf(pattern, index));
  if (missing.length === 0) return undefined;
  const named = missing.slice(0, 5).map((name) => Buffer.from(name, 'latin1').toString());
  return `${named.join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''} not beside the others`;
}

/** What is to be said of a file that by its name is one volume of several and stands alone. Text as it is shown. */
export function describeLoneVolume(name: string): string | undefined {
  const { pattern, index } = readVolumeName(name) ?? {};
  if (!pattern || index === undefined) return undefined;
  const { kind, stem } = pattern;
  // What is called BASE.zip or BASE.rar is mostly the whole, and anything may be numbered.
  const isWhole = index === lastIndex || (kind === 'old' && index === 0);
  const isSure = kind === 'part' || kind === 'zip' || (kind === 'split' && archives.test(stem));
  if (isWhole || !isSure) return undefined;
  const next = kind === 'zip' ? lastIndex : index === firstIndex(kind) ? index + 1 : firstIndex(kind);
  return `one volume of ${stem}: ${volumeNameOf(pattern, next)} is not beside it`;
}
