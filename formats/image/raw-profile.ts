/** Decodes the blocks that ImageMagick writes into text chunks of PNG: `Raw profile type NAME`, a length, hexadecimal digits. */
import { type ImageParts, maxBlockBytes } from './image-parts.ts';

const prefix = 'Raw profile type ';
const xmpName = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
/** The length of a JPEG segment counts itself and has 16 bits. */
const maxSegmentBytes = 65_533;

/** The bytes of a profile: its name, its length, then digits with line breaks among them. */
function decode(text: string): Buffer | undefined {
  const head = /^\s*[\w-]+\s+(\d{1,9})\s/.exec(text.slice(0, 200));
  if (!head) return undefined;
  const bytes = Buffer.from(text.slice(head[0].length).replace(/\s+/g, ''), 'hex');
  return bytes.length > 0 ? bytes.subarray(0, Number(head[1])) : undefined;
}

/** IPTC as JPEG has it: a Photoshop resource in an application segment. */
function wrapIptc(bytes: Buffer): Buffer | undefined {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  const resource =
    bytes.toString('latin1', 0, 4) === '8BIM'
      ? bytes
      : Buffer.concat([Buffer.from('8BIM\x04\x04\0\0', 'latin1'), size, bytes]);
  const data = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource]);
  if (data.length > maxSegmentBytes) return undefined;
  return Buffer.concat([
    Buffer.of(0xff, 0xd8, 0xff, 0xed, (data.length + 2) >> 8, (data.length + 2) & 255),
    data,
    Buffer.of(0xff, 0xd9),
  ]);
}

/** Whether the keyword names such a block; its tags are kept then, and where it cannot be read that is said. */
export function readRawProfile(parts: ImageParts, key: string, text: string): boolean {
  if (!key.startsWith(prefix)) return false;
  const bytes = text.length <= maxBlockBytes ? decode(text) : undefined;
  const name = key.slice(prefix.length).toLowerCase();
  if (!bytes) parts.cut ??= `the block ${name}`;
  else if (bytes.subarray(0, xmpName.length).equals(xmpName)) parts.xmp ??= bytes.subarray(xmpName.length);
  else if (['exif', 'app1'].includes(name)) parts.exif ??= bytes;
  else if (name === 'xmp') parts.xmp ??= bytes;
  else if (['iptc', '8bim'].includes(name)) {
    const segment = wrapIptc(bytes);
    if (segment) parts.segments ??= segment;
    else parts.cut ??= `the block ${name}`;
  }
  return true;
}
