/** Finds a file that stands behind a text: an archive that was appended to a letter or a log, say. */
import { isAscii } from 'node:buffer';
import type { Content, Sink } from '../contract.ts';

/** Bytes that are looked at to see that a signature is more than a word. */
const lookBytes = 32;

/** Controls that text does not hold; those of ISO 2022, of terminals and of old ends of files are no sign. */
const isBinary = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 8 || (byte > 15 && byte < 26) || (byte > 27 && byte < 32) ? 1 : 0,
);

/** Whether bytes hold what no text does. */
export const holdsBinary = (bytes: Uint8Array): boolean => bytes.some((byte) => isBinary[byte] === 1);

const always = (): boolean => true;
/** The second line of a PDF says that what follows is no text (ISO 32000-1, 7.5.2). */
const isPdf = (bytes: Buffer): boolean =>
  /^%PDF-\d\.\d[\r\n]{1,2}(?:%[^\n]{0,3}[\x80-\xff]|\d+ \d+ obj)/.test(bytes.toString('latin1'));

/** How files begin that are put behind texts, and what tells them from text that only names them. */
const signatures = (
  [
    ['PK\x03\x04', always],
    ['Rar!\x1a\x07', always],
    ['7z\xbc\xaf\x27\x1c', always],
    ['\x1f\x8b\x08', always],
    ['BZh91AY&SY', holdsBinary],
    ['\xfd7zXZ\0', always],
    ['%PDF-', isPdf],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', always],
    ['\x89PNG\r\n\x1a\n', always],
    ['\xff\xd8\xff', holdsBinary],
    ['GIF89a', holdsBinary],
    ['SQLite format 3\0', always],
  ] as const
).map(([signature, isMeant]) => ({ signature: Buffer.from(signature, 'latin1'), isMeant }));
/** Those that bytes of ASCII alone may hold. */
const asciiSignatures = signatures.filter(({ signature }) => isAscii(signature));
const longest = Math.max(...signatures.map(({ signature }) => signature.length));

const firstBytes = new Set(signatures.map(({ signature }) => signature[0]));

/** Whether bytes begin as such a file does: `findFile` of them is 0. */
export function isFile(given: Uint8Array): boolean {
  if (!firstBytes.has(given[0])) return false;
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  return signatures.some(
    ({ signature, isMeant }) =>
      signature.equals(bytes.subarray(0, signature.length)) && isMeant(bytes.subarray(0, lookBytes)),
  );
}

/** Where a file begins in bytes, or undefined where all of them are text. Nothing before `from` counts. */
export function findFile(given: Uint8Array, from = 0): number | undefined {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  let first: number | undefined;
  for (const { signature, isMeant } of isAscii(bytes) ? asciiSignatures : signatures) {
    let at = bytes.indexOf(signature, from);
    while (at !== -1 && !isMeant(bytes.subarray(at, at + lookBytes))) at = bytes.indexOf(signature, at + 1);
    if (at !== -1 && (first === undefined || at < first)) first = at;
  }
  return first;
}

/** The same in slices that come one after another. */
export function findFileInSlices(slices: Iterable<Uint8Array>): number | undefined {
  let held: Uint8Array = new Uint8Array();
  let start = 0;
  for (const slice of slices) {
    const bytes = held.length === 0 ? slice : Buffer.concat([held, slice]);
    const found = findFile(bytes);
    if (found !== undefined) return start + found;
    // A signature may be cut by the end of a slice, and what tells it from text.
    held = bytes.subarray(Math.max(0, bytes.length - longest - lookBytes));
    start += bytes.length - held.length;
  }
  return undefined;
}

/** The text that a content begins with, as a content of its own; `fileAt` is known when its slices have been read. */
export interface LeadingText {
  readonly content: Content;
  fileAt(): number | undefined;
}

/** Reads a content up to the file that stands behind its text, in one pass. `charset`: what identification found. */
export function leadingText(given: Content, charset: string | undefined): LeadingText {
  // In wide charsets the bytes of a signature are letters.
  if (/^utf-?(?:16|32)/.test(charset ?? '')) return { content: given, fileAt: () => undefined };
  let fileAt: number | undefined;
  function* slices(start = 0, end = given.size): Generator<Uint8Array> {
    let at = start;
    for (const slice of given.slices(start, end)) {
      // Signatures that the end of the slice cuts are looked for in a few bytes more.
      const isLast = at + slice.length >= given.size;
      const more = isLast
        ? slice
        : Buffer.concat([slice, given.read(at + slice.length, longest + lookBytes)]);
      const found = findFile(more);
      if (found !== undefined && found < slice.length) {
        fileAt = at + found;
        if (found > 0) yield slice.subarray(0, found);
        return;
      }
      yield slice;
      at += slice.length;
    }
  }
  const content = { size: given.size, read: given.read.bind(given), whole: given.whole.bind(given), slices };
  return { content, fileAt: () => fileAt };
}

/** Hands over the file behind a text. Call once the text has been read. */
export async function pushFileBehind({ size }: Content, leading: LeadingText, sink: Sink): Promise<void> {
  const start = leading.fileAt();
  if (start !== undefined) await sink.unaccounted('trailing-data', { start, end: size });
}

/** The first `length` bytes of slices. */
export function* headOf(slices: Iterable<Uint8Array>, length: number): Generator<Uint8Array> {
  let left = length;
  for (const slice of slices) {
    if (left > 0) yield slice.subarray(0, left);
    left -= slice.length;
    if (left <= 0) return;
  }
}

/** What follows behind the first `length` bytes. */
export function* tailOf(slices: Iterable<Uint8Array>, length: number): Generator<Uint8Array> {
  let left = length;
  for (const slice of slices) {
    if (slice.length > left) yield slice.subarray(Math.max(0, left));
    left = Math.max(0, left - slice.length);
  }
}
