/** Finds the texts of a script that hold words: what it may write onto the page, and what its writer noted. */
import { quotedTexts } from './quoted-texts.ts';

/** Texts taken of one script; stops a script of nothing else. */
const maxFound = 20_000;
const maxUnits = 100_000;

/** Texts and comments of JavaScript; a quote within a regular expression misleads it up to the end of its line. */
const token =
  /\/\/[^\n\r]*|\/\*|"(?:[^"\\\n\r]|\\[\s\S]){0,100000}"|'(?:[^'\\\n\r]|\\[\s\S]){0,100000}'|`(?:[^`\\]|\\[\s\S]){0,100000}`/g;

const escape = /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|\r?\n|([\s\S]))/gi;
const meanings: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\n',
  b: ' ',
  f: '\n',
  v: '\n',
  0: ' ',
};

/** Escapes of JSON and JavaScript; two halves of a pair join by themselves. */
export const decodeScriptEscapes = (text: string): string =>
  text.includes('\\')
    ? text
        .replace(escape, (_, point?: string, unit?: string, byte?: string, char?: string) => {
          const hex = point ?? unit ?? byte;
          if (hex !== undefined) {
            const code = Math.min(Number.parseInt(hex, 16), 0x10ffff);
            return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
          }
          return char === undefined ? '' : (meanings[char] ?? char);
        })
        .replaceAll('\0', ' ')
        .toWellFormed()
    : text;

/** More than one word: names, keys and addresses of programs are single ones. */
export const hasWords = (value: string): boolean =>
  value
    .slice(0, 2000)
    .split(/\s+/, 50)
    .filter((part) => /\p{L}{2}/u.test(part)).length > 1;

/** Texts and comments with more than one word, in order. */
export function* readScript(script: string): Generator<string> {
  let left = maxFound;
  for (const { raw, comment } of quotedTexts(script, token)) {
    const text = comment ?? (raw.startsWith('//') ? raw.slice(2) : decodeScriptEscapes(raw.slice(1, -1)));
    if (!hasWords(text)) continue;
    yield text.slice(0, maxUnits).trim();
    left -= 1;
    if (left === 0) return;
  }
}
