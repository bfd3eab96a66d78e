/** Names of charsets: which of them can be decoded, and by what. */
import { createRequire } from 'node:module';
import type Iconv from 'iconv-lite';
import { ebcdicLabel } from './ebcdic.ts';
import { shiftLabel } from './shift-decoder.ts';

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
  jis: 'iso-2022-jp',
};

// Loaded on the first need only: its tables take 30 ms, and WHATWG's charsets are the platform's own.
let iconv: typeof Iconv | undefined;
export const loadIconv = (): typeof Iconv =>
  (iconv ??= createRequire(import.meta.url)('iconv-lite') as typeof Iconv);

/** Charsets besides WHATWG's that are decoded if stated (DOS, EBCDIC, UTF-7, UTF-32 and Mac code pages). */
export const iconvLabel =
  /^(?:utf-?7(?:-imap)?|utf-?32(?:le|be)?|(?:cp|ibm)-?\d{3,4}|mac[a-z]{4,12}|armscii8|viscii|tcvn|georgian(?:ps|academy)|hproman8|rk1048|pt154|koi8-?t)$/;

/** Labels as programs wrote them: `win-1251`, `iso8859_1`, `latin-1`, `utf_8`. */
const usualForm = (label: string): string =>
  label
    .replace(/^(?:x-)?(?:win|windows|cp|ansi|microsoft-cp)[-_ ]?(125\d|874)$/, 'windows-$1')
    .replace(/^(?:x-)?iso[-_ ]?8859[-_ ]?(\d{1,2})$/, 'iso-8859-$1')
    .replace(/^8859[-_](\d{1,2})$/, 'iso-8859-$1')
    .replace(/^latin[-_ ](\d)$/, 'latin$1')
    .replace(/^(?:x-)?(utf|koi8|shift|euc)[-_ ]?(8|16|16le|16be|32|r|u|jis|jp|kr)$/, '$1-$2')
    .replace(/^shift-jis$/, 'shift_jis');

/** The canonical label, or `undefined` where nothing can decode it. */
export function normaliseCharset(label: string): string | undefined {
  const plain = label
    .trim()
    .replace(/^["']|["']$/g, '')
    .toLowerCase();
  const known = Object.hasOwn(aliases, plain) ? (aliases[plain] ?? plain) : usualForm(plain);
  const own = shiftLabel(known) ?? ebcdicLabel(known);
  if (own !== undefined) return own;
  try {
    return new TextDecoder(known).encoding;
  } catch {
    return iconvLabel.test(known) && loadIconv().encodingExists(known) ? known : undefined;
  }
}
