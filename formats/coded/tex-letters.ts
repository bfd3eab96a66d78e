/** Reads letters as TeX and BibTeX write them: `\'e`, `\"{o}`, `{\ss}`, `\c c`; and words that their braces part. */
import type { Escape } from './stretches.ts';

/** By the sign or the letter that names an accent: the mark that Unicode puts behind the letter. */
const accents: Readonly<Record<string, string>> = {
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '"': '\u0308',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  u: '\u0306',
  v: '\u030C',
  H: '\u030B',
  c: '\u0327',
  d: '\u0323',
  b: '\u0331',
  r: '\u030A',
  k: '\u0328',
};

const letters: Readonly<Record<string, string>> = {
  ss: 'ß',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  aa: 'å',
  AA: 'Å',
  dh: 'ð',
  DH: 'Ð',
  th: 'þ',
  TH: 'Þ',
  dj: 'đ',
  DJ: 'Đ',
  ng: 'ŋ',
  NG: 'Ŋ',
  i: 'ı',
  j: 'ȷ',
};

/** What no other text has: how documents and entries begin, or an accent in braces. */
const tex =
  /\\(?:documentclass|documentstyle|usepackage|begin|end|chapter|section|author|bibitem|bibinfo)\b\*?[[{]|^@[a-z]{3,20}[ \t]{0,4}\{|\{\\["'^`~=.]\\?[a-z]\}/im;

/** Whether a text, or a piece of one, is written for TeX. */
export const isTex = (text: string): boolean => text.includes('\\') && tex.test(text);

const letter = String.raw`\\[ij](?![A-Za-z])[ \t]{0,4}|[A-Za-z]`;
const sign = String.raw`\\(?:(["'^\x60~=.])\s{0,4}|([cvHudbrk])(?=[\s{\\])\s{0,4})`;
const name = String.raw`\\(ss|[oOlL]|ae|AE|oe|OE|aa|AA|dh|DH|th|TH|dj|DJ|ng|NG|[ij])(?![A-Za-z])`;
/** Commands that only say how the letters in their braces look. */
const look = String.raw`(?<=[\p{L}\p{M}}])\\(?:text(?:bf|it|tt|sc|rm|sf|sl|up|md|normal)|emph|underline|mbox)\{`;
/** In order: accents, letters with a name, looks, other commands (which part words), hyphens that may be, braces. */
const written = new RegExp(
  String.raw`\{?${sign}(?:\{\s{0,4}(${letter})\s{0,4}\}|(${letter}))\}?|\{${name}\s{0,4}\}|${name}(?:\{\}|[ \t]{1,4}|\\ )?|(${look})|[\\@][A-Za-z@]{1,40}\*?\{?|\\([-/])|((?<=\p{L}|\p{M})[{}]{1,4}(?=[\p{L}\\]))`,
  'gu',
);

const join = (accent: string, base: string): string =>
  `${base.replace(/[^a-z]/gi, '')}${accents[accent] ?? ''}`.normalize('NFC');

/** The places of a text of TeX where a letter is written otherwise, or a word is parted. */
export function* findTexLetters(text: string): Generator<Escape> {
  for (const found of text.matchAll(written)) {
    const [whole, mark, namedMark, braced, bare, ofBraces, named, looks, hyphen, braces] = found;
    const accent = mark ?? namedMark;
    const base = braced ?? bare;
    const ofName = ofBraces ?? named;
    let meaning: string | undefined;
    if (accent !== undefined && base !== undefined) meaning = join(accent, base);
    else if (ofName !== undefined) meaning = letters[ofName];
    else if ((looks ?? hyphen ?? braces) !== undefined) meaning = '';
    if (meaning !== undefined)
      yield { index: found.index, end: found.index + whole.length, meaning, kind: 'letter', weight: 1 };
  }
}
