/** Reads the names of archive members: what text their bytes mean, and whether a name is dangerous as a path. */
import { guessCharset } from '../charset/guess-charset.ts';

export interface MemberName {
  readonly name: string;
  /** The bytes, where they were not valid UTF-8. */
  readonly rawName?: Uint8Array;
}

/** A charset of names: the IBM PC's (which WHATWG has no label for), or a WHATWG label. */
export type NameCharset =
  'cp437' | 'utf-8' | 'ibm866' | 'shift_jis' | 'gb18030' | 'big5' | 'euc-kr' | 'euc-jp';

const cp437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as UTF-8, or undefined where they are not. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const decodeCp437 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += byte < 128 ? String.fromCharCode(byte) : cp437[byte - 128];
  return text;
};

/** The name in UTF-8, else in `charset`, keeping the bytes. */
export function decodeName(bytes: Uint8Array, charset: NameCharset): MemberName {
  const name = decodeUtf8(bytes);
  if (name !== undefined) return { name };
  const rawName = Uint8Array.from(bytes);
  return { name: charset === 'cp437' ? decodeCp437(bytes) : new TextDecoder(charset).decode(bytes), rawName };
}

/** Cyrillic letters of the DOS code page 866; Western names have their accents one at a time. */
const looksLikeIbm866 = (bytes: Uint8Array): boolean => {
  let high = 0;
  let letters = 0;
  let inRuns = 0;
  let run = 0;
  for (const byte of [...bytes, 0]) {
    if (byte >= 128) high++;
    const letter = (byte >= 0x80 && byte <= 0xaf) || (byte >= 0xe0 && byte <= 0xf1);
    if (letter) {
      letters++;
      run++;
    } else {
      if (run >= 3) inRuns += run;
      run = 0;
    }
  }
  return high > 0 && letters === high && inRuns >= high * 0.6;
};

/** A capital of code page 866 behind a small letter: rare in names, and usual where bytes of two signs are read as such. */
const hasCapitalInside = (bytes: Uint8Array): boolean =>
  bytes.some((byte, at) => {
    const before = bytes[at - 1] ?? 0;
    return byte >= 0x80 && byte <= 0x9f && ((before >= 0xa0 && before <= 0xaf) || before >= 0xe0);
  });

/** East Asian charsets, as the detector calls them. */
const eastAsian = new Map<string, NameCharset>([
  ['shift_jis', 'shift_jis'],
  ['gbk', 'gb18030'],
  ['gb18030', 'gb18030'],
  ['big5', 'big5'],
  ['euc-kr', 'euc-kr'],
  ['euc-jp', 'euc-jp'],
]);

/**
 * Whether names read as East Asian are so by their share: the one accent of `Müller.doc` in cp437 and the letter behind
 * it make a character of Shift_JIS. One for two Latin letters, endings of names included, was best (decision 0031).
 */
function isMostlyEastAsian(text: string): boolean {
  const eastAsianLetters =
    text.match(/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/gu)?.length ?? 0;
  const latinLetters = text.match(/[A-Za-z]/gu)?.length ?? 0;
  return !text.includes('\uFFFD') && eastAsianLetters * 2 > latinLetters;
}

/**
 * The charset of names that are not UTF-8, from all of them joined by line feeds: one archive was written by
 * one program. cp437 is what ZIP prescribes (APPNOTE 4.4.4 bit 11, appendix D) and fits any bytes.
 */
export function guessNameCharset(sample: Uint8Array): NameCharset {
  if (sample.length === 0) return 'cp437';
  const isCyrillic = looksLikeIbm866(sample);
  if (isCyrillic && !hasCapitalInside(sample)) return 'ibm866';
  const guess = eastAsian.get(guessCharset(sample));
  if (guess !== undefined && isMostlyEastAsian(new TextDecoder(guess).decode(sample))) return guess;
  return isCyrillic ? 'ibm866' : 'cp437';
}

/** Why the name would be dangerous to a program that used it as a path (zip-slip), or undefined. */
export function unsafeNameReason(name: string): string | undefined {
  if (name.includes('\0')) return 'NUL byte';
  if (/^[A-Za-z]:/u.test(name)) return 'drive letter';
  if (name.startsWith('/')) return 'absolute path';
  if (name.includes('\\')) return 'backslash';
  if (name.split('/').includes('..')) return 'parent folder';
  return undefined;
}
