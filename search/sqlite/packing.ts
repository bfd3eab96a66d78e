/** Bytes and strings as the index stores them: compressed where it is worth it. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { maxUnpackedBytes } from '../../schemas/limits.ts';
import { packByDictionary, unpackByDictionary } from '../../sqlite/entry-dictionary.ts';

/** Making a compressor costs more time than it saves room below this. */
const minPackedBytes = 4_096;

export interface Packed {
  readonly packed: boolean;
  readonly data: Uint8Array;
}

export function pack(bytes: Uint8Array, minBytes = minPackedBytes): Packed {
  if (bytes.length < minBytes) return { packed: false, data: bytes };
  // Told the size, zstd makes tables no larger than it needs.
  const data = zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    pledgedSrcSize: bytes.length,
    chunkSize: Math.max(64, Math.min(bytes.length, 65_536)),
  });
  return { packed: true, data };
}

export const unpack = ({ packed, data }: Packed): Buffer =>
  packed
    ? zstdDecompressSync(data, { maxOutputLength: maxUnpackedBytes })
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** A string as bytes: UTF-8, or UTF-16 where a surrogate stands alone. */
export interface Encoded {
  readonly wide: boolean;
  readonly bytes: Uint8Array;
}

export function encode(text: string): Encoded {
  const wide = !text.isWellFormed();
  return { wide, bytes: Buffer.from(text, wide ? 'utf16le' : 'utf8') };
}

export const decode = (wide: boolean, bytes: Buffer): string => bytes.toString(wide ? 'utf16le' : 'utf8');

const isWide = 2;
const isPacked = 1;
const isByDictionary = 4;

/** A string with its coding in one number, as columns `coding` and `data` hold it. */
export function packText(
  text: string,
  minBytes?: number,
): { readonly coding: number; readonly data: Uint8Array } {
  const { wide, bytes } = encode(text);
  const { packed, data } = pack(bytes, minBytes);
  return { coding: (wide ? isWide : 0) | (packed ? isPacked : 0), data };
}

/** The same of an entry, which is packed however short it is. */
export function packEntry(json: string): { readonly coding: number; readonly data: Uint8Array } {
  const { wide, bytes } = encode(json);
  if (wide || bytes.length >= minPackedBytes) return packText(json);
  return { coding: isByDictionary, data: packByDictionary(bytes) };
}

export function unpackText(coding: number, data: Buffer): string {
  if (coding === isByDictionary) return unpackByDictionary(data, maxUnpackedBytes).toString();
  return decode((coding & isWide) !== 0, unpack({ packed: (coding & isPacked) !== 0, data }));
}
