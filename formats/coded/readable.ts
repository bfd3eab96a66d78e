/** Tells text from bytes without sense: what decoding a stretch that only looks coded gives. */
import { isUtf8 } from 'node:buffer';
import { inflateSync } from 'node:zlib';

/** Shorter results come of any letters; each byte more makes chance some three times less. */
const minUnits = 6;
const word = /\p{L}{3}/u;
const foreign = /[^\p{L}\p{M}\p{N}\p{P}\p{S}\s]|[\uE000-\uF8FF]/gu;

/** Whether a text is one: words, and nothing that no text holds. */
export const isReadable = (text: string): boolean =>
  text.length >= minUnits && !text.includes('\uFFFD') && word.test(text) && text.search(foreign) < 0;

/** PowerShell and other programs of Windows code UTF-16: a zero in every second byte. */
const isWide = (bytes: Buffer): boolean => {
  const length = Math.min(bytes.length & ~1, 64);
  for (let at = 0; at < length; at += 2) if (bytes[at] === 0 || bytes[at + 1] !== 0) return false;
  return length >= 8;
};

const space = 0x20;

/**
 * The bytes with a blank for each character that is nothing, of so many bytes. Not by replacing them in the text: what
 * notes each place of 45 million of them, which a line of 60 MB of `A` decodes to, takes more memory than a parser has.
 */
function withBlanks(bytes: Buffer, width: 1 | 2): Buffer {
  if (!bytes.includes(0)) return bytes;
  const blanked = Buffer.from(bytes);
  for (let at = 0; at + width <= blanked.length; at += width)
    if (blanked[at] === 0 && (width === 1 || blanked[at + 1] === 0)) blanked[at] = space;
  return blanked;
}

/** The text that bytes are, or undefined where they are none. */
export function readableText(bytes: Buffer): string | undefined {
  // The end of a run that was cut may be half a character; a checksum or a newline ends many.
  const text = isWide(bytes)
    ? withBlanks(bytes, 2).toString('utf16le', 0, bytes.length & ~1)
    : isUtf8(bytes) && withBlanks(bytes, 1).toString();
  return text !== false && isReadable(text) ? text : undefined;
}

/** What a run of code may expand to, and how many times its size; stops a bomb in a line. */
const maxInflatedBytes = 4 * 1024 * 1024;
const maxInflation = 50;

/**
 * The bytes, or what they hold where they are a stream of zlib, which scripts carry without a file around it;
 * `too-large` where that is beyond the limits.
 */
export function inflated(bytes: Buffer): Buffer | 'too-large' {
  const isZlib = bytes.length > 8 && bytes[0] === 0x78 && bytes.readUInt16BE(0) % 31 === 0;
  if (!isZlib) return bytes;
  try {
    return inflateSync(bytes, {
      maxOutputLength: Math.min(maxInflatedBytes, bytes.length * maxInflation),
    });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : bytes;
  }
}
