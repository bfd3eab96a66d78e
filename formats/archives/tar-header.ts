/** Reads the headers of tar: ustar (POSIX.1-1988), pax (POSIX.1-2001), GNU and the old v7 form. */
import { isUtf8 } from 'node:buffer';
import type { Time } from '../../schemas/time.ts';
import { decimalTime, unixTime } from '../time/archive-time.ts';

export const blockBytes = 512;

export interface TarHeader {
  readonly name: Buffer;
  readonly linkName: Buffer;
  /** User and group that it belongs to, where names are stated. */
  readonly owner: string;
  /** The type flag; `0` for a file in the old form too. */
  readonly type: string;
  /** Bytes of data that follow. */
  readonly size: number;
  readonly modified?: Time;
  readonly accessed?: Time;
  readonly changed?: Time;
}

const untilNul = (field: Buffer): Buffer => {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
};

/** An octal number, or base-256 where the first bit is set (GNU). Undefined where it is neither or out of range. */
function readNumber(field: Buffer): number | undefined {
  const first = field.readUInt8(0);
  if (first & 0x80) {
    let value = 0n;
    for (const [index, byte] of field.entries())
      value = (value << 8n) | BigInt(index === 0 ? byte & 0x7f : byte);
    const bits = BigInt(field.length * 8 - 1);
    if (first & 0x40) value -= 1n << bits;
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : undefined;
  }
  const text = untilNul(field).toString('latin1').trim();
  if (text === '') return 0;
  return /^[0-7]{1,15}$/u.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** The sum of the block's bytes with the checksum's own field as blanks, unsigned or (old Suns) signed. */
function checksumFits(block: Buffer): boolean {
  const stated = readNumber(block.subarray(148, 156));
  let [unsigned, signed] = [8 * 32, 8 * 32];
  for (const [index, byte] of block.entries()) {
    if (index >= 148 && index < 156) continue;
    unsigned += byte;
    signed += (byte << 24) >> 24;
  }
  return stated === unsigned || stated === signed;
}

const ownerOf = (...names: readonly Buffer[]): string =>
  names
    .map((name) => name.toString('utf8'))
    .filter((name) => name !== '')
    .join(', ');

/** The block as a header, or undefined where it is none. */
export function parseHeader(bytes: Uint8Array): TarHeader | undefined {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (block.length < blockBytes || !checksumFits(block)) return undefined;
  const size = readNumber(block.subarray(124, 136));
  if (size === undefined || size < 0) return undefined;
  const magic = block.toString('latin1', 257, 263);
  let name = untilNul(block.subarray(0, 100));
  // Only ustar proper has a prefix there; GNU keeps times in its place.
  if (magic === 'ustar\0') {
    const prefix = untilNul(block.subarray(345, 500));
    if (prefix.length > 0) name = Buffer.concat([prefix, Buffer.from('/'), name]);
  }
  const flag = block.readUInt8(156);
  const seconds = readNumber(block.subarray(136, 148));
  const modified = seconds === undefined || seconds === 0 ? undefined : unixTime(seconds, String(seconds));
  return {
    name: Buffer.from(name),
    linkName: Buffer.from(untilNul(block.subarray(157, 257))),
    owner: magic.startsWith('ustar')
      ? ownerOf(untilNul(block.subarray(265, 297)), untilNul(block.subarray(297, 329)))
      : '',
    type: flag === 0 ? '0' : String.fromCharCode(flag),
    size,
    modified,
  };
}

export interface PaxRecords {
  readonly records: Map<string, Buffer>;
  /** Values that a later record of the same key takes the place of. */
  readonly replaced: readonly Buffer[];
  /** Where the records end. */
  readonly end: number;
}

/** The records of a pax header: `length key=value\n`. Values are bytes; a bad record ends it. */
export function parsePax(bytes: Buffer): PaxRecords {
  const records = new Map<string, Buffer>();
  const replaced: Buffer[] = [];
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(0x20, at);
    if (blank === -1 || blank - at > 10) break;
    const length = Number(bytes.toString('latin1', at, blank));
    if (!Number.isInteger(length) || length < blank - at + 3 || at + length > bytes.length) break;
    const equals = bytes.indexOf(0x3d, blank);
    if (equals === -1 || equals >= at + length) break;
    const key = bytes.toString('latin1', blank + 1, equals);
    const known = records.get(key);
    if (known) replaced.push(known);
    records.set(key, bytes.subarray(equals + 1, at + length - 1));
    at += length;
    end = at;
  }
  return { records, replaced, end };
}

/** The header with what the pax records say instead. */
export function applyPax(header: TarHeader, pax: ReadonlyMap<string, Buffer>): TarHeader {
  if (pax.size === 0) return header;
  const text = (key: string): string | undefined => pax.get(key)?.toString('latin1');
  const time = (key: string): Time | undefined => {
    const value = text(key);
    return value === undefined ? undefined : decimalTime(value);
  };
  const size = /^\d{1,15}$/u.test(text('size') ?? '') ? Number(text('size')) : header.size;
  const modified = time('mtime') ?? header.modified;
  const [accessed, changed] = [time('atime'), time('ctime')];
  return {
    name: pax.get('GNU.sparse.name') ?? pax.get('path') ?? header.name,
    linkName: pax.get('linkpath') ?? header.linkName,
    owner:
      pax.has('uname') || pax.has('gname')
        ? ownerOf(pax.get('uname') ?? Buffer.alloc(0), pax.get('gname') ?? Buffer.alloc(0))
        : header.owner,
    type: header.type,
    size,
    modified,
    accessed,
    changed,
  };
}

/** Extended attributes by the prefixes of star and of libarchive, which writes both. */
const attribute = /^(?:SCHILY|LIBARCHIVE)\.xattr\.(.+)$/u;
/** What pax, star, GNU tar and libarchive say of a member that is read elsewhere, or is of no use (pax, 4.18). */
const known =
  /^(?:path|linkpath|size|[ug]id|[ug]name|[acm]time|charset|hdrcharset|GNU\.(?:sparse|volume)\..*|SCHILY\.(?:dev|ino|nlink|fflags|devm\w+|realsize|filetype|dir|acl\..*)|LIBARCHIVE\.creationtime|LIBARCHIVE\.symlinktype|RHT\.security\..*|MSWINDOWS\.rawsd)$/u;
/** One value; longer ones are kept in part. */
const maxNoteUnits = 10_000;

/** Text as a note, without controls; undefined for bytes that are none. */
function noteOf(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes) || bytes.some((byte) => byte < 9)) return undefined;
  const text = Buffer.from(bytes).toString().trim();
  return text === '' ? undefined : text.slice(0, maxNoteUnits);
}

/** Comments, extended attributes that are text (a download's address, a user's note), and what no program says. */
export function readPaxNotes(pax: ReadonlyMap<string, Buffer>): string[] {
  const notes: string[] = [];
  for (const [key, value] of pax) {
    const name = attribute.exec(key)?.[1];
    // Libarchive's own form is the same value in Base64.
    if (name !== undefined && pax.has(`SCHILY.xattr.${name}`) === key.startsWith('LIB')) continue;
    if (name === undefined && known.test(key)) continue;
    const isCoded = name !== undefined && key.startsWith('LIB');
    const text = noteOf(isCoded ? Buffer.from(value.toString('latin1'), 'base64') : value);
    if (text !== undefined) notes.push(key === 'comment' ? text : `${name ?? key}: ${text}`);
  }
  return notes;
}

/** Names of extension headers as programs write them. */
const usualName = /PaxHeader|@LongLink|GlobalHead|pax_global_header|^\.?\/?$/u;

/** What an extension header says that nobody reads: its own name, values and names that others take the place of. */
export function readUnusedNotes(name: Buffer, replaced: readonly Buffer[]): string[] {
  const own = usualName.test(name.toString('latin1')) ? [] : [name];
  return [...own, ...replaced].flatMap((bytes) => noteOf(bytes) ?? []);
}

/** The name that a member's header has, where another header's takes its place: as a rule the beginning of that. */
export function readReplacedName(own: Buffer, used: Buffer): string[] {
  const [short, long] = [own.toString('latin1'), used.toString('latin1')];
  const isPart = long.includes(short.replace(/\/$/, '')) || short.includes(long.slice(-20));
  return isPart || own.equals(used) ? [] : [noteOf(own) ?? []].flat();
}
