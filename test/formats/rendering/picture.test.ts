/** Pictures are decoded and written anew: the pixels stay, nothing else does, and sizes that nobody could hold are refused. */
import { describe, expect, test } from '@jest/globals';
import { PhotonImage } from '@silvia-odwyer/photon-node';
import { decodePicture } from '../../../formats/rendering/picture.ts';
import { encodePng } from '../../../formats/rendering/png.ts';
import { sizeOfPicture } from '../../../formats/rendering/picture-size.ts';
import { renderingOf } from './rendering-of.ts';

const [width, height] = [40, 24];
/** Red on the left, blue on the right; the upper half is darker. */
const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => {
  const [x, y, channel] = [(at >> 2) % width, Math.floor((at >> 2) / width), at & 3];
  const light = y < height / 2 ? 120 : 240;
  if (channel === 3) return 255;
  return (channel === 0 && x < width / 2) || (channel === 2 && x >= width / 2) ? light : 0;
});

const image = (): PhotonImage => new PhotonImage(pixels, width, height);

function bmp(): Buffer {
  const head = Buffer.alloc(54);
  head.write('BM', 0, 'latin1');
  head.writeUInt32LE(54 + width * height * 3, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  // Rows from the top.
  head.writeInt32LE(-height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const rows = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1)
    rows.set([pixels[at * 4 + 2] ?? 0, pixels[at * 4 + 1] ?? 0, pixels[at * 4] ?? 0], at * 3);
  return Buffer.concat([head, rows]);
}

function tiff(): Buffer {
  const entries = [[256, 3, width], [257, 3, height], [258, 3, 8], [259, 3, 1], [262, 3, 2], [273, 4, 200], [277, 3, 3], [278, 3, height], [279, 4, width * height * 3]] as const; // prettier-ignore
  const bytes = Buffer.alloc(200 + width * height * 3);
  bytes.write('II*\0', 0, 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, value]] of entries.entries()) {
    const at = 10 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  for (let at = 0; at < width * height; at += 1) bytes.set(pixels.subarray(at * 4, at * 4 + 3), 200 + at * 3);
  return bytes;
}

const made: Readonly<Record<string, () => Uint8Array>> = {
  png: () => encodePng({ width, height, channels: 4, bytes: pixels }),
  jpeg: () => image().get_bytes_jpeg(95),
  webp: () => image().get_bytes_webp(),
  bmp,
  tiff,
};

describe.each(Object.keys(made))('%s', (kind) => {
  const bytes = made[kind]?.() ?? new Uint8Array();

  test('its size is read from its head', () => {
    expect(sizeOfPicture(bytes)).toEqual({ kind, width, height });
  });

  test('what it looks like comes out as PNG', async () => {
    const told = await renderingOf('picture', bytes, kind, { as: 'picture' });
    expect(told).toMatchObject({ width, height, ofWidth: width, ofHeight: height });
    const { bytes: shown } = await decodePicture(told.bytes);
    const near = (x: number, y: number): number[] =>
      [...shown.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)].map((value) =>
        Math.round(value / 60),
      );
    expect([near(5, 5), near(35, 5), near(5, 20), near(35, 20)]).toEqual([[2, 0, 0], [0, 0, 2], [4, 0, 0], [0, 0, 4]]); // prettier-ignore
  });
});

test('what stands behind or beside the pixels is gone', async () => {
  const bytes = Buffer.concat([
    made['jpeg']?.() ?? new Uint8Array(),
    Buffer.from('<script>alert(1)</script>'),
  ]);
  const { bytes: shown } = await renderingOf('picture', bytes, 'jpeg', { as: 'picture' });
  expect(shown.includes('script')).toBe(false);
});

/** EXIF that says by which corner the picture begins. */
function turned(orientation: number): Buffer {
  const jpeg = Buffer.from(made['jpeg']?.() ?? '');
  const exif = Buffer.from(`4578696600004d4d002a000000080001011200030000000100${orientation.toString(16).padStart(2, '0')}000000000000`, 'hex'); // prettier-ignore
  const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
}

test('a picture that was taken with the camera on its side stands upright', async () => {
  const { width: wide, height: high, bytes } = await decodePicture(turned(6));
  expect([wide, high]).toEqual([height, width]);
  // What was at the left is at the top, what was above is at the right.
  const [red = 0, , blue = 0] = bytes.subarray((2 * wide + 2) * 4);
  expect([Math.round(red / 60), Math.round(blue / 60)]).toEqual([4, 0]);
});

test('100,000 pixels a side are refused by the head alone', async () => {
  const bytes = Buffer.from(made['png']?.() ?? '');
  bytes.writeUInt32BE(100_000, 16);
  bytes.writeUInt32BE(100_000, 20);
  expect(await renderingOf('refused', bytes, 'png', { as: 'picture' })).toMatchObject({
    code: 'too-large',
    why: 'it has 100000 × 100000 pixels, and at most 50000000 are decoded',
  });
});

test('a large one is made smaller', async () => {
  const large = encodePng({
    width: 3000,
    height: 20,
    channels: 3,
    bytes: new Uint8Array(3000 * 60).fill(200),
  });
  expect(await renderingOf('picture', large, 'png', { as: 'picture' })).toMatchObject({ width: 1500, height: 10, ofWidth: 3000 }); // prettier-ignore
});

test.each(Object.keys(made))('a %s that ends early is refused', async (kind) => {
  for (const bytes of [made[kind]?.().subarray(0, 20), made[kind]?.().subarray(0, 5), Buffer.from('no picture')])
    expect(await renderingOf('refused', bytes ?? new Uint8Array(), kind, { as: 'picture' })).toMatchObject({ code: 'unreadable' }); // prettier-ignore
});
