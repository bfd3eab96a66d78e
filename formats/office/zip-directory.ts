/**
 * Lists the members of a zip package from its central directory, or, where that is lost, from the local headers.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14–16 (its end).
 */
import type { Content } from '../contract.ts';

/** One member as its directory entry states it; offsets and sizes in bytes. */
export interface ZipEntry {
  /** Place in the directory, or among the local headers where salvaged: stable for the same bytes. */
  readonly index: number;
  readonly name: string;
  /** 0 stored, 8 deflated; others are not read in office packages. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedBytes: number;
  /** As declared; undefined where the directory is lost and the local header does not say. */
  readonly bytes?: number;
  readonly crc?: number;
  /** Offset of the local header. */
  readonly headerOffset: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** The directory was lost; the entries come from the local headers. */
  readonly salvaged: boolean;
  /** More entries than the limit; the rest is not listed. */
  readonly cut: boolean;
}

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endRecord = 0x06054b50;
const end64Locator = 0x07064b50;
const end64Record = 0x06064b50;
const scanWindowBytes = 1024 * 1024;
const utf8 = new TextDecoder('utf-8');
const latin1 = new TextDecoder('latin1');

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const nameOf = (bytes: Uint8Array, flags: number): string =>
  (flags & 0x800 || bytes.every((byte) => byte < 0x80) ? utf8 : latin1).decode(bytes);

interface End {
  readonly position: number;
  readonly directoryBytes: number;
  readonly directoryOffset: number;
}

function findEnd(content: Content): End | undefined {
  // A comment may follow, of at most 65,535 bytes.
  const tailBytes = Math.min(content.size, 22 + 65_535);
  const start = content.size - tailBytes;
  const tail = content.read(start, tailBytes);
  const view = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || view.getUint32(at, true) !== endRecord) continue;
    const found = {
      position: start + at,
      directoryBytes: view.getUint32(at + 12, true),
      directoryOffset: view.getUint32(at + 16, true),
    };
    if (found.directoryOffset !== 0xffffffff && found.directoryBytes !== 0xffffffff) return found;
    return findEnd64(content, found.position) ?? found;
  }
  return undefined;
}

function findEnd64(content: Content, endPosition: number): End | undefined {
  if (endPosition < 20) return undefined;
  const locator = viewOf(content.read(endPosition - 20, 20));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== end64Locator) return undefined;
  const position = Number(locator.getBigUint64(8, true));
  if (position + 56 > content.size) return undefined;
  const record = viewOf(content.read(position, 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== end64Record) return undefined;
  return {
    position,
    directoryBytes: Number(record.getBigUint64(40, true)),
    directoryOffset: Number(record.getBigUint64(48, true)),
  };
}

/** Sizes and offset over 4 GiB stand in extra field 1, in this order, each only where its field is all ones. */
function readZip64(
  extra: Uint8Array,
  values: { bytes: number; compressedBytes: number; offset: number },
): void {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const id = view.getUint16(at, true);
    const end = Math.min(at + 4 + view.getUint16(at + 2, true), extra.length);
    let field = at + 4;
    if (id === 1) {
      for (const key of ['bytes', 'compressedBytes', 'offset'] as const) {
        if (values[key] !== 0xffffffff || field + 8 > end) continue;
        values[key] = Number(view.getBigUint64(field, true));
        field += 8;
      }
      return;
    }
    at = end;
  }
}

function readCentral(content: Content, maxEntries: number): ZipDirectory | undefined {
  const end = findEnd(content);
  if (!end) return undefined;
  // The true start counts back from the end record: bytes may have been put before the package.
  const start = end.position - end.directoryBytes;
  if (start < 0) return undefined;
  const shift = start - end.directoryOffset;
  // 64 MiB of directory are a million entries and more than any office package has.
  const directory = content.read(start, Math.min(end.directoryBytes, 64 * 1024 * 1024));
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && view.getUint32(at, true) === centralHeader) {
    if (entries.length >= maxEntries) return { entries, salvaged: false, cut: true };
    const flags = view.getUint16(at + 8, true);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const values = {
      compressedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    readZip64(directory.subarray(nameEnd, extraEnd), values);
    entries.push({
      index: entries.length,
      name: nameOf(directory.subarray(at + 46, nameEnd), flags),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      compressedBytes: values.compressedBytes,
      bytes: values.bytes,
      crc: view.getUint32(at + 16, true),
      headerOffset: values.offset + shift,
    });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return entries.length > 0 && at >= directory.length - 1
    ? { entries, salvaged: false, cut: false }
    : undefined;
}

/** Offset of the next `PK` signature of a header, a directory entry or a directory's end, from `from` on. */
function findSignature(content: Content, from: number): number {
  // The window grows with the distance, so that a package of a million empty members is not read a million times.
  let windowBytes = 1024;
  for (let start = from; start + 4 <= content.size; start += windowBytes - 3) {
    windowBytes = Math.min(windowBytes * 2, scanWindowBytes);
    const read = content.read(start, windowBytes);
    const window = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    for (
      let at = window.indexOf('PK');
      at >= 0 && at + 4 <= window.length;
      at = window.indexOf('PK', at + 1)
    ) {
      const signature = window.readUInt32LE(at);
      if (signature === localHeader || signature === centralHeader || signature === endRecord)
        return start + at;
    }
  }
  return content.size;
}

function readLocalHeaders(content: Content, maxEntries: number): ZipDirectory {
  const entries: ZipEntry[] = [];
  let at = findSignature(content, 0);
  while (at + 30 <= content.size) {
    if (entries.length >= maxEntries) return { entries, salvaged: true, cut: true };
    const header = viewOf(content.read(at, 30));
    if (header.getUint32(0, true) !== localHeader) {
      at = findSignature(content, at + 4);
      continue;
    }
    const flags = header.getUint16(6, true);
    const nameBytes = header.getUint16(26, true);
    const dataOffset = at + 30 + nameBytes + header.getUint16(28, true);
    // Bit 3: sizes follow the data, so the data ends at the latest where the next header begins.
    const streamed = (flags & 8) !== 0 && header.getUint32(18, true) === 0;
    const next = streamed
      ? findSignature(content, dataOffset)
      : findSignature(content, dataOffset + header.getUint32(18, true));
    entries.push({
      index: entries.length,
      name: nameOf(content.read(at + 30, nameBytes), flags),
      method: header.getUint16(8, true),
      encrypted: (flags & 1) !== 0,
      compressedBytes: streamed ? Math.max(next - dataOffset, 0) : header.getUint32(18, true),
      headerOffset: at,
      ...(streamed ? {} : { bytes: header.getUint32(22, true), crc: header.getUint32(14, true) }),
    });
    at = next;
  }
  return { entries, salvaged: true, cut: false };
}

/** The members of the package; an empty list where the content holds no zip at all. */
export const readZipDirectory = (content: Content, maxEntries: number): ZipDirectory =>
  readCentral(content, maxEntries) ?? readLocalHeaders(content, maxEntries);
