/**
 * Decodes a picture and writes its pixels anew: what a browser is given is made here, and nothing of the file is left in
 * it but what it looks like.
 */
import type { Rendering } from '../../schemas/rendering.ts';
import type { Content } from '../contract.ts';
import { readTags } from '../image/tags.ts';
import { type PictureSize, sizeOfPicture } from './picture-size.ts';
import { encodePng, type Pixels } from './png.ts';
import { Refusal } from './refusal.ts';

/** Bytes of a file; a decoder holds it beside its pixels. */
const maxFileBytes = 64 * 1024 * 1024;
/** Stops the picture of 100,000 pixels a side, of which a file of kilobytes can tell: it is refused unread. */
const maxPixels = 50_000_000;
/** Of what is shown: larger ones are made smaller by a whole number. */
export const maxShownSide = 2000;

export interface Picture extends Pixels {
  readonly of: PictureSize;
}

/** As EXIF numbers them: where the first row and the first column lie. */
function orientationOf(bytes: Uint8Array, { kind }: PictureSize): number {
  if (kind !== 'jpeg') return 1;
  const { value } = (readTags(bytes)['exif']?.['Orientation'] ?? {}) as { value?: unknown };
  return typeof value === 'number' && value >= 1 && value <= 8 ? value : 1;
}

/** The mean of `step` × `step` pixels each. */
function shrink(pixels: Uint8Array, width: number, height: number, step: number): Pixels {
  const [shownWidth, shownHeight] = [Math.ceil(width / step), Math.ceil(height / step)];
  const bytes = new Uint8Array(shownWidth * shownHeight * 4);
  for (let y = 0; y < shownHeight; y += 1)
    for (let x = 0; x < shownWidth; x += 1)
      for (let channel = 0; channel < 4; channel += 1) {
        let [sum, count] = [0, 0];
        for (let dy = y * step; dy < Math.min(height, (y + 1) * step); dy += 1)
          for (let dx = x * step; dx < Math.min(width, (x + 1) * step); dx += 1) {
            sum += pixels[(dy * width + dx) * 4 + channel] ?? 0;
            count += 1;
          }
        bytes[(y * shownWidth + x) * 4 + channel] = sum / count;
      }
  return { width: shownWidth, height: shownHeight, channels: 4, bytes };
}

function turn({ width, height, bytes }: Pixels, orientation: number): Pixels {
  if (orientation === 1) return { width, height, channels: 4, bytes };
  const isTransposed = orientation > 4;
  const [shownWidth, shownHeight] = isTransposed ? [height, width] : [width, height];
  const isMirrored = [2, 3, 7, 8].includes(orientation);
  const isFlipped = [3, 4, 6, 7].includes(orientation);
  const from = new Uint32Array(bytes.buffer, bytes.byteOffset, width * height);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < shownHeight; y += 1)
    for (let x = 0; x < shownWidth; x += 1) {
      const [column, row] = isTransposed ? [y, x] : [x, y];
      const ownColumn = isMirrored ? width - 1 - column : column;
      const ownRow = isFlipped ? height - 1 - row : row;
      to[y * shownWidth + x] = from[ownRow * width + ownColumn] ?? 0;
    }
  return { width: shownWidth, height: shownHeight, channels: 4, bytes: new Uint8Array(to.buffer) };
}

/** Throws a refusal for what is no picture, or is too large. */
export async function decodePicture(bytes: Uint8Array, maxSide = maxShownSide): Promise<Picture> {
  const of = sizeOfPicture(bytes);
  if (!of || of.width === 0 || of.height === 0) throw new Refusal('unreadable', '');
  if (of.width * of.height > maxPixels)
    throw new Refusal(
      'too-large',
      `it has ${of.width} × ${of.height} pixels, and at most ${maxPixels} are decoded`,
    );
  const { PhotonImage } = await import('@silvia-odwyer/photon-node');
  const image = PhotonImage.new_from_byteslice(bytes);
  const [width, height] = [image.get_width(), image.get_height()];
  const pixels = image.get_raw_pixels();
  image.free();
  const step = Math.ceil(Math.max(width, height) / maxSide);
  const shown: Pixels =
    step > 1 ? shrink(pixels, width, height, step) : { width, height, channels: 4, bytes: pixels };
  return { ...turn(shown, orientationOf(bytes, of)), of };
}

export async function renderPicture(content: Content): Promise<Rendering> {
  if (content.size > maxFileBytes) throw new Refusal('too-large', '');
  const picture = await decodePicture(content.whole());
  const { width, height, of } = picture;
  return {
    rendered: { as: 'picture', width, height, ofWidth: of.width, ofHeight: of.height },
    bytes: encodePng(picture),
  };
}
