/** Walks the directories of a TIFF file (TIFF 6.0, BigTIFF) to where the last byte lies that they name. */
import type { Content } from '../contract.ts';
import { type ImageParts, noParts } from './image-parts.ts';

/** Directories and entries of one file; real ones have some dozens. */
const maxDirectories = 10_000;
const maxEntries = 1_000_000;
/** Numbers of one entry that are read: strips of a picture. */
const maxNumbers = 1_000_000;

/** Bytes of a value by its type; 0 where the type is not known. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
/** Tags that hold offsets of directories: SubIFDs, EXIF, GPS, interoperability. */
const directoryTags = new Set([330, 34_665, 34_853, 40_965]);
/** Offsets of data and the sizes that belong to them: strips, tiles, a preview in JPEG, free space. */
const dataTags: readonly (readonly [offsets: number, sizes: number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
  [288, 289],
];

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where its values lie. */
  readonly at: number;
}

class TiffWalk {
  readonly #content: Content;
  readonly #isLittle: boolean;
  readonly #isBig: boolean;
  readonly #seen = new Set<number>();
  #entries = 0;
  /** Behind the last byte that is named; in a file that is cut off beyond its end. */
  end: number;

  constructor(content: Content, header: Buffer) {
    this.#content = content;
    this.#isLittle = header.toString('latin1', 0, 2) === 'II';
    this.#isBig = (this.#isLittle ? header.readUInt16LE(2) : header.readUInt16BE(2)) === 43;
    this.end = this.#isBig ? 16 : 8;
  }

  #number(bytes: Buffer, at: number, length: number): number {
    if (at + length > bytes.length) return 0;
    if (length === 8) return Number(this.#isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    return this.#isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
  }

  #read(at: number, length: number): Buffer {
    this.end = Math.max(this.end, at + length);
    return Buffer.from(at < this.#content.size ? this.#content.read(at, length) : []);
  }

  #numbers(entry: Entry | undefined): number[] {
    if (!entry) return [];
    const length = typeBytes[entry.type] ?? 0;
    const count = Math.min(entry.count, maxNumbers);
    if (length === 0 || length === 1) return [];
    const bytes = Buffer.from(this.#content.read(entry.at, count * length));
    return Array.from({ length: Math.floor(bytes.length / length) }, (_, index) =>
      this.#number(bytes, index * length, length),
    );
  }

  run(): void {
    const offsetBytes = this.#isBig ? 8 : 4;
    const first = this.#number(this.#read(offsetBytes, offsetBytes), 0, offsetBytes);
    const open = [first];
    while (open.length > 0) {
      const at = open.pop() ?? 0;
      if (at === 0 || this.#seen.has(at) || this.#seen.size >= maxDirectories) continue;
      this.#seen.add(at);
      // A pointer beyond the end is what a cut leaves.
      this.end = Math.max(this.end, at + 2);
      if (at < this.#content.size) open.push(...this.#directory(at));
    }
  }

  /** Takes one directory; returns those that it points to. */
  #directory(at: number): number[] {
    const [countBytes, entryBytes, offsetBytes] = this.#isBig ? [8, 20, 8] : [2, 12, 4];
    const count = this.#number(this.#read(at, countBytes), 0, countBytes);
    if (count > maxEntries - this.#entries) return [];
    this.#entries += count;
    const bytes = this.#read(at + countBytes, count * entryBytes + offsetBytes);
    const entries = new Map<number, Entry>();
    for (let index = 0; index < count; index += 1) {
      const start = index * entryBytes;
      const [tag, type] = [this.#number(bytes, start, 2), this.#number(bytes, start + 2, 2)];
      const values = this.#number(bytes, start + 4, offsetBytes);
      const length = values * (typeBytes[type] ?? 0);
      const field = start + 4 + offsetBytes;
      const isInline = length <= offsetBytes;
      const valueAt = isInline ? at + countBytes + field : this.#number(bytes, field, offsetBytes);
      if (!isInline) this.end = Math.max(this.end, valueAt + length);
      entries.set(tag, { type, count: values, at: valueAt });
    }
    this.#takeData(entries);
    const further = [...entries].flatMap(([tag, entry]) =>
      directoryTags.has(tag) ? this.#numbers(entry) : [],
    );
    return [...further, this.#number(bytes, count * entryBytes, offsetBytes)];
  }

  #takeData(entries: ReadonlyMap<number, Entry>): void {
    for (const [offsets, sizes] of dataTags) {
      const lengths = this.#numbers(entries.get(sizes));
      for (const [index, offset] of this.#numbers(entries.get(offsets)).entries())
        this.end = Math.max(this.end, offset + (lengths[index] ?? 0));
    }
  }
}

/** Where the file ends by what its directories name, and whether it is cut off before. */
export function walkTiff(content: Content): ImageParts {
  const parts = noParts();
  const header = Buffer.from(content.read(0, 8));
  if (header.length < 8) return { ...parts, isTruncated: true };
  const walk = new TiffWalk(content, header);
  walk.run();
  // Some writers leave off the last byte of a word.
  if (walk.end > content.size + 1) parts.isTruncated = true;
  else parts.end = walk.end;
  return parts;
}
