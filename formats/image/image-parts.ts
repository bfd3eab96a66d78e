/** What the structure of an image file gives up before any tag is read. */

export interface ImageParts {
  width?: number;
  height?: number;
  /** Comments and text chunks in order, with their keyword where the format has one. */
  readonly comments: { readonly key: string; readonly text: string }[];
  /** An EXIF block: a TIFF file within the file. */
  exif?: Uint8Array;
  /** An XMP packet. */
  xmp?: Uint8Array;
  /** A JPEG file of metadata segments only. */
  segments?: Uint8Array;
  isTruncated: boolean;
}

/** Bytes of one block of metadata that is read; stops a chunk that claims the whole file. */
export const maxBlockBytes = 16 * 1024 * 1024;

/** Blocks that are stepped over in one file; stops a file of nothing but empty chunks. */
export const maxBlocks = 1_000_000;

/** Comments kept of one file. */
export const maxComments = 1000;

export const noParts = (): ImageParts => ({ comments: [], isTruncated: false });
