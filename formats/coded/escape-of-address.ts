/** Tells a single `%HH` that an address writes (RFC 3986, 2.1) from a sign of per cent that digits happen to follow. */

/** Units before the escape in which its address begins: links that count who follows them are long. */
const maxAddressUnits = 2_000;

/** What begins an address, or the values that one carries: `https://`, `mailto:`, a path, `?name=`, `&name=`. */
const begins =
  /[a-z][a-z\d+.-]{1,20}:\/\/|\b(?:mailto|tel|sms|sip|xmpp|magnet|urn|data|file):|^[("'[<]{0,2}\.{0,2}\/|[?&;][\w.[\]-]{1,60}=/i;

const isBlankOrQuote = (unit: number): boolean =>
  unit <= 0x20 || unit === 0x22 || unit === 0x3c || unit === 0x3e || unit === 0x60;

const letterBefore = /[\p{L}\p{M})\]_'.-]$/u;
const wordBefore = /[\p{L}\p{N}_.+-]$/u;
const letterBehind = /^[\p{L}(['_]/u;

/** The at sign and the blank stand between words wherever they are written so: `pia%40quirk.example`, `two%20words.pdf`. */
function joinsWords(text: string, start: number, end: number): boolean {
  const code = text.slice(start + 1, end);
  const before = text.slice(Math.max(0, start - 2), start);
  if (code === '40') return wordBefore.test(before) && letterBehind.test(text.slice(end, end + 2));
  return code === '20' && letterBefore.test(before) && letterBehind.test(text.slice(end, end + 2));
}

/** Whether the escape from `start` to `end` stands in an address, or between two words as one writes them. */
export function isEscapeOfAddress(text: string, start: number, end: number): boolean {
  if (joinsWords(text, start, end)) return true;
  const least = Math.max(0, start - maxAddressUnits);
  let from = start;
  while (from > least && !isBlankOrQuote(text.charCodeAt(from - 1))) from -= 1;
  return begins.test(text.slice(from, start));
}
