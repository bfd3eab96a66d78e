/** Walks the blocks of a GIF file (GIF89a), and reads its comments. */
import type { Content } from '../contract.ts';
import { type ImageParts, maxBlockBytes, maxBlocks, maxComments, noParts } from './image-parts.ts';
import { decodeComment } from './walk-jpeg.ts';

const windowBytes = 64 * 1024;

/** Reads forward through a window, since sub-blocks have at most 255 bytes. */
function openWindow(content: Content) {
  let window = content.read(0, windowBytes);
  let start = 0;
  return (at: number, length: number): Uint8Array => {
    if (at < start || at + length > start + window.length) {
      window = content.read(at, Math.max(length, windowBytes));
      start = at;
    }
    return window.subarray(at - start, at - start + length);
  };
}

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const commentLabel = 0xfe;
const applicationLabel = 0xff;

const tableBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Behind XMP stand 257 bytes that lead any reader of sub-blocks to the end (XMP part 3, 1.1.2). */
function cutTrailer(bytes: Buffer): Buffer {
  const at = bytes.lastIndexOf(Buffer.of(1, 255, 254));
  return at < 0 ? bytes : bytes.subarray(0, at);
}

export function walkGif(content: Content): ImageParts {
  const parts = noParts();
  const read = openWindow(content);
  const header = Buffer.from(read(0, 13));
  if (header.length < 13) return { ...parts, isTruncated: true };
  parts.width = header.readUInt16LE(6);
  parts.height = header.readUInt16LE(8);
  let at = 13 + tableBytes(header[10] as number);
  let blocks = 0;

  /** Steps over sub-blocks up to the empty one; keeps their bytes where asked. */
  const readSubBlocks = (isKept: boolean, withLengths: boolean): Buffer => {
    const kept: Uint8Array[] = [];
    let bytes = 0;
    for (; blocks < maxBlocks * 16; blocks += 1) {
      const length = read(at, 1)[0];
      if (length === undefined) parts.isTruncated = true;
      at += 1 + (length ?? 0);
      if (length === undefined || length === 0) break;
      bytes += length;
      if (isKept && bytes <= maxBlockBytes)
        kept.push(
          Uint8Array.from(withLengths ? read(at - length - 1, length + 1) : read(at - length, length)),
        );
    }
    return Buffer.concat(kept);
  };

  const readExtension = () => {
    const label = read(at + 1, 1)[0];
    at += 2;
    if (label === commentLabel) {
      const text = decodeComment(readSubBlocks(true, false));
      if (parts.comments.length < maxComments) parts.comments.push({ key: 'comment', text });
    } else if (label === applicationLabel) {
      const name = Buffer.from(read(at + 1, 11)).toString('latin1');
      at += 1 + (read(at, 1)[0] ?? 0);
      const isXmp = name === 'XMP DataXMP';
      // XMP is written without sub-blocks: what look like lengths are its characters.
      const bytes = readSubBlocks(isXmp, true);
      if (isXmp) parts.xmp ??= cutTrailer(bytes);
    } else readSubBlocks(false, false);
  };

  for (; blocks < maxBlocks * 16; blocks += 1) {
    const kind = read(at, 1)[0];
    if (kind === trailer) return parts;
    if (kind === extension) readExtension();
    else if (kind === image) {
      at += 10 + tableBytes(read(at + 9, 1)[0] ?? 0) + 1;
      readSubBlocks(false, false);
    } else {
      parts.isTruncated = true;
      return parts;
    }
  }
  return parts;
}
