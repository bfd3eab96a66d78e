/** Walks the chunks of a WebP file (RFC 9649). */
import type { Content } from '../contract.ts';
import { addUnknown, type ImageParts, maxBlockBytes, maxBlocks, noParts } from './image-parts.ts';

const knownChunks = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP', 'EXIF', 'XMP ']);

/** The size of the picture by the kind of its chunk; the canvas of an extended file comes first. */
function readSize(parts: ImageParts, type: string, data: Buffer): void {
  if (parts.width !== undefined || data.length < 10) return;
  if (type === 'VP8X') {
    parts.width = data.readUIntLE(4, 3) + 1;
    parts.height = data.readUIntLE(7, 3) + 1;
  } else if (type === 'VP8 ') {
    parts.width = data.readUInt16LE(6) & 0x3fff;
    parts.height = data.readUInt16LE(8) & 0x3fff;
  } else if (type === 'VP8L') {
    const bits = data.readUInt32LE(1);
    parts.width = (bits & 0x3fff) + 1;
    parts.height = ((bits >>> 14) & 0x3fff) + 1;
  }
}

export function walkWebp(content: Content): ImageParts {
  const parts = noParts();
  let at = 12;
  const header = Buffer.from(content.read(0, at));
  const end = header.length < at ? at : 8 + header.readUInt32LE(4);
  for (let count = 0; count < maxBlocks && at < end; count += 1) {
    const head = Buffer.from(content.read(at, 8));
    if (head.length < 8 || at + 8 + head.readUInt32LE(4) > content.size) {
      parts.isTruncated = true;
      if (!knownChunks.has(head.toString('latin1', 0, 4))) parts.end = at;
      break;
    }
    const length = head.readUInt32LE(4);
    const type = head.subarray(0, 4).toString('latin1');
    if (type.startsWith('VP8'))
      readSize(parts, type, Buffer.from(content.read(at + 8, Math.min(length, 32))));
    else if (!knownChunks.has(type)) addUnknown(parts, at + 8, at + 8 + length);
    else if (['EXIF', 'XMP '].includes(type) && length > maxBlockBytes)
      parts.cut ??= `a chunk ${type.trim()} of ${length} bytes`;
    else if (length <= maxBlockBytes) {
      if (type === 'EXIF') parts.exif ??= content.read(at + 8, length);
      else if (type === 'XMP ') parts.xmp ??= content.read(at + 8, length);
    }
    at += 8 + length + (length % 2);
  }
  // A chunk may run over the stated end, which some writers count wrong by the padding.
  if (!parts.isTruncated) parts.end = Math.max(at, end);
  return parts;
}
