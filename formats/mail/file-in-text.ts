/** Finds a file that stands behind the text of a part: an archive that was appended to a letter, say. */

/** How files begin that mail carries, each with bytes that no text holds in it or close behind. */
const signatures = [
  'PK\x03\x04',
  'Rar!\x1a\x07',
  '7z\xbc\xaf\x27\x1c',
  '\x1f\x8b\x08',
  'BZh91AY&SY',
  '\xfd7zXZ\0',
  '%PDF-1.',
  '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
  '\x89PNG\r\n\x1a\n',
  '\xff\xd8\xff',
  'GIF89a',
  'SQLite format 3\0',
] as const;
const longest = Math.max(...signatures.map((signature) => signature.length));

/** Controls that text does not hold; those of ISO 2022, of terminals and of old ends of files are no sign. */
const isBinary = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 8 || (byte > 15 && byte < 26) || (byte > 27 && byte < 32) ? 1 : 0,
);

/** Whether bytes hold what no text does. */
export const holdsBinary = (bytes: Uint8Array): boolean => bytes.some((byte) => isBinary[byte] === 1);

/** Where a file begins in the bytes that `slices` make up, or undefined where all of them are text. */
export function findFileInText(slices: Iterable<Uint8Array>): number | undefined {
  let held: Buffer = Buffer.alloc(0);
  let start = 0;
  let found: number | undefined;
  for (const slice of slices) {
    const view = Buffer.from(slice.buffer, slice.byteOffset, slice.length);
    const bytes = held.length === 0 ? view : Buffer.concat([held, view]);
    if (found === undefined) {
      const places = signatures
        .map((signature) => bytes.indexOf(signature, 0, 'latin1'))
        .filter((at) => at !== -1);
      if (places.length > 0) found = start + Math.min(...places);
    }
    // The word alone is no file: `%PDF-1.` may be written about.
    if (found !== undefined && holdsBinary(bytes.subarray(Math.max(0, found - start)))) return found;
    held = bytes.subarray(Math.max(0, bytes.length - longest + 1));
    start += bytes.length - held.length;
  }
  return undefined;
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
