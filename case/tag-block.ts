/** Mentions and personal data of a stretch of a text, as bytes: JSON, compressed where that is worth it. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Mention, PersonalDatum } from '../schemas/mention.ts';

export interface TagBlock {
  readonly mentions: readonly Mention[];
  readonly personalData: readonly PersonalDatum[];
}

/** Below it the compressor's own set-up costs more than the bytes. */
const minCompressedBytes = 2048;
/** The first byte of a frame (RFC 8878, 3.1.1). */
const frameStart = 0x28;

/** As it is, or where that is worth it as a frame of Zstandard, which tells itself by its first byte. */
export const compressLong = (json: Uint8Array): Uint8Array =>
  json.length < minCompressedBytes ? json : zstdCompressSync(json);

/** `json` is the UTF-8 of a `TagBlock`. */
export function packTagBlock(json: Uint8Array): Uint8Array {
  return compressLong(json);
}

/** The JSON that `compressLong` was given: no JSON begins as a frame does. */
export const decompressLong = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === frameStart ? zstdDecompressSync(bytes) : bytes;

export function unpackTagBlock(bytes: Uint8Array): TagBlock {
  const json = decompressLong(bytes);
  return JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.length).toString()) as TagBlock;
}
