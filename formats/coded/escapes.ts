/** Finds characters that a text writes by their numbers, and what it says with them: `\u0057`, `%57`, `&#87;`, `=57`, UTF-7; and line ends that are written as `\n`. */
import { isUtf8 } from 'node:buffer';
import { isEscapeOfBreak } from './escape-of-break.ts';
import { namedLetter } from './letter-names.ts';
import { isReadable } from './readable.ts';
import { type Decoded, decodeStretches, type Escape, highSurrogate, isBlank, widen } from './stretches.ts';

const escape =
  /\\u\{([\da-f]{1,6})\}|((?:\\u00[89a-f][\da-f]){2,})|\\u([\da-f]{4})|&#x([\da-f]{1,6});?|&#(\d{2,7});?|&([a-z]{2,6});|((?:\\x[\da-f]{2})+)|((?:%[\da-f]{2})+)|((?:=[\dA-F]{2})+)|((?:\\[0-3][0-7]{2})+)|(\\{1,8}[nrt](?=[\p{L}\p{N}]))/iuy;

/** What an escape begins with. */
export const escapeSigns = '\\&%=';

/** 1 for what an escape begins with: by this alone nearly all of a text is passed over. */
const begins = new Uint8Array(65_536);
for (const sign of escapeSigns) begins[sign.charCodeAt(0)] = 1;

/**
 * What may be half an escape at the end of a text, with the rest of its letter before it: the high surrogate, or the
 * bytes of UTF-8.
 */
const parted =
  /(?:\\u[dD][89abAB][\da-fA-F]{2}|\\u00[c-fC-F][\da-fA-F](?:\\u00[89abAB][\da-fA-F]){0,2}|(?:\\x|%|=)[c-fC-F][\da-fA-F](?:(?:\\x|%|=)[89abAB][\da-fA-F]){0,2}|\\3[0-7]{2}(?:\\2[0-7]{2}){0,2})?[\\&%=][^\\&%=]{0,11}$/;
/** Units that it may have. */
const maxPartedUnits = 30;

/** Where a text without a blank may be cut so that no escape is parted, nor a surrogate pair. */
export function beforeLastEscape(text: string): number {
  const from = text.length - maxPartedUnits;
  const found = parted.exec(text.slice(from));
  if (found) return from + found.index;
  return highSurrogate.test(text.slice(-1)) ? text.length - 1 : text.length;
}

const ofPoint = (digits: string, radix: number): string | undefined => {
  const point = Number.parseInt(digits, radix);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
};

/** The bytes of a run of escapes of so many units, whose digits begin behind `skip`; one alone must be ASCII. */
function ofBytes(run: string, units: number, skip: number, radix: number): string | undefined {
  const bytes = Buffer.alloc(run.length / units);
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = Number.parseInt(run.slice(at * units + skip, (at + 1) * units), radix);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes.length > 1 ? bytes.toString('latin1') : undefined;
}

/** The names that programs write their own signs by, so that a text can be shown on a page. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** What an escape stands for; undefined where that is nothing that a text holds: then it is none. */
function meaningOf([
  ,
  braced,
  unitBytes,
  unit,
  hexPoint,
  point,
  name,
  hex,
  percent,
  equals,
  octal,
  lineEnd,
]: readonly (string | undefined)[]): string | undefined {
  // Facebook and Instagram write UTF-8 so, byte by byte; else each is a letter of its own.
  if (unitBytes !== undefined) return ofBytes(unitBytes, 6, 4, 16);
  if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
  if (braced !== undefined || hexPoint !== undefined) return ofPoint(braced ?? hexPoint ?? '', 16);
  if (point !== undefined) return ofPoint(point, 10);
  if (name !== undefined) return namedLetter(name) ?? named[name.toLowerCase()];
  if (lineEnd !== undefined) return ' ';
  const run = hex ?? octal;
  if (run !== undefined) return ofBytes(run, 4, hex === undefined ? 1 : 2, hex === undefined ? 8 : 16);
  return ofBytes(percent ?? equals ?? '', 3, 1, 16);
}

const control = /(?![\t\n\v\f\r])\p{Cc}/u;
/** Letters beyond ASCII in UTF-8: no chance makes them. */
const foreignLetter = /[\u0080-\uFFFC]/;

const nextValue = /^[\w.[\]-]{1,40}=/;

const isHex = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);

const isLetter = (unit: number): boolean => (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;

const isLineEnd = (unit: number): boolean => unit === 0x6e || unit === 0x72 || unit === 0x74;

/** Whether what stands behind such a sign may make it an escape: before most it is a blank, or the same sign again. */
function mayFollow(sign: number, unit: number): boolean {
  if (sign === 0x26) return unit === 0x23 || isLetter(unit);
  if (sign !== 0x5c) return isHex(unit);
  // \\u, \\x, or octal digits; \\n, \\r, \\t, which a text in a text writes with more backslashes.
  const small = unit | 0x20;
  return (
    small === 0x75 || small === 0x78 || (unit >= 0x30 && unit <= 0x33) || unit === 0x5c || isLineEnd(unit)
  );
}

/** The next place where an escape may begin, or the end. */
function nextSign(units: Uint16Array, from: number): number {
  const last = units.length - 1;
  for (let at = from; ; at += 1) {
    while (at < last && begins[units[at] as number] !== 1) at += 1;
    if (at >= last) return units.length;
    if (mayFollow(units[at] as number, units[at + 1] as number)) return at;
  }
}

function* escapesOf(text: string, units: Uint16Array): Generator<Escape> {
  for (let at = nextSign(units, 0); at < text.length; at = nextSign(units, at)) {
    escape.lastIndex = at;
    const found = escape.exec(text);
    at += found?.[0].length ?? 1;
    if (!found) continue;
    const meaning = meaningOf(found);
    if (meaning === undefined || control.test(meaning)) continue;
    const [{ length }, , , , , , name, hex, percent, equals, octal, lineEnd] = found;
    const place = { index: found.index, end: found.index + length, meaning };
    const least = foreignLetter.test(meaning) ? 1 : 0;
    if (percent !== undefined) yield { ...place, kind: 'percent', weight: Math.max(least, length / 6) };
    // In addresses one stands behind each name of a value.
    else if (equals !== undefined) yield { ...place, kind: 'equals', weight: length > 6 ? 1 : least };
    else if (lineEnd !== undefined) {
      if (isLineEnd(text.charCodeAt(place.end - 1)) && isEscapeOfBreak(text, place.index, place.end))
        yield { ...place, kind: 'letter', weight: 1 };
    } else if ((hex ?? octal) !== undefined)
      yield { ...place, kind: 'backslash', weight: Math.max(least, length / 12) };
    // Between two values of an address it parts words, as what it stands for does.
    else if (name === undefined || !nextValue.test(text.slice(place.end, place.end + 60)))
      yield { ...place, kind: 'letter', weight: 1 };
  }
}

/** Stretches with escapes, decoded, in order. */
export const findEscapes = (text: string, units: Uint16Array): Generator<Decoded> =>
  decodeStretches(text, escapesOf(text, units));

/** Runs of UTF-7 (RFC 2152): UTF-16 in base64 between `+` and `-`. */
const shifted = /(?<![A-Za-z0-9+/])\+([A-Za-z0-9+/]{6,4000})-/g;

/** Letters of what is written from left to right or right to left in few letters: chance gives those of China. */
const beyond = /[^\t\n\r -~\u00A0-\u06FF\u2010-\u2044]/;

export function* findShifted(text: string): Generator<Decoded> {
  for (const { 0: whole, 1: coded = '', index } of text.matchAll(shifted)) {
    const bytes = Buffer.from(coded, 'base64');
    const decoded = bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
    if (isReadable(`${decoded}   `) && !beyond.test(decoded))
      yield { start: index, end: index + whole.length, text: decoded };
  }
}

/** One letter of Latin, or two, as UTF-7 writes them in a word; and the signs that some programs write so, too. */
const shiftedLetter =
  /(?:(?<=[\p{L}\p{N}])|(?<=^|[\s"'(])(?=\+[A-Za-z0-9+/]{3,6}-\p{L}))\+([A-I][A-Za-z0-9+/]{2}|A[M-P][A-Za-z0-9+/]{4})(-|(?![A-Za-z0-9+/-]))/gu;
const latin = /^[\u00C0-\u024F]{1,2}$/;
const signOfWriting = /^[!-/:-@[-`{-~\u00A0-\u00BF\u2010-\u2044]$/;

/** Those of a text without a label: base64 of whole units, with no bits left, and nothing but what a word has. */
export function* shiftedLettersOf(text: string): Generator<Escape> {
  for (const { 0: whole, 1: coded = '', 2: end, index } of text.matchAll(shiftedLetter)) {
    const bytes = Buffer.from(coded, 'base64');
    const units = bytes.subarray(0, bytes.length & ~1);
    if (units.toString('base64').replaceAll('=', '') !== coded) continue;
    const meaning = units.swap16().toString('utf16le');
    if (latin.test(meaning) || (end === '-' && signOfWriting.test(meaning)))
      yield { index, end: index + whole.length, meaning, kind: 'letter', weight: 1 };
  }
}

/** Tag characters (U+E0020 to U+E007E) show as nothing and are ASCII. */
const tags = /(?:\uDB40[\uDC20-\uDC7E]){3,}/g;

export function* findTags(text: string): Generator<Decoded> {
  for (const { 0: whole, index } of text.matchAll(tags)) {
    let decoded = '';
    for (let at = 1; at < whole.length; at += 2)
      decoded += String.fromCharCode(whole.charCodeAt(at) - 0xdc00);
    yield { start: index, end: index + whole.length, text: decoded };
  }
}

const zero = /[\0\u2400]/g;
/** More in one word are a list of strings, and those of a file of records. */
const maxZeros = 8;

/** Words that zeros part, without them. */
export function* findParted(text: string): Generator<Decoded> {
  let reached = 0;
  for (const { index } of text.matchAll(zero)) {
    if (index < reached) continue;
    const { start, end } = widen(text, index, index + 1, false);
    reached = end;
    const word = text.slice(start, end);
    if (isBlank(text, index - 1) || (word.match(zero)?.length ?? 0) > maxZeros) continue;
    const joined = word.replaceAll(zero, '');
    if (/\p{L}{3}/u.test(joined)) yield { start, end, text: joined };
  }
}
