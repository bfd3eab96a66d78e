/** Decides whether the start of a content is text, and in which Unicode form, from its bytes alone. */
import { isAscii, isUtf8 } from 'node:buffer';
import { decodeEbcdic, looksLikeEbcdic } from './ebcdic.ts';
import { shiftingCharset } from './shift-decoder.ts';
import { wideCharsetByScript } from './wide-script.ts';

export interface TextHead {
  /** Set only where the bytes leave no doubt: a byte order mark, the zero bytes of UTF-16 and UTF-32, or the letters of EBCDIC. */
  readonly charset?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | 'cp037';
  /** The sample as text; bytes of an unknown legacy charset as Latin-1, enough to recognise structure. */
  readonly text: string;
}

const sampleBytes = 16_384;

// Control bytes that readable text holds: backspace (man pages), tab, line feed, vertical tab, form feed, return,
// escape (terminal logs, ISO-2022), and 0x1A, the end of file of CP/M and DOS.
const allowedControls = new Set([8, 9, 10, 11, 12, 13, 26, 27]);
const isControl = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte < 32 && byte !== 0 && !allowedControls.has(byte)) || byte === 127 ? 1 : 0,
);

/** What parts fields in files that are text but for it: Hive by 0x01, Concordance by 0x14, others by the separators of ASCII. */
const separators: readonly (readonly number[])[] = [[0x01], [0x14], [0x1c, 0x1d, 0x1e, 0x1f]];
/** The quote of Concordance, and what parts two fields of its load files. */
const quote = 0xfe;
const partedFields = '\u00fe\u0014\u00fe';
const minPartedBytes = 64;

/** Whether the controls that were counted are separators of one kind, in what is text without them. */
function partsFields(sample: Uint8Array, controls: number, high: number): boolean {
  if (sample.length < minPartedBytes || controls > sample.length / 4) return false;
  const kind = separators.find((bytes) => bytes.some((byte) => sample.includes(byte)));
  if (!kind || controls !== sample.reduce((sum, byte) => sum + (kind.includes(byte) ? 1 : 0), 0))
    return false;
  // Quotes of Concordance in one byte are no UTF-8.
  const quotes = sample.reduce((sum, byte) => sum + (byte === quote ? 1 : 0), 0);
  return isUtf8(sample.subarray(0, completeUtf8(sample))) || high - quotes <= sample.length * 0.05;
}

/** 1 for a control byte that no text holds, 2 for zero, 3 for a byte beyond ASCII, 0 for the rest. */
const byteKinds = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0 ? 2 : byte >= 128 ? 3 : (isControl[byte] as number),
);

/** The charset that a byte order mark states, and its length in bytes. */
export function readByteOrderMark(
  bytes: Uint8Array,
): { charset: NonNullable<TextHead['charset']>; length: number } | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { charset: 'utf-8', length: 3 };
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { charset: 'utf-32le', length: 4 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { charset: 'utf-32be', length: 4 };
  if (a === 0xff && b === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (a === 0xfe && b === 0xff) return { charset: 'utf-16be', length: 2 };
  return undefined;
}

/** UTF-16 and UTF-32 without a mark: zero bytes at every other (or three of four) places, as in mostly ASCII text. */
function wideCharset(sample: Uint8Array): TextHead['charset'] {
  const zeros = [0, 0, 0, 0];
  const length = Math.min(sample.length, 2048) & ~3;
  if (length < 4) return undefined;
  const firstZero = sample.indexOf(0);
  if (firstZero < 0 || firstZero >= length) return undefined;
  for (let i = 0; i < length; i++) if (sample[i] === 0) zeros[i & 3] = (zeros[i & 3] ?? 0) + 1;
  const share = zeros.map((count) => count / (length / 4));
  const [a = 0, b = 0, c = 0, d = 0] = share;
  if (c > 0.95 && d > 0.95 && a < 0.05) return 'utf-32le';
  if (a > 0.95 && b > 0.95 && d < 0.05) return 'utf-32be';
  if (b > 0.5 && d > 0.5 && a < 0.05 && c < 0.05) return 'utf-16le';
  if (a > 0.5 && c > 0.5 && b < 0.05 && d < 0.05) return 'utf-16be';
  return undefined;
}

/** Korean and Chinese of seven bits shift by controls that no other text holds, after a sequence that names their set. */
const passesAsShifted = (sample: Uint8Array): boolean =>
  sample.includes(0x1b) &&
  shiftingCharset(sample) !== undefined &&
  passesAsNarrow(sample.filter((byte) => byte !== 0x0e && byte !== 0x0f));

/** UTF-16 or UTF-32 without a mark: by its zeros, or by what it says where it cannot be text of single bytes. */
export const unmarkedWideCharset = (sample: Uint8Array): TextHead['charset'] =>
  wideCharsetBeside(passesAsNarrow(sample), sample);

/** The same where it is known whether the sample passes as text of single bytes. */
const wideCharsetBeside = (isNarrow: boolean, sample: Uint8Array): TextHead['charset'] =>
  wideCharset(sample) ?? (isNarrow ? undefined : wideCharsetByScript(sample));

const wide = (bytes: Uint8Array, charset: NonNullable<TextHead['charset']>): string => {
  if (charset === 'utf-16le' || charset === 'utf-16be') return new TextDecoder(charset).decode(bytes);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let i = 0; i + 4 <= Math.min(bytes.length, 4096); i += 4) {
    const point = data.getUint32(i, charset === 'utf-32le');
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD';
  }
  return text;
};

/** A wide text must read as text too: binary data with many zeros would pass the count alone. */
const readsAsText = (whole: string): boolean => {
  const text = whole.includes(partedFields) ? whole.replaceAll('\u0014', '') : whole;
  let odd = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (
      unit === 0xfffd ||
      unit === 0xffff ||
      (unit < 128 ? unit === 0 || isControl[unit] === 1 : unit < 0xa0)
    )
      odd++;
  }
  return odd <= text.length * 0.02;
};

/** Fewer zeros in a text that is otherwise clean are strays, as one byte that hides a page from who looks for them is. */
const maxStrayShare = 0.1;
const minShortUnits = 12;

/** Whether zero bytes lie in what is text without them. */
function areStray(
  sample: Uint8Array,
  { zeros, controls, high, seen }: Readonly<Record<'zeros' | 'controls' | 'high' | 'seen', number>>,
): boolean {
  if (controls > 0 || zeros > sample.length * 0.5) return false;
  if (high > seen * 0.05 && !isUtf8(sample)) return false;
  return seen >= 64 || (seen >= minShortUnits && high === 0 && zeros <= seen * maxStrayShare);
}

/**
 * Up to 2 % control bytes pass in long samples (stray bytes in logs), none in short ones. Zero bytes pass where the
 * rest is clean text: logs of crashed machines hold runs of them.
 */
function passesAsNarrow(sample: Uint8Array): boolean {
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < sample.length; i++) {
    const kind = byteKinds[sample[i] as number] as number;
    if (kind !== 0) counts[kind] = (counts[kind] as number) + 1;
  }
  const [, controls = 0, zeros = 0, high = 0] = counts;
  const seen = sample.length - zeros;
  if (seen === 0) return false;
  if (zeros > 0 && !areStray(sample, { zeros, controls, high, seen })) return false;
  if (controls > Math.floor(seen * 0.02) && !(zeros === 0 && partsFields(sample, controls, high)))
    return false;
  // Packed binary data without any control byte is short; text in a legacy charset has letters in words.
  return !(seen < 64 && high > seen * 0.5 && controls === 0 && !isUtf8(sample));
}

/** `undefined` where the content is not text. `head` is its first bytes, up to 16 KiB of which are looked at. */
export function readTextHead(head: Uint8Array): TextHead | undefined {
  const mark = readByteOrderMark(head);
  let sample = head.subarray(mark?.length ?? 0, sampleBytes);
  const isNarrow = passesAsNarrow(sample);
  const charset = mark?.charset ?? wideCharsetBeside(isNarrow, sample);
  if (charset !== undefined && charset !== 'utf-8') {
    const text = wide(sample.subarray(0, sample.length & ~3), charset);
    return readsAsText(text) ? { charset, text } : undefined;
  }
  // Its letters lie beyond ASCII.
  if (mark === undefined && !isAscii(sample) && looksLikeEbcdic(sample))
    return { charset: 'cp037', text: decodeEbcdic(sample, 'cp037') };
  if (!isNarrow && !passesAsShifted(sample)) return undefined;
  if (head.length > sampleBytes) sample = sample.subarray(0, completeUtf8(sample));
  const buffer = Buffer.from(sample.buffer, sample.byteOffset, sample.length);
  const text = isUtf8(sample) ? buffer.toString('utf8') : buffer.toString('latin1');
  return charset === undefined ? { text } : { charset, text };
}

/** How many of the bytes end at a character's end, if they are UTF-8: at most three fewer than there are. */
export function completeUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < needed ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
