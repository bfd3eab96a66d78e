/** Reads the width and height of a picture from its head, before anything of it is decoded. */
export interface PictureSize {
  readonly kind: 'png' | 'gif' | 'bmp' | 'webp' | 'jpeg' | 'tiff';
  readonly width: number;
  readonly height: number;
}

/** Segments of a JPEG before its picture, and entries of a TIFF's first directory, that are looked at. */
const maxSteps = 2000;

const isAt = (bytes: Buffer, at: number, sign: string): boolean =>
  bytes.toString('latin1', at, at + sign.length) === sign;

function sizeOfJpeg(bytes: Buffer): PictureSize | undefined {
  for (let at = 2, steps = 0; at + 9 < bytes.length && steps < maxSteps; steps += 1) {
    if (bytes[at] !== 0xff) at += 1;
    else {
      const marker = bytes[at + 1] ?? 0;
      // A frame; C4, C8 and CC are tables (ITU-T T.81, table B.1).
      if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
        return { kind: 'jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
      const isAlone = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
      at += isAlone ? (marker === 0xff ? 1 : 2) : 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return undefined;
}

function sizeOfWebp(bytes: Buffer): PictureSize | undefined {
  if (isAt(bytes, 12, 'VP8X'))
    return { kind: 'webp', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (isAt(bytes, 12, 'VP8L')) {
    const bits = bytes.readUInt32LE(21);
    return { kind: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (isAt(bytes, 12, 'VP8 '))
    return {
      kind: 'webp',
      width: bytes.readUInt16LE(26) & 0x3fff,
      height: bytes.readUInt16LE(28) & 0x3fff,
    };
  return undefined;
}

function sizeOfTiff(bytes: Buffer): PictureSize | undefined {
  const isLittle = isAt(bytes, 0, 'II');
  const short = (at: number): number => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = long(4);
  const found = new Map<number, number>();
  for (let entry = 0; entry < Math.min(short(directory), maxSteps); entry += 1) {
    const at = directory + 2 + entry * 12;
    // ImageWidth and ImageLength, as SHORT (3) or LONG.
    found.set(short(at), short(at + 2) === 3 ? short(at + 8) : long(at + 8));
  }
  const [width, height] = [found.get(256), found.get(257)];
  return width === undefined || height === undefined ? undefined : { kind: 'tiff', width, height };
}

function sizeIn(bytes: Buffer): PictureSize | undefined {
  if (isAt(bytes, 0, '\u0089PNG\r\n'))
    return { kind: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (isAt(bytes, 0, 'GIF8'))
    return { kind: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (isAt(bytes, 0, 'BM'))
    return { kind: 'bmp', width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
  if (isAt(bytes, 0, 'RIFF') && isAt(bytes, 8, 'WEBP')) return sizeOfWebp(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return sizeOfJpeg(bytes);
  return isAt(bytes, 0, 'II*\0') || isAt(bytes, 0, 'MM\0*') ? sizeOfTiff(bytes) : undefined;
}

/** Undefined for what is none of these pictures, or ends before it says. */
export function sizeOfPicture(bytes: Uint8Array): PictureSize | undefined {
  try {
    return sizeIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch {
    // A read beyond the end.
    return undefined;
  }
}
