/** A first pass over a ZIP directory: counts, the names' charset, and members whose data overlap. */
import { NameSample } from '../archives/member-names.ts';
import type { ZipEnd, ZipEntry } from './zip-records.ts';

export interface ZipPlan {
  readonly end: ZipEnd | undefined;
  /** Entries read from the directory, and how many of them are directories. */
  readonly entries: number;
  readonly directories: number;
  /** Entries that the end record states. */
  readonly stated: number;
  readonly complete: boolean;
  /** The volume that this file is. */
  readonly disk: number;
  readonly nameSample: NameSample;
  /** Whether the member's data lie in those of one before it in the file: the bomb of overlapping members. */
  overlaps(entry: ZipEntry): boolean;
  /** The offsets of local headers that the directory names. */
  offsets(): Set<number>;
}

const localHeaderBytes = 30;

/** Of the file types of Unix (`stat.h`), as the mode states them. */
const directoryType = { mask: 0o170000, value: 0o040000 };

export const isDirectory = ({ rawName, bytes, mode }: ZipEntry): boolean =>
  rawName.at(-1) === 0x2f && (bytes === 0 || (mode & directoryType.mask) === directoryType.value);

/** Local headers' offsets and where their data ends at the least, in columns: a million members are 16 MB. */
class Ranges {
  #starts = new Float64Array(1024);
  #ends = new Float64Array(1024);
  count = 0;

  add(start: number, end: number): void {
    if (this.count === this.#starts.length) {
      for (const key of ['starts', 'ends'] as const) this.#grow(key);
    }
    this.#starts[this.count] = start;
    this.#ends[this.count++] = end;
  }

  #grow(key: 'starts' | 'ends'): void {
    const grown = new Float64Array(this.count * 2);
    grown.set(key === 'starts' ? this.#starts : this.#ends);
    if (key === 'starts') this.#starts = grown;
    else this.#ends = grown;
  }

  starts(): Set<number> {
    return new Set(this.#starts.subarray(0, this.count));
  }

  /** The numbers of those that begin before one ahead of them in the file has ended. */
  findOverlaps(): Set<number> {
    const starts = this.#starts;
    const order = Uint32Array.from({ length: this.count }, (_, index) => index);
    order.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
    const overlapping = new Set<number>();
    let reached = -1;
    for (const index of order) {
      if ((starts[index] ?? 0) < reached) overlapping.add(index);
      else reached = this.#ends[index] ?? 0;
    }
    return overlapping;
  }
}

/** Reads the directory through once. `end` undefined: there is none, everything is salvage. */
export function readPlan(directory: Iterable<ZipEntry>, end: ZipEnd | undefined): ZipPlan {
  const nameSample = new NameSample();
  const ranges = new Ranges();
  let directories = 0;
  for (const entry of directory) {
    if (isDirectory(entry)) directories++;
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
    disk: end?.disk ?? 0,
    nameSample,
    overlaps: (entry) => overlapping.has(Number(entry.locator)),
    offsets: () => ranges.starts(),
  };
}
