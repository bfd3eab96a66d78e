/** How a store is laid out, by its version, and what its header says ([MS-PST] 2.2.2.6). */
import { bufferAt } from '../../content.ts';
import type { Content } from '../../contract.ts';

/** `wide` has 64-bit places (Unicode), `large` also pages of 4 KiB and blocks that may be compressed (OST of 2013 on). */
export type StoreKind = 'ansi' | 'wide' | 'large';

/** Sizes and places that differ between kinds; all in bytes. */
export interface StoreLayout {
  readonly kind: StoreKind;
  readonly pageBytes: number;
  /** Where the count of a tree page's entries lies; entries end before it. */
  readonly pageCountAt: number;
  /** Where a page's trailer lies; the check sum covers what comes before. */
  readonly pageTrailerAt: number;
  /** Of a place in the file, and of a block's number. */
  readonly numberBytes: 4 | 8;
  readonly nodeEntryBytes: number;
  readonly blockEntryBytes: number;
  /** Blocks end at a multiple of it, with a trailer at the very end. */
  readonly blockUnit: number;
  readonly blockTrailerBytes: number;
  /** Largest data of one block. */
  readonly maxBlockBytes: number;
}

const layouts: Readonly<Record<StoreKind, StoreLayout>> = {
  ansi: {
    kind: 'ansi',
    pageBytes: 512,
    pageCountAt: 496,
    pageTrailerAt: 500,
    numberBytes: 4,
    nodeEntryBytes: 16,
    blockEntryBytes: 12,
    blockUnit: 64,
    blockTrailerBytes: 12,
    maxBlockBytes: 8192,
  },
  wide: {
    kind: 'wide',
    pageBytes: 512,
    pageCountAt: 488,
    pageTrailerAt: 496,
    numberBytes: 8,
    nodeEntryBytes: 32,
    blockEntryBytes: 24,
    blockUnit: 64,
    blockTrailerBytes: 16,
    maxBlockBytes: 8192,
  },
  large: {
    kind: 'large',
    pageBytes: 4096,
    pageCountAt: 4056,
    pageTrailerAt: 4072,
    numberBytes: 8,
    nodeEntryBytes: 32,
    blockEntryBytes: 24,
    blockUnit: 512,
    blockTrailerBytes: 24,
    maxBlockBytes: 65_536,
  },
};

/** How data blocks are encoded (`bCryptMethod`); an encoding, not an encryption: there is no key. */
export type Encoding = 'none' | 'permute' | 'cyclic' | 'unknown';

export interface StoreHeader {
  readonly layout: StoreLayout;
  /** `wVer` as it stands. */
  readonly version: number;
  readonly encoding: Encoding;
  /** Bytes that the store says it has. */
  readonly statedBytes: number;
  /** Where the roots of the two trees lie. */
  readonly nodeRoot: number;
  readonly blockRoot: number;
}

const headerBytes = 564;

/** A number of 4 or 8 bytes. Beyond 2^53 it is not exact: no place in a file is as large. */
export const readNumber = (bytes: Buffer, at: number, size: 4 | 8): number =>
  size === 4 ? bytes.readUInt32LE(at) : bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;

function kindOf(version: number): StoreKind {
  // 14 and 15 are ANSI, 23 and what follows Unicode, 36 is the OST with pages of 4 KiB.
  if (version < 16) return 'ansi';
  return version >= 36 ? 'large' : 'wide';
}

const encodings: Readonly<Record<number, Encoding>> = { 0: 'none', 1: 'permute', 2: 'cyclic' };

/** Undefined where it is no store, or its header is cut off. */
export function readHeader(content: Content): StoreHeader | undefined {
  const bytes = bufferAt(content, 0, headerBytes);
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 4) !== '!BDN') return undefined;
  const version = bytes.readUInt16LE(10);
  const layout = layouts[kindOf(version)];
  const isNarrow = layout.kind === 'ansi';
  const root = isNarrow ? 168 : 184;
  const size = layout.numberBytes;
  return {
    layout,
    version,
    encoding: encodings[bytes.readUInt8(isNarrow ? 461 : 513)] ?? 'unknown',
    statedBytes: readNumber(bytes, root, size),
    // Behind the size: where the last map lies, two counts of free bytes, then each tree as number and place.
    nodeRoot: readNumber(bytes, root + size * 5, size),
    blockRoot: readNumber(bytes, root + size * 7, size),
  };
}
