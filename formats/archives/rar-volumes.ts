/**
 * Members of a RAR archive whose data go on from one volume to the next, where the content is all volumes in a row: their
 * pieces are put together. In the headers of all pieces but the last the checksum is that of the piece (technotes of RAR 4
 * and 5), so that the last one speaks for the whole.
 */
import { crc32 } from 'node:zlib';
import type { Content } from '../contract.ts';
import { type RarEntry, readHead } from './rar-header.ts';

const isSameName = (one: RarEntry['name'], other: RarEntry['name']): boolean =>
  Buffer.from(one).equals(Buffer.from(other));

/** Each member once, with the pieces that follow its first. One whose next piece is not there goes on, as it says. */
export function joinPieces(entries: readonly RarEntry[]): RarEntry[] {
  const joined: RarEntry[] = [];
  let pieces: RarEntry[] = [];
  for (const entry of entries) {
    const before = joined.at(-1);
    if (!before?.continues || !entry.isContinued || !isSameName(before.name, entry.name)) {
      pieces = [];
      joined.push(entry);
      continue;
    }
    pieces.push(entry);
    const { crc, bytes = before.bytes, continues } = entry;
    joined[joined.length - 1] = { ...before, rest: pieces, crc, bytes, continues };
  }
  return joined;
}

/** The pieces of a member's data, in order. */
export const piecesOf = (entry: RarEntry): readonly Pick<RarEntry, 'start' | 'dataStart' | 'packed'>[] => [
  entry,
  ...(entry.rest ?? []),
];

/** Bytes of a member's data, in all pieces. */
export const packedBytes = (entry: RarEntry): number =>
  piecesOf(entry).reduce((sum, { packed }) => sum + packed, 0);

/** A number of seven bits a byte (RAR 5). */
function writeNumber(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Buffer.from([...bytes, left]);
}

/** Where the number at `at` ends. */
function endOfNumber(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && end - at < 9 && ((bytes[end] ?? 0) & 128) !== 0) end += 1;
  return end + 1;
}

const splitFlags4 = 3;
const splitFlags5 = 0x18;

/** The header of RAR 4 with so many bytes of data, of a member that is whole. */
function wholeHeader4(header: Buffer, packed: number): Buffer {
  const whole = Buffer.from(header);
  whole.writeUInt16LE(whole.readUInt16LE(3) & ~splitFlags4, 3);
  whole.writeUInt32LE(packed, 7);
  whole.writeUInt16LE(crc32(whole.subarray(2)) & 0xffff, 0);
  return whole;
}

/** The same of RAR 5, whose numbers are as long as they have to be. */
function wholeHeader5(header: Buffer, packed: number): Buffer {
  const kindAt = endOfNumber(header, 4);
  const flagsAt = endOfNumber(header, kindAt);
  const extraAt = endOfNumber(header, flagsAt);
  // Flags of a header fit into seven bits.
  const flags = header[flagsAt] ?? 0;
  const sizeAt = (flags & 1) !== 0 ? endOfNumber(header, extraAt) : extraAt;
  const body = Buffer.concat([
    header.subarray(kindAt, flagsAt),
    writeNumber(flags & ~splitFlags5),
    header.subarray(extraAt, sizeAt),
    writeNumber(packed),
    header.subarray(endOfNumber(header, sizeAt)),
  ]);
  const sized = Buffer.concat([writeNumber(body.length), body]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(sized));
  return Buffer.concat([crc, sized]);
}

/** A member as it would stand in an archive that is not cut: its header, then its data. */
export function wholeMember(content: Content, entry: RarEntry, isNew: boolean): Uint8Array[] {
  const last = entry.rest?.at(-1);
  if (!last) return [content.read(entry.start, entry.dataStart + entry.packed - entry.start)];
  const header = readHead(content, last.start, last.dataStart - last.start);
  const write = isNew ? wholeHeader5 : wholeHeader4;
  return [
    write(header, packedBytes(entry)),
    ...piecesOf(entry).map(({ dataStart, packed }) => content.read(dataStart, packed)),
  ];
}
