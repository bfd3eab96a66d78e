/** Walks the segments of a JPEG file (ITU T.81, B.1) to the end of the picture, and keeps those with metadata. */
import type { Content } from '../contract.ts';
import { addUnknown, type ImageParts, maxBlockBytes, maxComments, noParts } from './image-parts.ts';

const maxSegments = 10_000;

const startOfScan = 0xda;
const endOfImage = 0xd9;
const comment = 0xfe;
/** EXIF and XMP, Photoshop with IPTC. */
const metadataMarkers = new Set([0xe1, 0xed]);

const firstApplication = 0xe0;
const lastApplication = 0xef;
/** Application segments that are known by how they begin: to show the picture, or read here as tags. */
const knownApplications = [
  'JFIF\0',
  'JFXX\0',
  'Exif\0',
  'http://ns.adobe.com/xap/1.0/\0',
  'http://ns.adobe.com/xmp/extension/\0',
  'ICC_PROFILE\0',
  'MPF\0',
  'FPXR\0',
  'Photoshop 3.0\0',
  'Adobe',
];

/** SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const isAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** Some programs write comments in UTF-8, older ones in Latin-1. */
export function decodeComment(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\uFFFD') ? Buffer.from(bytes).toString('latin1') : text;
}

function readSegment(parts: ImageParts, marker: number, data: Buffer): void {
  if (isFrame(marker) && data.length >= 5 && parts.width === undefined) {
    parts.height = data.readUInt16BE(1);
    parts.width = data.readUInt16BE(3);
  } else if (marker === comment) {
    if (parts.comments.length < maxComments)
      parts.comments.push({ key: 'comment', text: decodeComment(data) });
    else parts.cut ??= `more than ${maxComments} comments`;
  }
}

/** Bytes of the coded picture searched at a time. */
const scanBytes = 64 * 1024;

/** Where the coded data that begin at `from` end: at the next marker that is no restart; undefined at the end of the file. */
function endOfScan(content: Content, from: number): number | undefined {
  for (let at = from; at < content.size; at += scanBytes) {
    // One byte of overlap, for a marker that lies across the border.
    const bytes = content.read(at, scanBytes + 1);
    for (let index = bytes.indexOf(0xff); index >= 0; index = bytes.indexOf(0xff, index + 1)) {
      const marker = bytes[index + 1];
      if (marker === undefined || marker === 0 || marker === 0xff) continue;
      if (marker < 0xd0 || marker > 0xd7) return at + index;
    }
  }
  return undefined;
}

function isKnownApplication(marker: number, data: Buffer): boolean {
  if (marker < firstApplication || marker > lastApplication) return true;
  const start = data.toString('latin1', 0, 40);
  return knownApplications.some((name) => start.startsWith(name));
}

interface Kept {
  readonly segments: Uint8Array[];
  bytes: number;
}

function keep(kept: Kept, segment: Uint8Array, parts: ImageParts): void {
  if (kept.bytes + segment.length > maxBlockBytes) {
    parts.cut ??= `metadata of more than ${maxBlockBytes} bytes`;
    return;
  }
  kept.segments.push(segment);
  kept.bytes += segment.length;
}

export function walkJpeg(content: Content): ImageParts {
  const parts = noParts();
  const kept: Kept = { segments: [], bytes: 0 };
  let at = 2;
  for (let count = 0; ; count += 1) {
    // What lies behind so many is nobody's picture: it is handed over as it is.
    if (count === maxSegments) {
      parts.end = at;
      break;
    }
    const head = Buffer.from(content.read(at, 4));
    if (head.length < 2) {
      parts.isTruncated = true;
      break;
    }
    const marker = head[1] as number;
    // Fill bytes, or a damaged place: look on from the next byte.
    if (head[0] !== 0xff || marker === 0xff) {
      at += 1;
      continue;
    }
    if (isAlone(marker)) {
      at += 2;
      continue;
    }
    if (marker === endOfImage) {
      parts.end = at + 2;
      break;
    }
    const length = head.length < 4 ? 0 : head.readUInt16BE(2);
    const segment = Buffer.from(content.read(at, length + 2));
    if (length < 2 || segment.length < length + 2) {
      parts.isTruncated = true;
      break;
    }
    readSegment(parts, marker, segment.subarray(4));
    if (!isKnownApplication(marker, segment.subarray(4))) addUnknown(parts, at + 4, at + length + 2);
    if (metadataMarkers.has(marker)) keep(kept, segment, parts);
    at += length + 2;
    if (marker === startOfScan) {
      const end = endOfScan(content, at);
      if (end === undefined) {
        parts.isTruncated = true;
        break;
      }
      at = end;
    }
  }
  if (kept.segments.length > 0) {
    const scan = Buffer.from('ffda0008010100003f00ffd9', 'hex');
    parts.segments = Buffer.concat([Buffer.from([0xff, 0xd8]), ...kept.segments, scan]);
  }
  return parts;
}
