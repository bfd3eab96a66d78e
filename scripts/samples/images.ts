/** Writes a JPEG with camera tags and a place, and a PNG with a title; both are pictures that viewers show. */
import { zlibSync } from 'fflate';
import { crc32 } from 'node:zlib';

const uint16 = (value: number): Buffer => Buffer.of(value & 255, value >> 8);
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

type Tag = readonly [id: number, value: string | readonly number[] | { readonly ifd: readonly Tag[] }];

/** An IFD at `at` with what it points to behind it (TIFF 6.0, section 2), little-endian. */
function layOut(tags: readonly Tag[], at: number): Buffer {
  const behind: Buffer[] = [];
  let next = at + 2 + tags.length * 12 + 4;
  const put = (data: Buffer): Buffer => {
    behind.push(data);
    next += data.length;
    return uint32(next - data.length);
  };
  const row = (id: number, type: number, count: number, place: Buffer): Buffer =>
    Buffer.concat([uint16(id), uint16(type), uint32(count), place]);
  const rows = tags.map(([id, value]) => {
    if (typeof value === 'string') {
      const data = Buffer.from(`${value}\0`);
      return row(id, 2, data.length, data.length <= 4 ? Buffer.concat([data], 4) : put(data));
    }
    if ('ifd' in value) return row(id, 4, 1, put(layOut(value.ifd, next)));
    const rationals = value.map((number) => Buffer.concat([uint32(Math.round(number * 100)), uint32(100)]));
    return row(id, 5, value.length, put(Buffer.concat(rationals)));
  });
  return Buffer.concat([uint16(tags.length), ...rows, uint32(0), ...behind]);
}

const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255), data]);

export interface Photo {
  readonly description: string;
  readonly artist: string;
  /** As cameras write it: `2019:05:11 14:20:31`, without a zone. */
  readonly taken: string;
  /** Degrees, minutes, seconds. */
  readonly latitude: readonly [reference: 'N' | 'S', ...parts: number[]];
  readonly longitude: readonly [reference: 'E' | 'W', ...parts: number[]];
}

/** A grey 320 × 240 baseline JPEG (ITU T.81): every block is "no difference, end", one bit each. */
export function makePhoto({ description, artist, taken, latitude, longitude }: Photo): Buffer {
  const tags: readonly Tag[] = [
    [0x010e, description],
    [0x010f, 'Fernglass'],
    [0x0110, 'F-200'],
    [0x0132, taken],
    [0x013b, artist],
    [
      0x8769,
      {
        ifd: [
          [0x9003, taken],
          [0x9004, taken],
        ],
      },
    ],
    [
      0x8825,
      {
        ifd: [
          [1, latitude[0]],
          [2, latitude.slice(1) as number[]],
          [3, longitude[0]],
          [4, longitude.slice(1) as number[]],
        ],
      },
    ],
  ];
  const exif = Buffer.concat([Buffer.from('Exif\0\0II*\0', 'latin1'), uint32(8), layOut(tags, 8)]);
  const blocks = (320 / 8) * (240 / 8);
  const oneCode = (place: number): Buffer =>
    Buffer.from([place, 1, ...Array.from({ length: 15 }, () => 0), 0]);
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe1, exif),
    segment(0xdb, Buffer.from([0, ...Array.from({ length: 64 }, () => 1)])),
    segment(0xc0, Buffer.from([8, 0, 240, 320 >> 8, 320 & 255, 1, 1, 0x11, 0])),
    segment(0xc4, oneCode(0x00)),
    segment(0xc4, oneCode(0x10)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.alloc((blocks * 2) / 8),
    Buffer.of(0xff, 0xd9),
  ]);
}

/** A grey-scale PNG with stripes for wards, its title and author in text chunks. */
export function makeMap(title: string, author: string): Buffer {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const [width, height] = [96, 64];
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = ((x + y) >> 4) % 2 === 0 ? 0xe0 : 0x90;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([size, Buffer.of(8, 0, 0, 0, 0)])),
    chunk('tEXt', Buffer.from(`Title\0${title}`, 'latin1')),
    chunk('tEXt', Buffer.from(`Author\0${author}`, 'latin1')),
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
