/** Turns bytes into text: by what is stated, else UTF-8, else a guess; in one pass whatever the size. */
import { isAscii, isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import type Iconv from 'iconv-lite';
import { guessCharset } from './guess-charset.ts';
import type { Content } from '../contract.ts';
import { completeUtf8, readByteOrderMark, wideCharset } from './text-bytes.ts';

export interface DecodedText {
  /** WHATWG label in lower case (or iconv's, for what WHATWG leaves out). Final once `chunks` has ended. */
  readonly charset: string;
  /** The charset was neither stated nor UTF-8 by its bytes, or the statement was wrong: `charset-guessed`. */
  readonly guessed: boolean;
  /** Consecutive text; one slice of the content each. Call once. */
  chunks(): Generator<string>;
  /** Bytes or sequences so far that the charset does not have, each now U+FFFD: `charset-damaged`. */
  replaced(): number;
}

interface Decoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

// Labels that mail and old files use and WHATWG does not list, or lists for the web's sake only.
const aliases: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  cp65001: 'utf-8',
  utf8mb4: 'utf-8',
  unicode: 'utf-16le',
  'ucs-2': 'utf-16le',
  'unicode-1-1-utf-7': 'utf-7',
  'x-utf-7': 'utf-7',
  ansi: 'windows-1252',
  'x-macroman': 'macintosh',
  'x-mac-roman': 'macintosh',
};

// Loaded on the first need only: its tables take 30 ms, and WHATWG's charsets are the platform's own.
let iconv: typeof Iconv | undefined;
const loadIconv = (): typeof Iconv =>
  (iconv ??= createRequire(import.meta.url)('iconv-lite') as typeof Iconv);

/** Charsets besides WHATWG's that are decoded if stated (DOS, EBCDIC, UTF-7, UTF-32 and Mac code pages). */
const iconvLabel =
  /^(?:utf-?7(?:-imap)?|utf-?32(?:le|be)?|(?:cp|ibm)-?\d{3,4}|mac[a-z]{4,12}|armscii8|viscii|tcvn|georgian(?:ps|academy)|hproman8|rk1048|pt154|koi8-?t)$/;

/** The canonical label, or `undefined` where nothing can decode it. */
export function normaliseCharset(label: string): string | undefined {
  const plain = label
    .trim()
    .replace(/^["']|["']$/g, '')
    .toLowerCase();
  const known = aliases[plain] ?? plain;
  try {
    return new TextDecoder(known).encoding;
  } catch {
    return iconvLabel.test(known) && loadIconv().encodingExists(known) ? known : undefined;
  }
}

function makeDecoder(charset: string): Decoder {
  if (iconvLabel.test(charset) && charset !== 'ibm866') {
    const decoder = loadIconv().getDecoder(charset, { stripBOM: false });
    return { write: (bytes) => decoder.write(Buffer.from(bytes)), end: () => decoder.end() ?? '' };
  }
  // The mark is skipped by its offset: a U+FEFF further on is text.
  const decoder = new TextDecoder(charset, { ignoreBOM: true });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** Charsets in which ASCII bytes mean something else: nothing may be decoded before they are in force. */
const notAsciiBased =
  /^(?:utf-?(?:7|16|32)|iso-2022|hz|(?:cp|ibm)-?(?:037|10\d\d|1140|273|27\d|28\d|297|420|424|500|87\d|905|930|93\d))/;
const wide = /^utf-?(?:16|32)/;

/** UTF-8 with some damage: most of its sequences are whole. Text in a legacy charset has next to none. */
function mostlyUtf8(sample: Uint8Array): boolean {
  let whole = 0;
  let broken = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    let good = length > 0;
    for (let k = 1; k < length; k++) good &&= ((sample[i + k] ?? 0) & 0xc0) === 0x80;
    if (good) {
      whole++;
      i += length - 1;
    } else broken++;
  }
  return whole >= 3 && whole >= broken * 4;
}

const countHigh = (bytes: Uint8Array): number => {
  let count = 0;
  for (let i = 0; i < bytes.length && count < 100; i++) if ((bytes[i] ?? 0) >= 0x80) count++;
  return count;
};

interface Choice {
  readonly charset: string;
  readonly guessed: boolean;
}

/** Decides by a sample that holds bytes over 0x7F. `cutOff`: the sample may end within a character. */
function choose(sample: Uint8Array, stated: string | undefined, cutOff: boolean): Choice {
  const whole = cutOff ? sample.subarray(0, completeUtf8(sample)) : sample;
  const utf8 = isUtf8(whole);
  if (stated === 'utf-8' && (utf8 || mostlyUtf8(sample))) return { charset: 'utf-8', guessed: false };
  if (stated !== undefined && stated !== 'utf-8') {
    // Text that is UTF-8 throughout under another label is UTF-8: a mail program's default label, a page's stale
    // one. A few double-byte characters can be valid UTF-8 by chance, so that those labels need more to lose.
    const chance = /^(?:gb|big5|euc|shift)/.test(stated) ? 12 : 2;
    if (utf8 && countHigh(whole) >= chance) return { charset: 'utf-8', guessed: true };
    return { charset: stated, guessed: false };
  }
  if (utf8) return { charset: 'utf-8', guessed: false };
  if (mostlyUtf8(sample)) return { charset: 'utf-8', guessed: false };
  const guess = normaliseCharset(guessCharset(sample)) ?? 'windows-1252';
  return { charset: guess === 'utf-8' ? 'windows-1252' : guess, guessed: true };
}

const escape = 0x1b;
/** ISO-2022-JP is ASCII to the eye: only its escape sequences show (RFC 1468). */
const shiftsToJapanese = (slice: Uint8Array): boolean => {
  for (let at = slice.indexOf(escape); at >= 0; at = slice.indexOf(escape, at + 1)) {
    if (slice[at + 1] === 0x24 && (slice[at + 2] === 0x42 || slice[at + 2] === 0x40)) return true;
  }
  return false;
};

const countReplacements = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count++;
  return count;
};
const markOfReplacement = Buffer.from('\uFFFD');
const countGenuine = (bytes: Uint8Array): number => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = buffer.indexOf(markOfReplacement); at >= 0; at = buffer.indexOf(markOfReplacement, at + 3))
    count++;
  return count;
};

// What a decision is based on: enough for the rarest charsets, little beside a parser's other memory.
const sampleBytes = 262_144;

/** Wide encodings of texts that are also UTF-8 have a zero in every second byte or more; other texts hardly any. */
const hasFewZeros = (head: Uint8Array): boolean =>
  head.reduce((zeros, byte) => (byte === 0 ? zeros + 1 : zeros), 0) * 8 < head.length;

/**
 * Decodes a content in one pass. The order of trust: byte order mark; `stated` (a label from a parent, a declaration;
 * unknown labels are ignored); valid UTF-8; a guess. ASCII bytes mean the same in all of them, so that the decision
 * falls at the first byte over 0x7F, wherever in a large file that is.
 */
export function decodeText(content: Content, stated?: string): DecodedText {
  const head = content.read(0, 4096);
  const mark = readByteOrderMark(head);
  const label = stated === undefined ? undefined : normaliseCharset(stated);
  let chosen: Choice | undefined;
  let replaced = 0;
  if (mark) chosen = { charset: mark.charset, guessed: false };
  else if (label !== undefined && notAsciiBased.test(label)) {
    // A wide label on bytes that hold next to no zeros is wrong: an XML declaration that was never updated.
    const wrong = wide.test(label) && hasFewZeros(head) && isUtf8(head.subarray(0, completeUtf8(head)));
    if (!wrong) chosen = { charset: label, guessed: false };
  } else {
    const zeros = wideCharset(head);
    if (zeros !== undefined) chosen = { charset: zeros, guessed: false };
  }

  const decide = (slice: Uint8Array, at: number): Choice | undefined => {
    if (isAscii(slice))
      return shiftsToJapanese(slice) ? { charset: 'iso-2022-jp', guessed: true } : undefined;
    const sample = content.read(at, sampleBytes);
    return choose(sample, label, at + sample.length < content.size);
  };

  function* chunks(): Generator<string> {
    let decoder = chosen && makeDecoder(chosen.charset);
    let at = mark?.length ?? 0;
    for (const slice of content.slices(at)) {
      if (!decoder) {
        chosen = decide(slice, at);
        decoder = chosen && makeDecoder(chosen.charset);
      }
      at += slice.length;
      if (!decoder) {
        yield Buffer.from(slice.buffer, slice.byteOffset, slice.length).toString('latin1');
        continue;
      }
      const text = decoder.write(slice);
      const marks = countReplacements(text);
      if (marks > 0) replaced += Math.max(0, marks - (chosen?.charset === 'utf-8' ? countGenuine(slice) : 0));
      yield text;
    }
    const rest = decoder?.end() ?? '';
    replaced += countReplacements(rest);
    if (rest !== '') yield rest;
  }

  return {
    get charset() {
      return chosen?.charset ?? 'utf-8';
    },
    get guessed() {
      return chosen?.guessed ?? false;
    },
    chunks,
    replaced: () => replaced,
  };
}

/** Decodes bytes held in memory, by the same rules as `decodeText`. For header values, names, small parts. */
export function decodeBytes(bytes: Uint8Array, stated?: string): string {
  if (
    isAscii(bytes) &&
    (stated === undefined || !notAsciiBased.test(stated.toLowerCase())) &&
    !bytes.includes(escape)
  ) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  }
  const content: Content = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
    *slices(start = 0, end = bytes.length) {
      yield bytes.subarray(start, end);
    },
  };
  let text = '';
  for (const chunk of decodeText(content, stated).chunks()) text += chunk;
  return text;
}
