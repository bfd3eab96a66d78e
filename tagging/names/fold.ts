/**
 * Folds UTF-16 units for matching: compatibility forms, case, accents, ligatures, invisible units. The map is
 * per unit, so offsets of the original text are never lost.
 */

/** Codes below every letter and digit, in place of a folded unit. */
const separator = 0;
/** Left out as if it were not there: soft hyphen, zero-width units, accents, bidi controls. */
export const ignorable = 1;
/** Folds to several units, listed in `expansions`. */
export const multiple = 2;
const unknown = 3;
/** An ampersand, which reads as the word "and". */
export const ampersand = 4;

const table = new Uint16Array(65536).fill(unknown);
/** What a unit of code `multiple` folds to. */
const expansions = new Map<number, readonly number[]>();

const special = new Map<string, string>([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['Ø', 'o'],
  ['ł', 'l'],
  ['Ł', 'l'],
  ['đ', 'd'],
  ['Đ', 'd'],
  ['æ', 'ae'],
  ['Æ', 'ae'],
  ['œ', 'oe'],
  ['Œ', 'oe'],
  ['ı', 'i'],
  ['þ', 'th'],
  ['ð', 'd'],
  ['ς', 'σ'],
  ['\u0901', '\u0902'],
  ['\u0981', '\u0982'],
  ['ي', 'ی'],
  ['ى', 'ی'],
  ['ك', 'ک'],
  ['أ', 'ا'],
  ['إ', 'ا'],
  ['آ', 'ا'],
  ['™', ' '],
  ['℠', ' '],
  ['№', ' '],
  ['–', ' '],
]);

/** Accents, vowel points, tatweel and nuktas that spellings of one name differ in; first and last of each range. */
const droppedRanges = [
  [0x0300, 0x036f],
  [0x0591, 0x05c7],
  [0x0640, 0x0640],
  [0x064b, 0x0652],
  [0x0670, 0x0670],
  [0x093c, 0x093c],
  [0x09bc, 0x09bc],
  [0x0a3c, 0x0a3c],
  [0x0abc, 0x0abc],
  [0x0b3c, 0x0b3c],
  [0x0cbc, 0x0cbc],
] as const;
/** Soft hyphen, joiners, bidi controls, variation selectors. */
const invisibleRanges = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2064],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
] as const;
type Ranges = readonly (readonly [number, number])[];
const isIn = (unit: number, ranges: Ranges): boolean =>
  ranges.some(([first, last]) => unit >= first && unit <= last);
const isDropped = (unit: number): boolean => isIn(unit, droppedRanges);
const wordUnit = /[\p{L}\p{N}\p{M}]/u;
/** Scripts written without spaces, and Hangul, whose particles are glued on: each unit is a word of its own. */
const unspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]/u;

/** Whether a folded unit is a word of its own. */
export function isSolo(folded: number): boolean {
  return (
    folded >= 0x0e00 &&
    ((folded >= 0x3040 && folded <= 0xd7a3) ||
      folded <= 0x0eff ||
      (folded >= 0x1000 && folded <= 0x109f) ||
      (folded >= 0x1780 && folded <= 0x17ff))
  );
}

function plain(text: string): string {
  const given = special.get(text);
  if (given !== undefined) return given;
  const form = unspaced.test(text.normalize('NFKC')) ? 'NFKC' : 'NFKD';
  let out = '';
  for (const unit of text.normalize(form).toLowerCase().normalize(form)) {
    if (!isDropped(unit.charCodeAt(0))) out += special.get(unit) ?? unit;
  }
  return out;
}

/** The code of a unit that was not met before; from then on `foldTable` holds it. */
export function learn(unit: number): number {
  const code = compute(unit);
  table[unit] = code;
  return code;
}

function compute(unit: number): number {
  const text = String.fromCharCode(unit);
  if (unit === 0x26 || unit === 0xff06) return ampersand;
  if (unit >= 0xd800 && unit <= 0xdfff) return unit <= 0xdbff ? multiple : ignorable;
  if (isDropped(unit) || isIn(unit, invisibleRanges)) return ignorable;
  const units: number[] = [];
  for (const part of plain(text)) if (wordUnit.test(part)) units.push(part.charCodeAt(0));
  if (units.length === 0) return separator;
  if (units.length === 1 && units[0] !== undefined) return units[0];
  expansions.set(unit, units);
  return multiple;
}

const pairs = new Map<number, readonly number[]>();

/**
 * Folded units of the unit at `at`, which has the code `multiple`. For a surrogate pair those of the code point
 * (mathematical letters fold to plain ones); an emoji gives none.
 */
export function expand(text: string, at: number): readonly number[] {
  const unit = text.charCodeAt(at);
  const known = expansions.get(unit);
  if (known !== undefined) return known;
  const point = text.codePointAt(at) ?? unit;
  let units = pairs.get(point);
  if (units === undefined) {
    units = [];
    if (point > 0xffff) {
      const folded = plain(String.fromCodePoint(point));
      if (wordUnit.test(folded))
        units = Array.from({ length: folded.length }, (_, i) => folded.charCodeAt(i));
    }
    // A cache only: bounded against texts made of every code point there is.
    if (pairs.size < 20_000) pairs.set(point, units);
  }
  return units;
}

for (let unit = 0; unit < 0x250; unit += 1) learn(unit);

/** Folded unit or code by UTF-16 unit; an entry equal to `unlearned` must go through `learn`. */
export const foldTable: Uint16Array = table;
export const unlearned = unknown;

/** The folded form of a word or name without its separators; the form that aliases and surfaces are compared in. */
export function foldWord(text: string, start = 0, end: number = text.length): string {
  const given = text.slice(start, end);
  // Most words are plain: a string put together unit by unit is a tree of strings until it is read.
  if (/^[A-Za-z0-9]*$/.test(given)) return given.toLowerCase();
  if (/^[ -%'-~]*$/.test(given)) return given.toLowerCase().replace(/[^a-z0-9]+/g, '');
  let out = '';
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    let code = table[unit] ?? separator;
    if (code === unknown) code = learn(unit);
    if (code === multiple) {
      for (const part of expand(text, at)) out += String.fromCharCode(part);
    } else if (code === ampersand) out += 'and';
    else if (code > ampersand) out += String.fromCharCode(code);
  }
  return out;
}
