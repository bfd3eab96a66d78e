/**
 * Writes the archives of the sample case. All compression is fflate's, which is plain JavaScript: zlib's output
 * differs between builds (docs/decisions/0090).
 */
import { deflateSync, gzipSync } from 'fflate';
import { crc32 } from 'node:zlib';
import { makePax, makeTar, makeTarMember, makeUnixTimes, makeZip } from '../fixtures/make-archives.ts';
import { type SampleFile, secondsOf } from './sample-file.ts';

const utf8Names = 0x800;
const encrypted = 1;

export const zip = (members: readonly SampleFile[]): Buffer =>
  makeZip(
    members.map(({ path, bytes, modified }) => ({
      name: path,
      data: bytes,
      method: 0,
      flags: utf8Names,
      extra: makeUnixTimes(secondsOf(modified)),
    })),
  );

/** A tar archive within gzip, whose header keeps the name of the tar archive. */
export function tarGz(name: string, modified: string, members: readonly SampleFile[]): Uint8Array {
  const parts = members.flatMap(({ path, bytes, modified: time }) => [
    makePax({ path, mtime: String(secondsOf(time)) }),
    makeTarMember({ name: path.slice(0, 90).replaceAll(/[^\x20-\x7e]/g, '_'), data: bytes }),
  ]);
  return gzipSync(makeTar(...parts), { filename: name, mtime: new Date(modified) });
}

const crcStep = (crc: number, byte: number): number => {
  let value = (crc ^ byte) & 255;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return (crc >>> 8) ^ value;
};

/** Traditional PKWARE encryption (APPNOTE 6.1): weak, and what most locked archives of those years have. */
function encrypt(password: string, data: Uint8Array, check: number): Buffer {
  let [key0, key1, key2] = [0x12345678, 0x23456789, 0x34567890];
  const update = (byte: number): void => {
    key0 = crcStep(key0, byte);
    key1 = (Math.imul(key1 + (key0 & 255), 134_775_813) + 1) | 0;
    key2 = crcStep(key2, key1 >>> 24);
  };
  for (const byte of Buffer.from(password)) update(byte);
  const plain = Buffer.concat([Buffer.from('quillmere..'), Buffer.of(check), data]);
  return plain.map((byte) => {
    const mask = (key2 & 0xffff) | 2;
    const cipher = byte ^ ((Math.imul(mask, mask ^ 1) >>> 8) & 255);
    update(byte);
    return cipher;
  }) as Buffer;
}

/** A ZIP archive whose members are encrypted. */
export const lockedZip = (password: string, members: readonly SampleFile[]): Buffer =>
  makeZip(
    members.map(({ path, bytes, modified }) => ({
      name: path,
      data: encrypt(password, bytes, crc32(bytes) >>> 24),
      crc: crc32(bytes),
      bytes: bytes.length,
      method: 0,
      flags: utf8Names | encrypted,
      extra: makeUnixTimes(secondsOf(modified)),
    })),
  );

/** A number of the 7z header (7zFormat.txt, `NUMBER`), to 16 bits and beyond in the plain form. */
function sevenNumber(value: number): Buffer {
  if (value < 0x80) return Buffer.of(value);
  if (value < 0x4000) return Buffer.of(0x80 | (value >> 8), value & 255);
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xff;
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

const property = (id: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.of(id), sevenNumber(data.length), data]);

/** A 7z archive of one solid block, deflated (7zFormat.txt). */
export function sevenZip(members: readonly SampleFile[]): Buffer {
  const count = sevenNumber(members.length);
  const block = Buffer.concat(members.map(({ bytes }) => bytes));
  const packed = deflateSync(block, { level: 6 });
  const names = Buffer.concat([
    Buffer.of(0),
    ...members.map(({ path }) => Buffer.from(`${path}\0`, 'utf16le')),
  ]);
  const times = Buffer.concat([
    Buffer.of(1, 0),
    ...members.map(({ modified }) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE((BigInt(secondsOf(modified)) + 11_644_473_600n) * 10_000_000n);
      return bytes;
    }),
  ]);
  const header = Buffer.concat([
    Buffer.of(0x01, 0x04),
    // Packed streams: position 0, one, its size.
    Buffer.of(0x06, 0, 1, 0x09),
    sevenNumber(packed.length),
    Buffer.of(0),
    // Folders: one, with one coder, method 040108 (deflate), and its unpacked size.
    Buffer.of(0x07, 0x0b, 1, 0, 1, 0x03, 0x04, 0x01, 0x08, 0x0c),
    sevenNumber(block.length),
    Buffer.of(0),
    // Substreams: how many, all sizes but the last, all checksums.
    Buffer.of(0x08, 0x0d),
    count,
    Buffer.of(0x09),
    ...members.slice(0, -1).map(({ bytes }) => sevenNumber(bytes.length)),
    Buffer.of(0x0a, 1),
    ...members.map(({ bytes }) => uint32(crc32(bytes))),
    Buffer.of(0, 0),
    Buffer.of(0x05),
    count,
    property(0x11, names),
    property(0x14, times),
    Buffer.of(0, 0),
  ]);
  const start = Buffer.alloc(20);
  start.writeBigUInt64LE(BigInt(packed.length), 0);
  start.writeBigUInt64LE(BigInt(header.length), 8);
  uint32(crc32(header)).copy(start, 16);
  return Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), uint32(crc32(start)), start, packed, header]);
}
