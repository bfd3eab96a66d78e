/**
 * A presentation of PowerPoint 97 to 2003 that is encrypted ([MS-PPT] 2.3.7): its parts and pictures under the word that
 * opens it.
 */
import type { PasswordTries } from '../passwords.ts';
import { fieldsOfPicture } from './drawn-pictures.ts';
import { type Decrypt, roundsOfTry, unlock } from './old-encryption.ts';
import type { SlideDirectory } from './slide-directory.ts';
import { recordAt, types } from './slide-records.ts';

/** PowerPoint encrypts what is only protected against changes with this, and opens it so. */
const slidesPassword = '/01Hannes Ruescher/01';
const headBytes = 8;
/** Each part is one block, whose number is the part's. Parts have less than 2^20 of them, so that places stay whole numbers. */
const partBytes = 2 ** 32;

export interface SlideStreams {
  readonly slides: Buffer;
  /** Undefined where there is none. */
  readonly pictures: Buffer | undefined;
}

export interface OpenedSlides extends SlideStreams {
  /** Parts and pictures that did not come out as records. */
  readonly damaged: number;
}

/** Undefined where no word opens it. */
export async function openSlides(
  streams: SlideStreams,
  { places, session }: SlideDirectory,
  tries: PasswordTries,
): Promise<OpenedSlides | undefined> {
  const { slides, pictures } = streams;
  const at = session === undefined ? undefined : places.get(session);
  const seal = at === undefined ? undefined : recordAt(slides, at);
  if (seal?.type !== types.cryptSession) return undefined;
  const description = slides.subarray(seal.from, seal.to);
  const unlocked = (word: string): Decrypt | undefined => unlock(description, word, partBytes);
  const decrypt = unlocked(slidesPassword) ?? (await tries.first(roundsOfTry, unlocked));
  if (!decrypt) return undefined;
  const parts = openParts(slides, places, seal.start, decrypt);
  const opened = pictures && openPictures(pictures, (bytes) => decrypt(bytes, 0));
  return {
    slides: parts.bytes,
    pictures: opened?.bytes,
    damaged: parts.damaged + (opened?.damaged ?? 0),
  };
}

interface Opened {
  readonly bytes: Buffer;
  readonly damaged: number;
}

/** Each part with its head; edits and directories stay as they are. Parts that lie within each other are opened once. */
function openParts(sealed: Buffer, places: SlideDirectory['places'], seal: number, decrypt: Decrypt): Opened {
  const bytes = Buffer.from(sealed);
  const inOrder = [...places].filter(([, at]) => at !== seal).sort((one, other) => one[1] - other[1]);
  let [end, damaged] = [0, 0];
  for (const [part, at] of inOrder) {
    const head = decrypt(sealed.subarray(at, at + headBytes), part * partBytes);
    const length = head.length < headBytes ? 0 : headBytes + head.readUInt32LE(4);
    if (at < end || length === 0 || at + length > sealed.length) {
      damaged += 1;
      continue;
    }
    end = at + length;
    decrypt(sealed.subarray(at, end), part * partBytes).copy(bytes, at);
  }
  return { bytes, damaged };
}

/** Each field of a picture by itself, under the key of block 0. */
function openPictures(sealed: Buffer, decrypt: (field: Buffer) => Buffer): Opened {
  const bytes = Buffer.from(sealed);
  for (let at = 0; at + headBytes <= sealed.length;) {
    decrypt(sealed.subarray(at, at + headBytes)).copy(bytes, at);
    const record = recordAt(bytes, at);
    const fields = record && fieldsOfPicture(record);
    if (!record || !fields || record.isCut) return { bytes, damaged: 1 };
    let from = record.from;
    for (const length of [...fields, record.to]) {
      const to = Math.min(from + length, record.to);
      decrypt(sealed.subarray(from, to)).copy(bytes, from);
      from = to;
    }
    at = record.to;
  }
  return { bytes, damaged: 0 };
}
