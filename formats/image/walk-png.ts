/** Walks the chunks of a PNG file (ISO 15948), and reads the ones that hold text. */
import { inflateSync } from 'node:zlib';
import type { Content } from '../contract.ts';
import { readRawProfile } from './raw-profile.ts';
import {
  addUnknown,
  type ImageParts,
  maxBlockBytes,
  maxBlocks,
  maxComments,
  noParts,
} from './image-parts.ts';

/** The chunks of the standards (ISO 15948, its extensions, APNG), and those of Apple and ImageMagick that hold numbers alone. */
const knownChunks = new Set(
  `IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI tEXt zTXt iTXt bKGD hIST pHYs sPLT eXIf tIME
   acTL fcTL fdAT oFFs pCAL sCAL gIFg gIFx sTER dSIG CgBI iDOT vpAg caNv orNT`.split(/\s+/),
);

/** The text of a compressed chunk; what is damaged or a bomb is left out, and said. */
const inflate = (parts: ImageParts, key: string, bytes: Uint8Array): Buffer => {
  try {
    return inflateSync(bytes, { maxOutputLength: maxBlockBytes });
  } catch {
    parts.cut ??= `the text chunk ${key}`;
    return Buffer.alloc(0);
  }
};

/** Keywords of the standard and of programs (ISO 15948, 11.3.4.2, ImageMagick, GIMP, Photoshop); others are words of somebody's. */
const knownKeys =
  /^(?:Title|Author|Description|Copyright|Creation Time|Software|Disclaimer|Warning|Source|Comment|Collection|XML:.*|Raw profile type .*|date:.*|(?:exif|tiff|xmp|icc|png|svg|dc|pdf|ps|jpeg|photoshop):.*|Thumb::.*|parameters|prompt|workflow|signature|Label|caption)$/i;
/** Names of profiles and palettes that programs give. */
const usualNames = /ICC|RGB|profile|Display|Color|Adobe|Dot Gain|Gamma|gray|grey|^.{0,3}$/i;

/** Splits at the first NUL. */
function cut(bytes: Buffer): [Buffer, Buffer] {
  const end = bytes.indexOf(0);
  return end < 0 ? [bytes, Buffer.alloc(0)] : [bytes.subarray(0, end), bytes.subarray(end + 1)];
}

function readText(parts: ImageParts, type: string, data: Buffer): void {
  const [keyword, rest] = cut(data);
  const key = keyword.toString('latin1').slice(0, 80);
  let text = '';
  if (type === 'tEXt') text = rest.toString('latin1');
  else if (type === 'zTXt') text = inflate(parts, key, rest.subarray(1)).toString('latin1');
  else {
    const isCompressed = rest[0] === 1;
    const [, afterLanguage] = cut(rest.subarray(2));
    const [, value] = cut(afterLanguage);
    const bytes = isCompressed ? inflate(parts, key, value) : value;
    if (key === 'XML:com.adobe.xmp') {
      parts.xmp ??= bytes;
      return;
    }
    text = bytes.toString('utf8');
  }
  if (readRawProfile(parts, key, text)) return;
  if (!knownKeys.test(key)) text = `${key}: ${text}`;
  if (parts.comments.length < maxComments) parts.comments.push({ key, text });
  else parts.cut ??= `more than ${maxComments} comments`;
}

/** The name that a profile or a palette has. */
function readName(parts: ImageParts, data: Buffer): void {
  const name = cut(data)[0].toString('latin1');
  if (!usualNames.test(name) && parts.comments.length < maxComments)
    parts.comments.push({ key: 'name', text: name });
}

/** The time of the last change: year, month, day, hour, minute, second. */
function readChanged(data: Buffer): string | undefined {
  if (data.length !== 7) return undefined;
  const [month, day, ...time] = [...data.subarray(2)].map((part) => String(part).padStart(2, '0'));
  return `${String(data.readUInt16BE(0)).padStart(4, '0')}-${month}-${day}T${time.join(':')}Z`;
}

export function walkPng(content: Content): ImageParts {
  const parts = noParts();
  let at = 8;
  for (let count = 0; count < maxBlocks; count += 1) {
    const head = Buffer.from(content.read(at, 8));
    const length = head.length < 8 ? 0 : head.readUInt32BE(0);
    const type = head.subarray(4).toString('latin1');
    if (head.length < 8 || at + 12 + length > content.size) {
      parts.isTruncated = true;
      // What is no chunk at all may be anything.
      if (!knownChunks.has(type)) parts.end = at;
      break;
    }
    if (type === 'IEND') {
      parts.end = at + 12 + length;
      break;
    }
    if (!knownChunks.has(type)) addUnknown(parts, at + 8, at + 8 + length);
    if (type === 'iCCP' || type === 'sPLT')
      readName(parts, Buffer.from(content.read(at + 8, Math.min(length, 80))));
    const isRead = ['IHDR', 'tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME'].includes(type);
    if (isRead && length > maxBlockBytes) parts.cut ??= `a chunk ${type} of ${length} bytes`;
    else if (isRead) {
      const data = Buffer.from(content.read(at + 8, length));
      if (type === 'eXIf') parts.exif ??= data;
      else if (type === 'tIME') parts.changed ??= readChanged(data);
      else if (type !== 'IHDR') readText(parts, type, data);
      else if (data.length >= 8) {
        parts.width = data.readUInt32BE(0);
        parts.height = data.readUInt32BE(4);
      }
    }
    at += 12 + length;
  }
  return parts;
}
