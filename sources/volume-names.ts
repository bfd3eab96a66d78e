/**
 * Names of volumes: what programs call the files that they cut one archive into. A set of them is known by a name that no
 * file can have, from which the names of its volumes follow; so its id does too, whoever lists them.
 */

/**
 * `split`: STEM.001, STEM.002 (7-Zip, HJSplit, `split -d -a3`). `zip`: BASE.z01 … BASE.zip. `part`: BASE.part1.rar …
 * `old`: BASE.rar, BASE.r00, BASE.r01 …
 */
export type VolumeKind = 'split' | 'zip' | 'part' | 'old';

/** What is the same in the names of all volumes of a set. */
export interface VolumePattern {
  readonly kind: VolumeKind;
  /** The name of the whole, one character a byte. */
  readonly stem: string;
  /** Of `part`: the word as it is written, and how many digits are. */
  readonly part?: { readonly word: string; readonly digits: number };
}

export interface VolumeName {
  readonly pattern: VolumePattern;
  /** In the order of the bytes; `lastIndex` of what is last by its name. */
  readonly index: number;
}

/** BASE.zip is the last volume, however many come before it. */
export const lastIndex = 1_000_000;
/** More volumes than that have no names of these kinds. */
const maxIndex = 1_000;
/** Letters that old volumes of RAR go through: r00 … r99, s00 …, y99. */
const oldLetters = 'rstuvwxy';

const isUpper = (text: string): boolean => text === text.toUpperCase();
const asCase = (text: string, like: string): string => (isUpper(like) ? text.toUpperCase() : text);

/** What a name says by itself; `BASE.zip` and `BASE.rar` are the whole as often as they are volumes. */
export function readVolumeName(name: string): VolumeName | undefined {
  const part = /^(.*)\.(part)(\d{1,4})\.(rar)$/isu.exec(name);
  if (part) {
    const [, base = '', word = '', digits = '', extension = ''] = part;
    const pattern = {
      kind: 'part' as const,
      stem: `${base}.${extension}`,
      part: { word, digits: digits.length },
    };
    const index = Number(digits);
    return index > 0 && index <= maxIndex ? { pattern, index } : undefined;
  }
  const dot = name.lastIndexOf('.');
  const [base, extension] = [name.slice(0, dot), name.slice(dot + 1)];
  if (dot <= 0) return undefined;
  if (/^\d{3}$/u.test(extension))
    return extension === '000'
      ? undefined
      : { pattern: { kind: 'split', stem: base }, index: Number(extension) };
  if (/^zip$/iu.test(extension)) return { pattern: { kind: 'zip', stem: name }, index: lastIndex };
  if (/^rar$/iu.test(extension)) return { pattern: { kind: 'old', stem: name }, index: 0 };
  if (/^z\d{2,3}$/iu.test(extension)) {
    const index = Number(extension.slice(1));
    const stem = `${base}.${asCase('zip', extension)}`;
    return index > 0 ? { pattern: { kind: 'zip', stem }, index } : undefined;
  }
  if (/^[r-y]\d{2}$/iu.test(extension)) {
    const index =
      oldLetters.indexOf(extension.charAt(0).toLowerCase()) * 100 + Number(extension.slice(1)) + 1;
    return { pattern: { kind: 'old', stem: `${base}.${asCase('rar', extension)}` }, index };
  }
  return undefined;
}

/** The name of a volume, one character a byte. */
export function volumeNameOf({ kind, stem, part }: VolumePattern, index: number): string {
  const base = stem.slice(0, stem.lastIndexOf('.'));
  const extension = stem.slice(stem.lastIndexOf('.') + 1);
  if (kind === 'split') return `${stem}.${String(index).padStart(3, '0')}`;
  if (kind === 'zip')
    return index === lastIndex ? stem : `${base}.${asCase('z', extension)}${String(index).padStart(2, '0')}`;
  if (kind === 'part')
    return `${base}.${part?.word ?? 'part'}${String(index).padStart(part?.digits ?? 1, '0')}.${extension}`;
  if (index === 0) return stem;
  const letter = asCase(oldLetters.charAt(Math.floor((index - 1) / 100)), extension);
  return `${base}.${letter}${String((index - 1) % 100).padStart(2, '0')}`;
}

/** Two volumes of one set have the same. */
export const keyOfPattern = ({ kind, stem, part }: VolumePattern): string =>
  `${stem}\0${kind}${part ? `${part.word}${part.digits}` : ''}`;

/** The index of the first volume. */
export const firstIndex = (kind: VolumeKind): number => (kind === 'old' ? 0 : 1);

/** Those between the first and the last that is there, and the last of a split ZIP, that are not there. */
export function missingVolumes(pattern: VolumePattern, indexes: readonly number[]): number[] {
  const there = new Set(indexes);
  const most = Math.max(0, ...indexes.filter((index) => index !== lastIndex));
  const missing: number[] = [];
  for (let index = firstIndex(pattern.kind); index <= most; index++)
    if (!there.has(index)) missing.push(index);
  if (pattern.kind === 'zip' && !there.has(lastIndex)) missing.push(lastIndex);
  return missing;
}
