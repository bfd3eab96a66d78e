/**
 * Finds the words of a text: runs of letters, digits and their marks, by Unicode's classes. All else parts words, so
 * that addresses, file names and joined words are found by each of their parts. Han and Hiragana are one character
 * each; Katakana, Hangul and South-East Asian scripts run as written. A word that was broken at the end of a line is
 * one word, and the `'s` of a possessive belongs to none.
 */
import { mayBeUnwritten, mayContinueWord, skipBetween, skipWithin } from './unwritten.ts';
import { wordClassRanges } from './word-classes.ts';

/** A longer word is split there, without loss: engines take no longer terms. */
export const maxTermUnits = 255;

/**
 * No word, with all that stands in it unseen, depends on more than this from its start: whoever holds a part of a
 * longer text scans up to so much before its end.
 */
export const maxReachUnits = 1_024;

/** Blanks, and marks of quoted mail, around the end of a line in a broken word. */
const maxIndentUnits = 64;

const letter = 1;
const hebrew = 2;
const numeric = 3;
const katakana = 4;
const extend = 11;
const zwj = 12;
const regional = 13;
const southEastAsian = 16;
const han = 32;
const hiragana = 64;
const emoji = 128;

const basicClasses = new Uint8Array(0x10000);
const astralFrom: number[] = [];
const astralTo: number[] = [];
const astralClass: number[] = [];
{
  let at = 0;
  for (const range of wordClassRanges.split(',')) {
    const [gap, length, value] = range.split(' ').map((part) => Number.parseInt(part, 36));
    const from = at + (gap ?? 0);
    at = from + (length ?? 0);
    if (from < 0x10000) basicClasses.fill(value ?? 0, from, Math.min(at, 0x10000));
    else {
      astralFrom.push(from);
      astralTo.push(at);
      astralClass.push(value ?? 0);
    }
  }
  // What joins the parts of a word for Unicode parts them here.
  for (let unit = 0; unit < basicClasses.length; unit++) {
    const value = (basicClasses[unit] as number) & 15;
    if (value > katakana && value < extend) basicClasses[unit] = 0;
  }
  // Signs that stand at words and are read over (©, ™, arrows): a phrase goes on across them.
  for (let unit = 0; unit < 0x2300; unit++) if ((basicClasses[unit] as number) >= 128) basicClasses[unit] = 0;
  // An apostrophe that is a letter for Unicode is an apostrophe; voicing marks that stand alone are marks.
  for (const sign of '〰〽ʼ') basicClasses[sign.charCodeAt(0)] = 0;
  basicClasses.fill(extend, 0x309b, 0x309d);
  // Signs between digits of Arabic (٫ and ٬), as point and comma are.
  basicClasses.fill(0, 0x066b, 0x066d);
  // Digits below the line belong to their word (CO₂); those above it mostly number notes.
  basicClasses.fill(numeric, 0x2080, 0x208a);
}

function classOfAstral(codePoint: number): number {
  let low = 0;
  let high = astralFrom.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (astralFrom[middle] as number)) high = middle - 1;
    else if (codePoint >= (astralTo[middle] as number)) low = middle + 1;
    else return astralClass[middle] as number;
  }
  return 0;
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** The class at `at` with its number of units in bits 8 and 9. */
function classAt(text: string, at: number, end: number): number {
  const unit = text.charCodeAt(at);
  if (isHigh(unit) && at + 1 < end) {
    const low = text.charCodeAt(at + 1);
    if (isLow(low)) return classOfAstral(((unit - 0xd800) << 10) + (low - 0xdc00) + 0x10000) | 512;
  }
  return (basicClasses[unit] as number) | 256;
}

/** Whether the unit, a half of a pair included, is part of words: what a term is made of. */
export const isOfWords = (unit: number): boolean => isHigh(unit) || isLow(unit) || basicClasses[unit] !== 0;

/** Whether words that begin like `text` are of one character each. */
export const isSingleCharacter = (text: string): boolean =>
  (classAt(text, 0, text.length) & (han | hiragana)) !== 0;

const isMark = (value: number): boolean => (value & 15) === extend || (value & 15) === zwj;
const isLetter = (value: number): boolean => (value & 15) === letter || (value & 15) === hebrew;
const isAlphanumeric = (value: number): boolean => isLetter(value) || (value & 15) === numeric;

function skipMarks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const value = classAt(text, at, end);
    if (!isMark(value)) break;
    at += value >> 8;
  }
  return at;
}

/** Units of marks count for nothing as long as the reach holds: most are no part of the term. */
const run = { end: 0, kept: 0, last: 0 };

/**
 * Goes on from `from` over what belongs to the word, `of` telling by the class; leaves in `run` where it ends, how many
 * units count, and where its last letter begins.
 */
function readRun(text: string, from: number, end: number, of: (value: number) => boolean): void {
  let at = from;
  run.end = from;
  const isAsian = of === isSouthEastAsian;
  while (at < end) {
    const value = classAt(text, at, end);
    const units = value >> 8;
    if (of(value)) {
      if (run.kept + units > maxTermUnits) return;
      run.kept += units;
      run.last = at;
      run.end = at += units;
    } else if (isMark(value) && run.end > from) run.end = at += units;
    else if (isMark(value)) at += units;
    else if (mayContinueWord(text.charCodeAt(at)) && !(isAsian && text.charCodeAt(at) === 0x200b)) {
      const next = skipWithin(text, at, end);
      if (next === at) return;
      // A letter struck again belongs to the one before.
      if (text.charCodeAt(at) === 8) run.end = next;
      at = next;
    } else return;
  }
}

const isSouthEastAsian = (value: number): boolean => (value & southEastAsian) !== 0;
const isKatakana = (value: number): boolean => (value & 15) === katakana;

const softHyphen = 0xad;
const hyphens = '-\u2010\u2011\u00ac\u058a\ufe63\uff0d';
const lineEnds = '\n\r\v\f\u0085\u2028\u2029';
const isBlank = (unit: number): boolean => unit === 32 || unit === 9 || unit === 0xa0;
const isIndent = (unit: number): boolean => isBlank(unit) || unit === 62 || unit === 124;

/** Behind the end of a line that follows at `from`, blanks and marks of quotation included; `-1` where none does. */
function nextLine(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && at - from < maxIndentUnits && isBlank(text.charCodeAt(at))) at++;
  if (at >= end || !lineEnds.includes(text[at] ?? ' ')) return -1;
  at += text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1;
  const line = at;
  while (at < end && at - line < maxIndentUnits && isIndent(text.charCodeAt(at))) at++;
  return at;
}

/** Words that follow a hyphen which stands for the rest of a word: `pre- and post-war`, `Haupt- und Neben…`. */
const suspended = /^(?:and|or|nor|und|oder|bzw|sowie)(?![\p{L}\p{M}\p{N}])/iu;
const maxSuspendedUnits = 6;
const isSmall = (character: string): boolean => character !== character.toUpperCase();
const isCapital = (character: string): boolean => character !== character.toLowerCase();
const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

/** Where a word that ends at `at` goes on in the next line; `-1` where it does not. */
function brokenWordAt(text: string, at: number, end: number): number {
  const isSoft = text.charCodeAt(at - 1) === softHyphen;
  if (!isSoft && !(at < end && hyphens.includes(text[at] ?? ' '))) return -1;
  const on = nextLine(text, isSoft ? at : at + 1, end);
  if (on < 0 || on >= end || !isLetter(classAt(text, on, end))) return -1;
  if (suspended.test(text.slice(on, Math.min(end, on + maxSuspendedUnits)))) return -1;
  const first = characterAt(text, on);
  return isSmall(first) || (isCapital(first) && isCapital(characterAt(text, run.last))) ? on : -1;
}

/** A word of letters and digits, over the ends of lines where it was broken. */
function readWord(text: string, from: number, end: number): number {
  run.kept = 0;
  run.last = from;
  readRun(text, from, end, isAlphanumeric);
  for (;;) {
    const whole = run.end;
    if (whole === from || !isLetter(classAt(text, run.last, end))) return whole;
    const on = brokenWordAt(text, whole, end);
    if (on < 0) return whole;
    const { kept, last } = run;
    readRun(text, on, end, isAlphanumeric);
    // What does not fit stands by itself in the next line.
    if (run.end === on || (run.kept >= maxTermUnits && run.end < end)) {
      run.kept = kept;
      run.last = last;
      return whole;
    }
  }
}

const apostrophes = "'’‘ʼ＇`´‛′";

/** Behind the `'s` of a possessive at `at`, or `at`. */
function skipPossessive(text: string, at: number, end: number): number {
  if (!apostrophes.includes(text[at] ?? ' ') || at + 1 >= end) return at;
  const s = text.charCodeAt(at + 1);
  if (s !== 115 && s !== 83) return at;
  if (at + 2 >= end) return at + 2;
  const value = classAt(text, at + 2, end);
  return isAlphanumeric(value) || isMark(value) ? at : at + 2;
}

/** The end of the word at `from`, or `from` where none begins. */
function wordEnd(text: string, from: number, end: number): number {
  const value = classAt(text, from, end);
  if ((value & (han | hiragana)) !== 0) return skipMarks(text, from + (value >> 8), end);
  if (isAlphanumeric(value)) return readWord(text, from, end);
  if (isMark(value) && !isSouthEastAsian(value)) return from;
  run.kept = 0;
  run.last = from;
  if (isKatakana(value) || isSouthEastAsian(value)) {
    readRun(text, from, end, isKatakana(value) ? isKatakana : isSouthEastAsian);
    return run.end;
  }
  const isPicture = (value & emoji) !== 0 || (value & 15) === regional;
  return isPicture ? skipMarks(text, from + (value >> 8), end) : from;
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57; // NaN, outside of the text, is none.

/** Units of what stands for `11T00` in `2019-05-11T00:30`: a day and an hour, which are a word each (ISO 8601). */
export const dayAndHourUnits = 5;

const hyphen = 0x2d;
const colon = 0x3a;

/** Whether a word of so many units is a day and an hour, behind a month or before minutes: their `T` belongs to neither. */
export const isDayAndHour = (text: string, at: number): boolean =>
  text.charCodeAt(at + 2) === 0x54 &&
  [0, 1, 3, 4].every((unit) => isDigit(text.charCodeAt(at + unit))) &&
  (text.charCodeAt(at + dayAndHourUnits) === colon ||
    (text.charCodeAt(at - 1) === hyphen && isDigit(text.charCodeAt(at - 2))));

/**
 * Calls `onWord(start, end)` for every word that begins in `text[from, to)`, in order, and returns where the
 * next scan goes on. Whoever holds only a part of a longer text passes `to = text.length - maxReachUnits`.
 */
export function scanWords(
  text: string,
  from: number,
  to: number,
  onWord: (start: number, end: number) => void,
): number {
  const { length } = text;
  let at = from;
  while (at < to) {
    const end = Math.min(length, at + maxReachUnits);
    const unit = text.charCodeAt(at);
    const word = unit < 128 && basicClasses[unit] === 0 ? at : wordEnd(text, at, end);
    if (word - at === dayAndHourUnits && isDayAndHour(text, at)) {
      onWord(at, at + 2);
      at += 3;
    } else if (word > at) {
      onWord(at, word);
      at = isAlphanumeric(classAt(text, at, end)) ? skipPossessive(text, word, end) : word;
    } else if (mayBeUnwritten(unit)) at = skipBetween(text, at, end);
    else at += isHigh(unit) && at + 1 < length && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
  }
  return at;
}
