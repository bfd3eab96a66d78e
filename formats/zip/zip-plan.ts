/** A first pass over a ZIP directory: counts, the names' charset, and members whose data overlap. */
import { NameSample } from '../archives/member-names.ts';
import { Ranges } from '../archives/byte-ranges.ts';
import type { ZipEnd, ZipEntry } from './zip-records.ts';

export interface ZipPlan {
  readonly end: ZipEnd | undefined;
  /** Entries read from the directory, and how many of them are directories. */
  readonly entries: number;
  readonly directories: number;
  /** Entries that the end record states. */
  readonly stated: number;
  readonly complete: boolean;
  /** Where the last entry of the directory ends; its beginning where none was read. */
  readonly directoryEnd: number;
  /** The volume that this file is. */
  readonly disk: number;
  readonly nameSample: NameSample;
  /** Whether the member's data lie in those of one before it in the file: the bomb of overlapping members. */
  overlaps(entry: ZipEntry): boolean;
  /** The offsets of local headers that the directory names. */
  offsets(): Set<number>;
}

const localHeaderBytes = 30;

/** What the deflation of nothing comes to; some writers of folders do so. */
const maxEmptyBytes = 2;

/** A folder has no data (APPNOTE 4.3.8): an entry that has some is a member, whatever its name and mode say. */
export const isDirectory = ({ rawName, bytes, compressedBytes }: ZipEntry): boolean =>
  rawName.at(-1) === 0x2f && bytes === 0 && compressedBytes <= maxEmptyBytes;

/** Reads the directory through once. `end` undefined: there is none, everything is salvage. */
export function readPlan(directory: Iterable<ZipEntry>, end: ZipEnd | undefined): ZipPlan {
  const nameSample = new NameSample();
  const ranges = new Ranges();
  let directories = 0;
  let directoryEnd = end?.start ?? 0;
  for (const entry of directory) {
    if (isDirectory(entry)) directories++;
    directoryEnd = entry.recordEnd;
    if (!(entry.flags & 0x800)) nameSample.add(entry.rawName);
    const header = localHeaderBytes + entry.rawName.length;
    // A directory's entry has no data; some writers give all of them the offset 0.
    ranges.add(
      entry.offset,
      isDirectory(entry) ? entry.offset : entry.offset + header + entry.compressedBytes,
    );
  }
  const overlapping = ranges.findOverlaps();
  const entries = ranges.count;
  const stated = end?.shortCount && entries % 65_536 === end.entries ? entries : (end?.entries ?? 0);
  return {
    end,
    entries,
    directories,
    stated,
    complete: end !== undefined && entries === stated,
    directoryEnd,
    disk: end?.disk ?? 0,
    nameSample,
    overlaps: (entry) => overlapping.has(Number(entry.locator)),
    offsets: () => ranges.starts(),
  };
}
