/**
 * Sealed members of ZIP with a given word: the traditional encryption (APPNOTE 6.3.10, 6.1) and WinZip's AES (AE-1, AE-2).
 * What is opened is a content of the compressed data, read by ranges.
 */
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto';
import { type Content, LimitError, sliceBytes } from '../contract.ts';
import { eachExtra } from './zip-extras.ts';
import type { LocalHeader, ZipEntry } from './zip-records.ts';

const headerBytes = 12;
const aesExtra = 0x9901;
const aesMethod = 99;
const verifierBytes = 2;
const authenticationBytes = 10;
const iterations = 1_000;
const blockBytes = 16;
/** Bytes between the places from which the traditional cipher can be taken up again. */
const checkpointEvery = 1024 * 1024;

/** Rounds that one try costs, as `PasswordTries` counts them. */
export const roundsOfTry = ({ method }: ZipEntry): number => (method === aesMethod ? 4 * iterations : 100);

/** A member as it lies below its seal: its data from 0, and the entry as it would be without. */
export interface Unsealed {
  readonly content: Content;
  readonly entry: ZipEntry;
  /** Its checksum was left out by who wrote it (AE-2); the authentication code was compared instead. */
  readonly isAuthenticated: boolean;
}

interface Sealed {
  readonly content: Content;
  readonly entry: ZipEntry;
  readonly local: LocalHeader;
}

/** Undefined where the word does not fit; of the traditional encryption one of 256 fits that does not open. */
export function unseal(sealed: Sealed, word: string): Unsealed | undefined {
  return sealed.entry.method === aesMethod ? unsealAes(sealed, word) : unsealTraditional(sealed, word);
}

const plainEntry = (entry: ZipEntry, compressedBytes: number): ZipEntry => ({
  ...entry,
  flags: entry.flags & ~1,
  compressedBytes,
});

const crcTable = Uint32Array.from({ length: 256 }, (_, value) => {
  let one = value;
  for (let bit = 0; bit < 8; bit++) one = one & 1 ? (one >>> 1) ^ 0xedb88320 : one >>> 1;
  return one >>> 0;
});
const crcStep = (crc: number, byte: number): number =>
  ((crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;

type Keys = readonly [number, number, number];

/** The three keys of the cipher, which change with each byte of the plain text (6.1.5). */
const firstKeys: Keys = [0x12345678, 0x23456789, 0x34567890];
const multiplier = 134_775_813;

/** Decrypts, where bytes are `sealed`, or takes them as they are, as those of a word; and the keys behind them. */
function runCipher(
  [first, second, third]: Keys,
  bytes: Uint8Array,
  isSealed: boolean,
): { readonly plain: Buffer; readonly keys: Keys } {
  let [a, b, c] = [first, second, third];
  const plain = Buffer.alloc(bytes.length);
  for (let at = 0; at < bytes.length; at++) {
    const key = (c | 2) & 0xffff;
    const stream = isSealed ? (Math.imul(key, key ^ 1) >>> 8) & 0xff : 0;
    const byte = (bytes[at] ?? 0) ^ stream;
    plain[at] = byte;
    a = crcStep(a, byte);
    b = (Math.imul((b + (a & 0xff)) | 0, multiplier) + 1) >>> 0;
    c = crcStep(c, b >>> 24);
  }
  return { plain, keys: [a, b, c] };
}

const keysOfWord = (word: string): Keys => runCipher(firstKeys, Buffer.from(word), false).keys;

/** A content that `decrypt` gives by ranges. */
function contentOf(size: number, decrypt: (offset: number, length: number) => Buffer): Content {
  const read = (offset: number, length: number): Buffer =>
    offset >= size ? Buffer.alloc(0) : decrypt(offset, Math.min(length, size - offset));
  return {
    size,
    read,
    whole() {
      if (size > sliceBytes * 256) throw new LimitError('too-large', `${size} bytes of a sealed member`);
      return read(0, size);
    },
    *slices(start = 0, end = size) {
      for (let at = start; at < end; at += sliceBytes) yield read(at, Math.min(sliceBytes, end - at));
    },
  };
}

function unsealTraditional({ content, entry, local }: Sealed, word: string): Unsealed | undefined {
  const size = entry.compressedBytes - headerBytes;
  if (size < 0) return undefined;
  const sealedHeader = content.read(local.dataStart, headerBytes);
  const { plain: header, keys: first } = runCipher(keysOfWord(word), sealedHeader, true);
  // The last byte is the checksum's highest, or the time's where a descriptor follows (bit 3).
  const expected = entry.flags & 8 ? local.entry.dosTime >>> 8 : entry.crc >>> 24;
  if (header[headerBytes - 1] !== (expected & 0xff)) return undefined;
  const checkpoints: Keys[] = [first];
  const dataStart = local.dataStart + headerBytes;
  // Slices are mostly read one behind the other.
  let last: { at: number; keys: Keys } = { at: 0, keys: first };
  const before = (offset: number): { at: number; keys: Keys } => {
    const number = Math.min(Math.floor(offset / checkpointEvery), checkpoints.length - 1);
    const at = number * checkpointEvery;
    return last.at >= at && last.at <= offset ? last : { at, keys: checkpoints[number] ?? first };
  };
  const decrypt = (offset: number, length: number): Buffer => {
    let { at, keys } = before(offset);
    const parts: Buffer[] = [];
    while (at < offset + length) {
      const next = (Math.floor(at / checkpointEvery) + 1) * checkpointEvery;
      const end = Math.min(offset + length, next);
      const run = runCipher(keys, content.read(dataStart + at, end - at), true);
      const { plain } = run;
      if (end > offset) parts.push(plain.subarray(Math.max(0, offset - at)));
      at += plain.length;
      ({ keys } = run);
      if (at === next) checkpoints[next / checkpointEvery] ??= keys;
      if (at < end) break;
    }
    last = { at, keys };
    return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
  };
  return { content: contentOf(size, decrypt), entry: plainEntry(entry, size), isAuthenticated: false };
}

/** Strength (1 to 3), the method below the seal, and whether the checksum is kept (AE-1). */
function aesFieldOf(entry: ZipEntry): { strength: number; method: number; hasChecksum: boolean } | undefined {
  let field: { strength: number; method: number; hasChecksum: boolean } | undefined;
  eachExtra(entry.extra, (id, data) => {
    if (id !== aesExtra || data.length < 7) return;
    const strength = data[4] ?? 0;
    if (strength < 1 || strength > 3) return;
    field = { strength, method: data.readUInt16LE(5), hasChecksum: data.readUInt16LE(0) === 1 };
  });
  return field;
}

function unsealAes({ content, entry, local }: Sealed, word: string): Unsealed | undefined {
  const field = aesFieldOf(entry) ?? aesFieldOf(local.entry);
  if (!field) return undefined;
  const keyBytes = 8 + 8 * field.strength;
  const saltBytes = keyBytes / 2;
  const size = entry.compressedBytes - saltBytes - verifierBytes - authenticationBytes;
  if (size < 0) return undefined;
  const salt = content.read(local.dataStart, saltBytes);
  const derived = pbkdf2Sync(word, salt, iterations, 2 * keyBytes + verifierBytes, 'sha1');
  const verifier = content.read(local.dataStart + saltBytes, verifierBytes);
  if (!derived.subarray(2 * keyBytes).equals(verifier)) return undefined;
  const dataStart = local.dataStart + saltBytes + verifierBytes;
  const hmac = createHmac('sha1', derived.subarray(keyBytes, 2 * keyBytes));
  for (const slice of content.slices(dataStart, dataStart + size)) hmac.update(slice);
  const stated = content.read(dataStart + size, authenticationBytes);
  if (!hmac.digest().subarray(0, authenticationBytes).equals(stated)) return undefined;
  const key = derived.subarray(0, keyBytes);
  const decrypt = (offset: number, length: number): Buffer => {
    const from = offset - (offset % blockBytes);
    const sealed = content.read(dataStart + from, offset + length - from);
    return xor(sealed, keystream(key, from / blockBytes, sealed.length)).subarray(offset - from);
  };
  return {
    content: contentOf(size, decrypt),
    entry: { ...plainEntry(entry, size), method: field.method },
    isAuthenticated: !field.hasChecksum,
  };
}

/** Counters from 1, their lowest byte first, each encrypted by itself. */
function keystream(key: Uint8Array, firstBlock: number, length: number): Buffer {
  const blocks = Math.ceil(length / blockBytes);
  const counters = Buffer.alloc(blocks * blockBytes);
  for (let block = 0; block < blocks; block++)
    counters.writeUIntLE(firstBlock + block + 1, block * blockBytes, 6);
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(counters), cipher.final()]);
}

function xor(sealed: Uint8Array, stream: Buffer): Buffer {
  const plain = Buffer.alloc(sealed.length);
  for (let at = 0; at < sealed.length; at++) plain[at] = (sealed[at] ?? 0) ^ (stream[at] ?? 0);
  return plain;
}
