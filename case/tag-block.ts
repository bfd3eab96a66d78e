/** Mentions and personal data of a stretch of a text, as bytes: JSON, compressed where that is worth it. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { maxUnpackedBytes } from '../schemas/limits.ts';
import type { Mention, PersonalDatum } from '../schemas/mention.ts';
import { Problem } from '../schemas/problem.ts';

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

/** The JSON that `compressLong` was given: no JSON begins as a frame does. Throws `case-damaged` for a frame that is none or too large. */
export function decompressLong(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== frameStart) return bytes;
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: maxUnpackedBytes });
  } catch (error) {
    const { message } = error as Error;
    throw new Problem(
      'case-damaged',
      `the case is damaged: a value in its catalogue cannot be unpacked (${message})`,
      'Restore the case from a copy, or ingest its sources into a new case.',
    );
  }
}

export function unpackTagBlock(bytes: Uint8Array): TagBlock {
  const json = decompressLong(bytes);
  return JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.length).toString()) as TagBlock;
}
