/** Writes pixels as PNG (ISO 15948). */
import { crc32, deflateSync } from 'node:zlib';

/** Rows of bytes, without gaps: red, green, blue, and with four channels the opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly bytes: Uint8Array;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Each row as its difference to the one above: pages are mostly rows that are alike. */
const filterUp = 2;
/** The fastest; twice as long a search saves a tenth. */
const level = 1;

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

export function encodePng({ width, height, channels, bytes }: Pixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
  const row = width * channels;
  const filtered = Buffer.allocUnsafe((row + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const to = y * (row + 1);
    const from = y * row;
    filtered[to] = filterUp;
    for (let x = 0; x < row; x += 1)
      filtered[to + 1 + x] = (bytes[from + x] ?? 0) - (y === 0 ? 0 : (bytes[from - row + x] ?? 0));
  }
  const data = deflateSync(filtered, { level });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ]);
}
