/** What the structure of an image file gives up before any tag is read. */
import type { ByteRange } from '../contract.ts';

export interface ImageParts {
  width?: number;
  height?: number;
  /** Comments and text chunks in order, with their keyword where the format has one. */
  readonly comments: { readonly key: string; readonly text: string }[];
  /** When the picture was last changed, as ISO 8601. */
  changed?: string;
  /** An EXIF block: a TIFF file within the file. */
  exif?: Uint8Array;
  /** An XMP packet. */
  xmp?: Uint8Array;
  /** A JPEG file of metadata segments only. */
  segments?: Uint8Array;
  isTruncated: boolean;
  /** What of the metadata was too large to be read, the first of it. */
  cut?: string;
  /** Where the picture ends; what follows is none of it. Absent where the file is cut off before. */
  end?: number;
  /** Blocks that no standard gives a meaning. */
  readonly unknown: ByteRange[];
}

/** Bytes of one block of metadata that is read; stops a chunk that claims the whole file. */
export const maxBlockBytes = 16 * 1024 * 1024;

/** Blocks that are stepped over in one file; stops a file of nothing but empty chunks. */
export const maxBlocks = 1_000_000;

/** Comments kept of one file. */
export const maxComments = 1000;

export const noParts = (): ImageParts => ({ comments: [], isTruncated: false, unknown: [] });

/** Unknown blocks kept of one file; more of them go uncounted only in a file of nothing else. */
export const maxUnknown = 10_000;

/** Notes a block that no standard gives a meaning. */
export function addUnknown(parts: ImageParts, start: number, end: number): void {
  if (parts.unknown.length < maxUnknown && end > start) parts.unknown.push({ start, end });
}
