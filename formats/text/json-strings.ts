/** Decodes what strings of JSON write by escapes, and reads those as words that write UTF-8 byte by byte. */
import { isUtf8 } from 'node:buffer';

const escape = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;
const meanings: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\n', b: ' ', f: '\n' };

/** Two halves of a pair come as two escapes and join by themselves; a half alone is replaced. */
const decodeEscapes = (text: string): string =>
  text.includes('\\')
    ? text
        .replace(escape, (_, code: string | undefined, char: string | undefined) =>
          code === undefined
            ? (meanings[char ?? ''] ?? char ?? '')
            : String.fromCharCode(Number.parseInt(code, 16)),
        )
        .replaceAll('\0', ' ')
        .toWellFormed()
    : text;

/** A unit of two bytes' worth or a raw one beyond ASCII: whoever writes these does not write bytes. */
const isNoByte = /[^\0-\x7f]|\\u(?!00)[0-9a-fA-F]{4}/;
const highByte = /\\u00[89a-fA-F][0-9a-fA-F]/;

/** Where the next quote stands that no backslash escapes; the end of the text where there is none. */
export function nextQuote(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let run = 0;
    while (quote - run > from && text[quote - 1 - run] === '\\') run += 1;
    if (run % 2 === 0) return quote;
  }
  return text.length;
}

/**
 * The text of strings of which each unit is a byte, as the downloads of Facebook and Instagram write all that is not
 * ASCII (`W\u00c3\u00a4hler` for Wähler); undefined where they are no such bytes.
 */
function textOfBytes(string: string): string | undefined {
  if (!highByte.test(string) || isNoByte.test(string)) return undefined;
  const decoded = decodeEscapes(string);
  const bytes = Buffer.from(decoded, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** Units at the end of a text in which the beginning of its last string is looked for; a longer one is read in parts. */
const maxOpenUnits = 65_536;
/** Units of what may be half an escape, a pair of them, or the bytes of one letter. */
const maxPartedUnits = 30;
const parted =
  /(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?|\\u00[c-fC-F][0-9a-fA-F](?:\\u00[89abAB][0-9a-fA-F]){0,2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?|\\(?:u[0-9a-fA-F]{0,3})?)$/;

/** Where a text may be cut without parting an escape, a pair of them or the bytes of a letter, that began before its end. */
function beforeEscape(text: string): number {
  const from = Math.max(0, text.length - maxPartedUnits);
  const open = parted.exec(text.slice(from));
  if (!open) return text.length;
  // An even run of backslashes before the end is escaped itself; then nothing is open but perhaps the last.
  let start = from + open.index;
  let run = 0;
  while (start - 1 - run >= 0 && text[start - 1 - run] === '\\') run++;
  if (run % 2 === 1) start -= 1;
  return start;
}

/** Where a text of JSON may be cut: before its last string where that is in sight, else so that no escape is parted. */
export function jsonCut(text: string): number {
  const quote = text.lastIndexOf('"');
  const isSeen = quote > 0 && text.length - quote <= maxOpenUnits && text[quote - 1] !== '\\';
  return isSeen ? quote : beforeEscape(text);
}

/** Decodes one text of JSON piece by piece, each of them cut by `jsonCut` or at the end of a line. */
export class JsonStrings {
  #ofBytes = 0;

  /** Strings that wrote their words byte by byte, so far. */
  get ofBytes(): number {
    return this.#ofBytes;
  }

  decode(piece: string): string {
    if (!highByte.test(piece)) return decodeEscapes(piece);
    let decoded = '';
    for (let at = 0; at < piece.length;) {
      const quote = nextQuote(piece, at);
      decoded += `${this.#decodeOne(piece.slice(at, quote))}${piece.slice(quote, quote + 1)}`;
      at = quote + 1;
    }
    return decoded;
  }

  /** What lies between two quotes: a string, or what stands between two of them. */
  #decodeOne(string: string): string {
    const words = textOfBytes(string);
    if (words === undefined) return decodeEscapes(string);
    this.#ofBytes += 1;
    return words;
  }
}
