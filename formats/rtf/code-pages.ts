/** Decodes the bytes of RTF by the code page of their font or document. */
import iconv from 'iconv-lite';

/** `\fcharsetN` to Windows code page (RTF 1.9.1, font table); 1 is the document's own. */
const charsetPages: Readonly<Record<number, number>> = {
  0: 1252,
  2: 1252,
  77: 10000,
  78: 932,
  79: 949,
  80: 936,
  81: 950,
  85: 10006,
  86: 10081,
  88: 10029,
  89: 10007,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  179: 1256,
  180: 1256,
  181: 1255,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

const macNames: Readonly<Record<number, string>> = {
  10000: 'macroman',
  10006: 'macgreek',
  10007: 'maccyrillic',
  10029: 'maccenteuro',
  10081: 'macturkish',
  65001: 'utf8',
};

/** The code page of a font's charset, undefined for the document's own or an unknown one. */
export const pageOfCharset = (charset: number): number | undefined => charsetPages[charset];

const names = new Map<number, string>();

function nameOf(page: number): string {
  let name = names.get(page);
  if (name === undefined) {
    const candidate = macNames[page] ?? `cp${page}`;
    name = iconv.encodingExists(candidate) ? candidate : 'cp1252';
    // Code pages come from evidence; the map stays as small as the real ones.
    if (names.size < 1000) names.set(page, name);
  }
  return name;
}

const isAscii = (bytes: Buffer) => bytes.every((byte) => byte < 128);

/** The text of these bytes; what is not valid becomes U+FFFD. */
export function decodePage(bytes: Buffer, page: number): string {
  // Not only faster: a run of ASCII must not pay for loading a double-byte table.
  return isAscii(bytes) ? bytes.toString('latin1') : iconv.decode(bytes, nameOf(page));
}
