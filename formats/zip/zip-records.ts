/** Reads the records of a ZIP file (APPNOTE 6.3.10): end records, central directory, local headers, data descriptors. */
import type { ByteRange, Content } from '../contract.ts';
import { SplitDisks } from './split-disks.ts';
import { eachExtra } from './zip-extras.ts';

const signatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
};
const locator64 = 0x07064b50;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
const end64Bytes = 56;
const locatorBytes = 20;
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
  /** Where the extra field begins, in the file. */
  readonly extraAt: number;
  /** The comment's bytes; only the directory has one. */
  readonly comment: Buffer;
  /** Where the record that states all this ends. */
  readonly recordEnd: number;
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
  /** The end records, that of zip64 and its locator included, without the comment. */
  readonly records: readonly ByteRange[];
  /** The archive's comment. */
  readonly comment: ByteRange;
  /** Bytes before the archive (self-extractor), which all its offsets leave out; negative where its beginning is cut off. */
  readonly shift: number;
  readonly disk: number;
  /** Of a split archive that is there as one content: where its volumes begin. */
  readonly disks?: SplitDisks;
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
  const locator = read(content, at - locatorBytes, locatorBytes);
  if (locator.length < locatorBytes || locator.readUInt32LE(0) !== locator64) return undefined;
  for (const place of [read64(locator, 8), at - locatorBytes - end64Bytes]) {
    const record = read(content, place, end64Bytes);
    if (record.length === end64Bytes && record.readUInt32LE(0) === signatures.end64)
      return { record, at: place };
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
  let directoryDisk = record.readUInt16LE(6);
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
    directoryDisk = Math.min(directoryDisk, end64.record.readUInt32LE(20));
  }
  const end = Math.min(at + endBytes + comment, content.size);
  // Data before the archive shifts everything: the directory lies right before the end record.
  for (const start of [recordAt - bytes, stated]) {
    const first = read(content, start, 4);
    const isDirectory = first.length === 4 && first.readUInt32LE(0) === signatures.central;
    if (isDirectory || (bytes === 0 && entries === 0)) {
      const shift = shiftOf(content, start, stated);
      const records = end64
        ? [
            { start: end64.at, end: end64.at + end64Bytes },
            { start: at - locatorBytes, end: at + endBytes },
          ]
        : [{ start: at, end: at + endBytes }];
      const archiveComment = { start: at + endBytes, end };
      const disks =
        directoryDisk > 0 && shift > 0
          ? {
              disks: new SplitDisks(
                content,
                { disk: directoryDisk, start: shift },
                (offset, name) => readLocal(content, offset)?.entry.rawName.equals(name) === true,
              ),
            }
          : {};
      const archive = {
        entries,
        shortCount,
        start,
        bytes,
        records,
        comment: archiveComment,
        shift,
        disk,
        end,
      };
      return { ...archive, ...disks };
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

/** Where an archive begins that ends with the content, whatever precedes it; undefined where there is none. */
export function findArchiveAtEnd(content: Content): number | undefined {
  const end = findEnd(content, maxRestBytes);
  if (!end) return undefined;
  let start = end.start;
  for (const { offset } of readDirectory(content, end, maxLookedAt)) start = Math.min(start, offset);
  return start >= 0 && start < end.start && readLocal(content, start) ? start : undefined;
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
    yield placed(
      content,
      parseCentral(header, { name, extra, comment }, { at, index, shift: end.shift }),
      end,
    );
    at += centralBytes + name + extra + comment;
  }
}

/** The entry where it lies in a content of all volumes; behind the end where its volume is not there. */
function placed(content: Content, entry: ZipEntry, { disks, disk, shift }: ZipEnd): ZipEntry {
  if (!disks) return entry;
  const offset = disks.offsetOf(entry, entry.offset - shift);
  return offset === undefined ? { ...entry, offset: content.size } : { ...entry, offset, disk };
}

/** `lengths` are those of the record's three last fields. */
function parseCentral(
  header: Buffer,
  lengths: { readonly name: number; readonly extra: number; readonly comment: number },
  { at, index, shift }: { readonly at: number; readonly index: number; readonly shift: number },
): ZipEntry {
  const nameEnd = centralBytes + lengths.name;
  const extraEnd = nameEnd + lengths.extra;
  const recordEnd = extraEnd + lengths.comment;
  const extraField = Buffer.from(header.subarray(nameEnd, extraEnd));
  const [bytes, compressedBytes, offset] = widen(
    extraField,
    header.readUInt32LE(24),
    header.readUInt32LE(20),
    header.readUInt32LE(42),
  );
  return {
    locator: String(index),
    rawName: Buffer.from(header.subarray(centralBytes, nameEnd)),
    flags: header.readUInt16LE(8),
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    compressedBytes,
    bytes,
    offset: offset + shift,
    extra: extraField,
    extraAt: at + nameEnd,
    comment: Buffer.from(header.subarray(extraEnd, recordEnd)),
    recordEnd: at + recordEnd,
    dosDate: header.readUInt16LE(14),
    dosTime: header.readUInt16LE(12),
    // Unix and OS X as host systems (4.4.2.2) keep the mode in the upper half of the external attributes.
    mode: [3, 19].includes(header.readUInt8(5)) ? header.readUInt16LE(40) : 0,
    disk: header.readUInt16LE(34),
  };
}

export interface LocalHeader {
  readonly entry: ZipEntry;
  readonly dataStart: number;
}

/** The local header at `offset` as an entry, with where its data begins; undefined where there is none. */
export function readLocal(content: Content, offset: number): LocalHeader | undefined {
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
    extraAt: offset + localBytes + name,
    comment: Buffer.alloc(0),
    recordEnd: offset + localBytes + name + extra,
    dosDate: header.readUInt16LE(12),
    dosTime: header.readUInt16LE(10),
    mode: 0,
    disk: 0,
  };
  return { entry, dataStart: offset + localBytes + name + extra };
}

/** Where the data descriptor behind an entry's data ends (4.3.9): with or without its signature, in 32 or 64 bits. */
export function endOfDescriptor(content: Content, entry: ZipEntry, at: number): number {
  const record = read(content, at, 24);
  const start = record.length >= 4 && record.readUInt32LE(0) === signatures.descriptor ? 4 : 0;
  const has64 = record.length >= start + 20 && read64(record, start + 4) === entry.compressedBytes;
  if (has64 && read64(record, start + 12) === entry.bytes) return at + start + 20;
  const has32 =
    record.length >= start + 12 && record.readUInt32LE(start + 4) === entry.compressedBytes % 2 ** 32;
  return has32 ? at + start + 12 : at;
}
