/** Reads the headers of LHA archives in their four levels, as LHa for UNIX describes them (header.doc). */
import type { ItemTimes } from '../../schemas/item-times.ts';
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';
import { dosTime, unixTime } from '../time/archive-time.ts';

export interface LhaEntry {
  readonly start: number;
  /** `-lh5-` and others; `-lhd-` is a folder, or a link. */
  readonly method: string;
  readonly name: Uint8Array;
  readonly dataStart: number;
  readonly packed: number;
  readonly bytes: number;
  /** CRC-16 of what it decodes to; undefined where none is stated. */
  readonly crc: number | undefined;
  readonly times: ItemTimes;
}

const baseBytes = 21;
/** Bytes of headers behind the first one; stops a chain that is the whole file. */
const maxExtendedBytes = 64 * 1024;
const maxExtended = 100;
const slash = 0x2f;

interface Extended {
  name: Uint8Array | undefined;
  folder: Uint8Array;
  modified: ItemTimes['modified'];
  /** Bytes of all of them. */
  bytes: number;
}

/** Parts of a folder's name end with the byte 255. */
const asPath = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte) => (byte === 0xff || byte === 0x5c ? slash : byte));

/** The chain of headers whose first has `first` bytes: a type, what it says, and the size of the next in `width` bytes. */
function readExtended(content: Content, start: number, first: number, width: 2 | 4): Extended | undefined {
  const found: Extended = { name: undefined, folder: new Uint8Array(), modified: undefined, bytes: 0 };
  let size = first;
  for (let count = 0; size > 0; count += 1) {
    if (size < width + 1 || count >= maxExtended || found.bytes + size > maxExtendedBytes) return undefined;
    const bytes = bufferAt(content, start + found.bytes, size);
    if (bytes.length < size) return undefined;
    const value = Buffer.from(bytes.subarray(1, size - width));
    if (bytes[0] === 0x01) found.name = value;
    if (bytes[0] === 0x02) found.folder = asPath(value);
    if (bytes[0] === 0x54 && value.length >= 4) {
      const seconds = value.readUInt32LE(0);
      found.modified = unixTime(seconds, String(seconds));
    }
    found.bytes += size;
    size = bytes.readUIntLE(size - width, width);
  }
  return found;
}

const joined = (folder: Uint8Array, name: Uint8Array): Uint8Array => {
  const between = folder.length > 0 && folder.at(-1) !== slash ? [slash] : [];
  return Buffer.concat([folder, Buffer.from(between), name]);
};

interface Base {
  readonly bytes: Buffer;
  readonly start: number;
  readonly method: string;
  readonly packed: number;
  readonly stated: number;
}

/** Levels 0 and 1: one byte of size and one of sum, the name in the header itself. */
function readOld(
  content: Content,
  { bytes, start, method, packed, stated }: Base,
  level: number,
): LhaEntry | undefined {
  const end = (bytes[0] ?? 0) + 2;
  const header = bufferAt(content, start, end);
  const nameBytes = header[21] ?? 0;
  if (header.length < end || 24 + nameBytes > end) return undefined;
  let sum = 0;
  for (const byte of header.subarray(2)) sum = (sum + byte) & 0xff;
  if (sum !== header[1]) return undefined;
  const next = level === 1 && end >= 27 + nameBytes ? header.readUInt16LE(end - 2) : 0;
  const extended = readExtended(content, start + end, next, 2);
  if (!extended || extended.bytes > packed) return undefined;
  const modified = extended.modified ?? dosTime(header.readUInt16LE(17), header.readUInt16LE(15));
  return {
    start,
    method,
    name: joined(extended.folder, extended.name ?? asPath(header.subarray(22, 22 + nameBytes))),
    dataStart: start + end + extended.bytes,
    // Level 1 counts what stands behind its header as data.
    packed: packed - extended.bytes,
    bytes: stated,
    crc: header.readUInt16LE(22 + nameBytes),
    times: modified ? { modified } : {},
  };
}

/** Levels 2 and 3: all sizes in the header, names in those behind it. */
function readNew(
  content: Content,
  { bytes, start, method, packed, stated }: Base,
  level: number,
): LhaEntry | undefined {
  const [from, width] = level === 2 ? [24, 2 as const] : [28, 4 as const];
  const head = bufferAt(content, start, from + width);
  if (head.length < from + width) return undefined;
  const end = level === 2 ? head.readUInt16LE(0) : head.readUInt32LE(24);
  const extended = readExtended(content, start + from + width, head.readUIntLE(from, width), width);
  if (!extended?.name && !extended?.folder.length) return undefined;
  if (end < from + width + extended.bytes || end > maxExtendedBytes) return undefined;
  const seconds = bytes.readUInt32LE(15);
  const modified = extended.modified ?? unixTime(seconds, String(seconds));
  return {
    start,
    method,
    name: joined(extended.folder, extended.name ?? new Uint8Array()),
    dataStart: start + end,
    packed,
    bytes: stated,
    crc: head.readUInt16LE(21),
    times: modified ? { modified } : {},
  };
}

/** The entry at `start`; undefined where none is, or its header is damaged. */
export function readLhaEntry(content: Content, start: number): LhaEntry | undefined {
  const bytes = bufferAt(content, start, baseBytes);
  const method = bytes.toString('latin1', 2, 7);
  if (bytes.length < baseBytes || !/^-[a-z][a-z0-9]{2}-$/.test(method)) return undefined;
  const base = {
    bytes: Buffer.from(bytes),
    start,
    method,
    packed: bytes.readUInt32LE(7),
    stated: bytes.readUInt32LE(11),
  };
  const level = bytes[20] ?? 0;
  if (level > 3) return undefined;
  return level < 2 ? readOld(content, base, level) : readNew(content, base, level);
}
