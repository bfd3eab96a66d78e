/** Reads the blocks of RAR 1.5 to 4 (technote.txt of RAR 4: 16-bit flags, sizes of 32 bits, DOS times). */
import type { Content } from '../contract.ts';
import { dosTime } from '../time/archive-time.ts';
import { headerCrc, type RarBlock, type RarEntry, readHead } from './rar-header.ts';

const kinds: Readonly<Record<number, RarBlock['kind']>> = { 0x73: 'main', 0x74: 'file', 0x7b: 'end' };
const unix = 3;

/** The name in Unicode, told by how it differs from the one in the charset of the system (`encname.cpp` of unRAR). */
function decodeUnicode(plain: Buffer, coded: Buffer): string {
  const high = (coded[0] ?? 0) << 8;
  const units: number[] = [];
  let [at, flags, left] = [1, 0, 0];
  const next = (): number => coded[at++] ?? 0;
  // A name is no longer than the plain one: stops runs that repeat without end.
  while (at < coded.length && units.length < plain.length) {
    if (left === 0) {
      flags = next();
      left = 8;
    }
    left -= 2;
    const way = (flags >> left) & 3;
    if (way === 0) units.push(next());
    else if (way === 1) units.push(next() | high);
    else if (way === 2) units.push(next() | (next() << 8));
    else {
      const run = next();
      const isShifted = (run & 0x80) !== 0;
      const shift = isShifted ? next() : 0;
      for (let count = (run & 0x7f) + 2; count > 0 && units.length < plain.length; count--) {
        const byte = plain[units.length] ?? 0;
        units.push(isShifted ? ((byte + shift) & 0xff) | high : byte);
      }
    }
  }
  return String.fromCharCode(...units);
}

/** Paths are parted by backslashes, of Unix too. */
function readName(bytes: Buffer, flags: number): string | Uint8Array {
  const nul = bytes.indexOf(0);
  const isUnicode = (flags & 0x200) !== 0;
  const name =
    isUnicode && nul >= 0
      ? decodeUnicode(bytes.subarray(0, nul), bytes.subarray(nul + 1))
      : isUnicode
        ? bytes.toString('utf8')
        : bytes;
  if (typeof name === 'string') return name.replaceAll('\\', '/');
  return name.map((byte) => (byte === 0x5c ? 0x2f : byte));
}

function readEntry(head: Buffer, at: number, flags: number, packed: number, bytes: number): RarEntry {
  const isLarge = (flags & 0x100) !== 0;
  const host = head.readUInt8(15);
  const nameAt = isLarge ? 40 : 32;
  const attributes = head.readUInt32LE(28);
  const modified = dosTime(head.readUInt16LE(22), head.readUInt16LE(20));
  const window = (flags >> 5) & 7;
  return {
    start: at,
    dataStart: at + head.length,
    packed,
    bytes,
    crc: head.readUInt32LE(16),
    name: readName(head.subarray(nameAt, nameAt + head.readUInt16LE(26)), flags),
    times: modified ? { modified } : {},
    isDirectory: window === 7,
    isStored: head.readUInt8(25) === 0x30,
    isSolid: (flags & 0x10) !== 0,
    isEncrypted: (flags & 4) !== 0,
    dictionaryBytes: 65_536 << window,
    isContinued: (flags & 1) !== 0,
    continues: (flags & 2) !== 0,
    isLink: host === unix && (attributes & 0xf000) === 0xa000,
  };
}

/** The block at `at`, undefined where none whole begins there. */
export function readBlock4(content: Content, at: number): RarBlock | undefined {
  const first = readHead(content, at, 7);
  if (first.length < 7) return undefined;
  const head = readHead(content, at, first.readUInt16LE(5));
  if (head.length < 7 || head.length < first.readUInt16LE(5)) return undefined;
  if ((headerCrc(head, 2) & 0xffff) !== head.readUInt16LE(0)) return undefined;
  const flags = head.readUInt16LE(3);
  const kind = kinds[head.readUInt8(2)] ?? 'other';
  const hasData = kind === 'file' || (flags & 0x8000) !== 0;
  if (hasData && head.length < (kind === 'file' ? 32 : 11)) return undefined;
  const isLarge = kind === 'file' && (flags & 0x100) !== 0;
  if (isLarge && head.length < 40) return undefined;
  const packed = hasData ? head.readUInt32LE(7) + (isLarge ? head.readUInt32LE(32) * 2 ** 32 : 0) : 0;
  const end = at + head.length + packed;
  if (kind === 'main') return { kind, end, isVolume: (flags & 1) !== 0, isEncrypted: (flags & 0x80) !== 0 };
  if (kind === 'end') return { kind, end, isVolume: (flags & 1) !== 0 };
  if (kind !== 'file') return { kind, end };
  const bytes = head.readUInt32LE(11) + (isLarge ? head.readUInt32LE(36) * 2 ** 32 : 0);
  return { kind, end, entry: readEntry(head, at, flags, packed, bytes) };
}
