/** Gives the pictures that an old Office document keeps one behind the other ([MS-ODRAW] 2.2.23 blips) as children. */
import { constants, inflateSync } from 'node:zlib';
import type { Sink } from '../contract.ts';
import { recordsIn, type SlideRecord } from './slide-records.ts';

/** A picture is held to be given. */
const maxPictureBytes = 64 * 1024 * 1024;
const uidBytes = 16;
const metafileHeadBytes = 34;

const endings: Readonly<Record<number, string>> = {
  0xf01a: 'emf',
  0xf01b: 'wmf',
  0xf01c: 'pict',
  0xf01d: 'jpg',
  0xf01e: 'png',
  0xf01f: 'dib',
  0xf029: 'tif',
  0xf02a: 'jpg',
};
const metafiles = new Set([0xf01a, 0xf01b, 0xf01c]);

/** Bytes of the fields before its data, in order; undefined where it is no picture. An odd instance has a second hash. */
export const fieldsOfPicture = ({ type, instance }: SlideRecord): readonly number[] | undefined =>
  endings[type] === undefined
    ? undefined
    : [...(instance % 2 === 1 ? [uidBytes] : []), uidBytes, metafiles.has(type) ? metafileHeadBytes : 1];

/** As much as is there; undefined where it is no such stream or too much comes of it. */
export function inflatePart(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: maxPictureBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

/** The file in a blip; an odd instance has a second hash in front. */
function pictureIn(bytes: Buffer, { type, instance, from, to }: SlideRecord): Buffer | undefined {
  const start = from + uidBytes * (instance % 2 === 1 ? 2 : 1);
  if (!metafiles.has(type)) return bytes.subarray(Math.min(start + 1, to), to);
  if (start + metafileHeadBytes > to) return undefined;
  const data = bytes.subarray(start + metafileHeadBytes, to);
  return bytes[start + 32] === 0 ? inflatePart(data) : data;
}

/** Each picture, by where it lies. */
export async function givePictures(bytes: Buffer, sink: Sink): Promise<void> {
  let number = 0;
  for (const record of recordsIn(bytes, 0, bytes.length)) {
    const ending = endings[record.type];
    if (ending === undefined) continue;
    number += 1;
    const picture = pictureIn(bytes, record);
    const known = {
      locator: `picture:${record.start}`,
      name: `picture-${number}.${ending}`,
      relation: 'embedded',
    } as const;
    if (!picture || record.isCut) sink.warn('corrupt', `${known.name} is damaged`);
    if (!picture) {
      await sink.child({
        ...known,
        ended: { status: 'failed', code: 'corrupt', detail: 'the picture does not unpack' },
      });
      continue;
    }
    sink.expanding(metafiles.has(record.type) ? picture.length : 0);
    await sink.child({ ...known, declaredSize: picture.length, open: () => picture });
    await sink.drain();
  }
}
