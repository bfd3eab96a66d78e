/** Reads the records of a ZIP file (APPNOTE 6.3.10): end records, central directory, local headers, extra fields. */
import { crc32 } from 'node:zlib';
import type { Content } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { dosTime, filetime, unixTime } from '../time/archive-time.ts';

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50 };
const locator64 = 0x07064b50;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
/** The end record may carry a comment of 64 KiB, and this much may have been appended to the file after it. */
const maxTailBytes = 1024 * 1024 + endBytes;

/** One member as the central directory (or, in a salvage, the local header) states it. */
export interface ZipEntry {
  readonly locator: string;
  readonly rawName: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Where the local header begins, in the file. */
  readonly offset: number;
  readonly extra: Buffer;
  readonly dosDate: number;
  readonly dosTime: number;
  /** Unix mode bits, where a Unix system wrote the entry. */
  readonly mode: number;
  readonly disk: number;
}

export interface ZipEnd {
  /** Entries as stated. */
  readonly entries: number;
  /** Whether `entries` is only known modulo 65,536. */
  readonly shortCount: boolean;
  /** Where the central directory begins, in the file. */
  readonly start: number;
  readonly bytes: number;
  /** Where the end record begins, that of zip64 where there is one. */
  readonly recordAt: number;
  /** Bytes before the archive (self-extractor), which all its offsets leave out; negative where its beginning is cut off. */
  readonly shift: number;
  readonly disk: number;
  /** Where the archive ends, comment included. */
  readonly end: number;
}

const read = (content: Content, at: number, length: number): Buffer => {
  if (at < 0 || at >= content.size) return Buffer.alloc(0);
  const bytes = content.read(at, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const read64 = (buffer: Buffer, at: number): number => Number(buffer.readBigUInt64LE(at));

/** The zip64 end record that a locator before `at` points to (4.3.14, 4.3.15). */
function readEnd64(content: Content, at: number): { record: Buffer; at: number } | undefined {
  const locator = read(content, at - 20, 20);
  if (locator.length < 20 || locator.readUInt32LE(0) !== locator64) return undefined;
  for (const place of [read64(locator, 8), at - 20 - 56]) {
    const record = read(content, place, 56);
    if (record.length === 56 && record.readUInt32LE(0) === signatures.end64) return { record, at: place };
  }
  return undefined;
}

/** By how much offsets miss their place: data before the archive shifts everything, a beginning that is cut off too. */
function shiftOf(content: Content, start: number, stated: number): number {
  const shift = start - stated;
  if (shift >= 0) return shift;
  const offset = read(content, start, centralBytes);
  // A directory whose place is misstated, in an archive that is whole.
  if (offset.length < centralBytes) return 0;
  const first = read(content, offset.readUInt32LE(42) + shift, 4);
  return first.length === 4 && first.readUInt32LE(0) === signatures.local ? shift : 0;
}

function parseEnd(content: Content, record: Buffer, at: number): ZipEnd | undefined {
  const disk = record.readUInt16LE(4);
  const comment = record.readUInt16LE(20);
  let [entries, bytes, stated] = [record.readUInt16LE(10), record.readUInt32LE(12), record.readUInt32LE(16)];
  let [recordAt, shortCount] = [at, true];
  const end64 = readEnd64(content, at);
  if (end64) {
    entries = read64(end64.record, 32);
    bytes = read64(end64.record, 40);
    stated = read64(end64.record, 48);
    recordAt = end64.at;
    shortCount = false;
  }
  const end = Math.min(at + endBytes + comment, content.size);
  // Data before the archive shifts everything: the directory lies right before the end record.
  for (const start of [recordAt - bytes, stated]) {
    const first = read(content, start, 4);
    const isDirectory = first.length === 4 && first.readUInt32LE(0) === signatures.central;
    if (isDirectory || (bytes === 0 && entries === 0)) {
      const shift = shiftOf(content, start, stated);
      return { entries, shortCount, start, bytes, recordAt, shift, disk, end };
    }
  }
  return undefined;
}

/** How much of the end is searched, in turn: few archives have a comment, fewer have something behind them. */
const tailBytes = [endBytes, endBytes + 65_535, maxTailBytes];

/**
 * The last end record whose directory is where it says, or undefined (damaged or cut off). Behind the archive at most
 * `maxRest` bytes may lie, where that is given.
 */
export function findEnd(content: Content, maxRest = Infinity): ZipEnd | undefined {
  for (const length of tailBytes) {
    if (length - endBytes - 65_535 > maxRest) return undefined;
    const from = Math.max(0, content.size - length);
    const tail = read(content, from, content.size - from);
    for (let at = tail.length - endBytes; at >= 0; at--) {
      at = tail.lastIndexOf('PK\x05\x06', at, 'latin1');
      const end = at < 0 ? undefined : parseEnd(content, tail.subarray(at, at + endBytes), from + at);
      if (end && content.size - end.end <= maxRest) return end;
    }
    if (from === 0) return undefined;
  }
  return undefined;
}

/** Bytes behind an end record that are taken for its archive's: a line break that a transfer added. */
const maxRestBytes = 4;

/** Entries of a directory among which the first member is looked for. */
const maxLookedAt = 10_000;

/** Where an archive begins that other bytes precede and that ends with the content; undefined where there is none. */
export function findArchiveAtEnd(content: Content): number | undefined {
  const end = findEnd(content, maxRestBytes);
  if (!end) return undefined;
  let start = end.start;
  for (const { offset } of readDirectory(content, end, maxLookedAt)) start = Math.min(start, offset);
  return start > 0 && start < end.start && readLocal(content, start) ? start : undefined;
}

/** Calls `visit` for each extra field of a header (4.5.1); a field that runs over the end is left out. */
function eachExtra(extra: Buffer, visit: (id: number, data: Buffer) => void): void {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (at + 4 + length > extra.length) return;
    visit(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
}

/** The sizes and the offset, from the zip64 field (4.5.3) where the 32-bit ones are full. */
function widen(
  extra: Buffer,
  bytes: number,
  compressedBytes: number,
  offset: number,
): [number, number, number] {
  const values: [number, number, number] = [bytes, compressedBytes, offset];
  eachExtra(extra, (id, data) => {
    if (id !== 1) return;
    let at = 0;
    for (const index of [0, 1, 2] as const) {
      if (values[index] !== 0xffffffff || at + 8 > data.length) continue;
      values[index] = read64(data, at);
      at += 8;
    }
  });
  return values;
}

/** The directory's entries in order, until a limit, the end of the directory or a damage. */
export function* readDirectory(
  content: Content,
  end: ZipEnd,
  maxEntries: number,
  maxBytes = Infinity,
): Generator<ZipEntry> {
  let at = end.start;
  // Kept in one window so that a directory of a million entries is not a million reads.
  let window = read(content, at, 1024 * 1024);
  let base = at;
  for (let index = 0; index < maxEntries && at - end.start < maxBytes; index++) {
    if (at - base + centralBytes + 3 * 65_535 > window.length && base + window.length < content.size) {
      base = at;
      window = read(content, at, 1024 * 1024);
    }
    const header = window.subarray(at - base);
    if (header.length < centralBytes || header.readUInt32LE(0) !== signatures.central) return;
    const [name, extra, comment] = [
      header.readUInt16LE(28),
      header.readUInt16LE(30),
      header.readUInt16LE(32),
    ];
    if (header.length < centralBytes + name + extra) return;
    yield parseCentral(header, name, extra, index, end.shift);
    at += centralBytes + name + extra + comment;
  }
}

function parseCentral(header: Buffer, name: number, extra: number, index: number, shift: number): ZipEntry {
  const extraField = Buffer.from(header.subarray(centralBytes + name, centralBytes + name + extra));
  const [bytes, compressedBytes, offset] = widen(
    extraField,
    header.readUInt32LE(24),
    header.readUInt32LE(20),
    header.readUInt32LE(42),
  );
  return {
    locator: String(index),
    rawName: Buffer.from(header.subarray(centralBytes, centralBytes + name)),
    flags: header.readUInt16LE(8),
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    compressedBytes,
    bytes,
    offset: offset + shift,
    extra: extraField,
    dosDate: header.readUInt16LE(14),
    dosTime: header.readUInt16LE(12),
    // Unix and OS X as host systems (4.4.2.2) keep the mode in the upper half of the external attributes.
    mode: [3, 19].includes(header.readUInt8(5)) ? header.readUInt16LE(40) : 0,
    disk: header.readUInt16LE(34),
  };
}

/** The local header at `offset` as an entry, with where its data begins; undefined where there is none. */
export function readLocal(
  content: Content,
  offset: number,
): { entry: ZipEntry; dataStart: number } | undefined {
  const header = read(content, offset, localBytes);
  if (header.length < localBytes || header.readUInt32LE(0) !== signatures.local) return undefined;
  const [name, extra] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const rest = read(content, offset + localBytes, name + extra);
  if (rest.length < name + extra) return undefined;
  const extraField = rest.subarray(name);
  const [bytes, compressedBytes] = widen(extraField, header.readUInt32LE(22), header.readUInt32LE(18), 0);
  const entry: ZipEntry = {
    locator: `@${offset}`,
    rawName: Buffer.from(rest.subarray(0, name)),
    flags: header.readUInt16LE(6),
    method: header.readUInt16LE(8),
    crc: header.readUInt32LE(14),
    compressedBytes,
    bytes,
    offset,
    extra: Buffer.from(extraField),
    dosDate: header.readUInt16LE(12),
    dosTime: header.readUInt16LE(10),
    mode: 0,
    disk: 0,
  };
  return { entry, dataStart: offset + localBytes + name + extra };
}

/** The times of the DOS fields and of the extra fields that state instants; the local header has more of them. */
export function readTimes(entry: ZipEntry, localExtra: Buffer | undefined): ItemTimes | undefined {
  const times: { -readonly [K in keyof ItemTimes]: ItemTimes[K] } = {};
  const set = (key: keyof ItemTimes, value: ItemTimes['modified']): void => {
    if (value) times[key] = value;
  };
  set('modified', dosTime(entry.dosDate, entry.dosTime));
  for (const extra of [entry.extra, localExtra]) {
    if (!extra) continue;
    eachExtra(extra, (id, data) => {
      if (id === 0x5455) readUnixTimes(data, 1980 + (entry.dosDate >> 9) >= 2038, set);
    });
  }
  eachExtra(entry.extra, (id, data) => {
    if (id === 0x000a) readNtfsTimes(data, set);
  });
  return Object.keys(times).length > 0 ? times : undefined;
}

type SetTime = (key: keyof ItemTimes, value: ItemTimes['modified']) => void;

/**
 * Info-ZIP's extended timestamp: flags, then those of modified, accessed, created that are there. Signed 32 bits,
 * which overflow in 2038: where the DOS date says that it is `late`, a negative one is taken for that.
 */
function readUnixTimes(data: Buffer, late: boolean, set: SetTime): void {
  let at = 1;
  for (const [bit, key] of ['modified', 'accessed', 'created'].entries()) {
    if (data.length < 1 || !(data.readUInt8(0) & (1 << bit)) || at + 4 > data.length) continue;
    const seconds = late ? data.readUInt32LE(at) : data.readInt32LE(at);
    set(key as keyof ItemTimes, unixTime(seconds, String(seconds)));
    at += 4;
  }
}

/** NTFS times (4.5.5): reserved, then attribute 1 of 24 bytes. */
function readNtfsTimes(data: Buffer, set: SetTime): void {
  if (data.length < 32 || data.readUInt16LE(4) !== 1) return;
  for (const [index, key] of ['modified', 'accessed', 'created'].entries()) {
    set(key as keyof ItemTimes, filetime(data.readBigUInt64LE(8 + index * 8)));
  }
}

/** The name's bytes: Info-ZIP's Unicode path (4.6.9) where it still belongs to the name beside it. */
export function readName(entry: ZipEntry): Buffer {
  let path = entry.rawName;
  eachExtra(entry.extra, (id, data) => {
    if (id === 0x7075 && data.length > 5 && data.readUInt32LE(1) === crc32(entry.rawName))
      path = data.subarray(5);
  });
  return path;
}
