/**
 * Finds the words of a text by Unicode's word-break rules (UAX #29) as Lucene's StandardTokenizer applies them:
 * Han and Hiragana one character each, runs of Katakana, of Hangul and of South-East Asian scripts, emoji
 * sequences, and no token longer than 255 units.
 */
import { wordClassRanges } from './word-classes.ts';

/** Lucene's default `max_token_length`: a longer word is split there, without loss. */
export const maxTokenUnits = 255;

const letter = 1;
const hebrew = 2;
const numeric = 3;
const katakana = 4;
const midLetter = 5;
const midNum = 6;
const midNumLet = 7;
const singleQuote = 8;
const doubleQuote = 9;
const extendNumLet = 10;
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

const dead = 0;
const start = 1;
const afterLetter = 2;
const afterHebrew = 3;
const afterNumeric = 4;
const afterKatakana = 5;
const afterExtend = 6;
const afterHebrewQuote = 7;
const afterLetterMid = 8;
const afterNumericMid = 9;
const afterHebrewDouble = 10;
const afterHebrewPair = 11;
const firstAccepting = new Uint8Array(16).fill(1, afterLetter, afterHebrewQuote + 1);
firstAccepting[afterHebrewPair] = 1;

/** next = transitions[state * 16 + class]; the rule for words and numbers of Lucene's grammar as one automaton. */
const transitions = new Uint8Array(16 * 16);
{
  const set = (state: number, ...pairs: [number, number][]): void => {
    for (const [value, next] of pairs) transitions[state * 16 + value] = next;
    for (const ignored of [extend, zwj]) transitions[state * 16 + ignored] = state;
  };
  const joins: [number, number][] = [
    [letter, afterLetter],
    [hebrew, afterHebrew],
    [numeric, afterNumeric],
  ];
  const mids: [number, number][] = [midLetter, midNumLet, singleQuote].map((mid) => [mid, afterLetterMid]);
  const connects: [number, number] = [extendNumLet, afterExtend];
  set(start, ...joins, [katakana, afterKatakana], [extendNumLet, start]);
  set(afterLetter, ...joins, ...mids, connects);
  set(
    afterHebrew,
    ...joins,
    ...mids,
    connects,
    [singleQuote, afterHebrewQuote],
    [doubleQuote, afterHebrewDouble],
  );
  const numericMids: [number, number][] = [midNum, midNumLet, singleQuote].map((mid) => [
    mid,
    afterNumericMid,
  ]);
  set(afterNumeric, ...joins, ...numericMids, connects);
  set(afterKatakana, [katakana, afterKatakana], connects);
  set(afterExtend, ...joins, [katakana, afterKatakana], connects);
  set(afterHebrewQuote, ...joins, connects);
  set(afterLetterMid, [letter, afterLetter], [hebrew, afterLetter]);
  set(afterNumericMid, [numeric, afterNumeric]);
  set(afterHebrewDouble, [hebrew, afterHebrewPair]);
  set(afterHebrewPair, ...joins, connects);
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

const isExtend = (value: number): boolean => (value & 15) === extend || (value & 15) === zwj;

function skipExtends(text: string, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const value = classAt(text, next, end);
    if (!isExtend(value)) break;
    next += value >> 8;
  }
  return next;
}

/** As `skipExtends`, but a presentation selector (U+FE0E, U+FE0F) ends it. */
function skipExtendsBeforeSelector(text: string, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const value = classAt(text, next, end);
    const unit = text.charCodeAt(next);
    if (!isExtend(value) || unit === 0xfe0e || unit === 0xfe0f) break;
    next += value >> 8;
  }
  return next;
}

function matchWord(text: string, from: number, end: number): number {
  let state = start;
  let accepted = from;
  let at = from;
  while (at < end) {
    const unit = text.charCodeAt(at);
    let value = basicClasses[unit] as number;
    let units = 1;
    if (unit >= 0xd800 && isHigh(unit)) {
      value = classAt(text, at, end);
      units = (value >> 8) & 3;
    }
    state = transitions[state * 16 + (value & 15)] as number;
    if (state === dead) break;
    at += units;
    if (firstAccepting[state] === 1) accepted = at;
  }
  return accepted;
}

const isModifier = (text: string, at: number): boolean => {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 0xd83c && low >= 0xdffb && low <= 0xdfff;
};

/** One emoji with its marks: the end, or `from` where there is none. */
function matchEmojiElement(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === 0x200d) at++;
  if (at < end) {
    const value = classAt(text, at, end);
    if ((value & emoji) !== 0) {
      const next = skipExtendsBeforeSelector(text, at + (value >> 8), end);
      return next < end && text.charCodeAt(next) === 0xfe0f ? next + 1 : next;
    }
  }
  if (from + 1 < end && isModifier(text, from)) return skipExtendsBeforeSelector(text, from + 2, end);
  return from;
}

function matchTags(text: string, from: number, end: number): number {
  let at = from;
  while (at + 1 < end && text.charCodeAt(at) === 0xdb40) {
    const low = text.charCodeAt(at + 1);
    if (low === 0xdc7f) return at > from ? at + 2 : from;
    if (low < 0xdc20 || low > 0xdc7e) break;
    at += 2;
  }
  return from;
}

function matchEmoji(text: string, from: number, end: number): number {
  let at = matchEmojiElement(text, from, end);
  if (at === from) return from;
  const tagged = matchTags(text, at, end);
  if (tagged > at) return tagged;
  for (;;) {
    // The joiner may already stand among the marks of the element before it.
    const joined = text.charCodeAt(at - 1) === 0x200d;
    if (!joined && (at >= end || text.charCodeAt(at) !== 0x200d)) return at;
    const next = matchEmojiElement(text, joined ? at : at + 1, end);
    if (next === (joined ? at : at + 1)) return at;
    at = next;
  }
}

/** `#`, `*` or a digit under a key cap. */
function matchKeyCap(text: string, from: number, end: number): number {
  const marks = skipExtendsBeforeSelector(text, from + 1, end);
  let best = text.slice(from, marks).includes('\u20e3') ? marks : from;
  const at = marks < end && text.charCodeAt(marks) === 0xfe0f ? marks + 1 : marks;
  if (at < end && text.charCodeAt(at) === 0x20e3) best = skipExtendsBeforeSelector(text, at + 1, end);
  return best;
}

function matchRun(text: string, from: number, end: number, flag: number): number {
  let at = from;
  while (at < end) {
    const value = classAt(text, at, end);
    if ((value & flag) === 0 && !(at > from && isExtend(value))) break;
    at += value >> 8;
  }
  return at;
}

/** The longest match of any rule at `from`, for everything but plain ASCII words. */
function matchAny(text: string, from: number, end: number): number {
  const value = classAt(text, from, end);
  // A leading mark belongs to no word.
  let best = isExtend(value) ? from : matchWord(text, from, end);
  if ((value & southEastAsian) !== 0) best = Math.max(best, matchRun(text, from, end, southEastAsian));
  if ((value & (han | hiragana)) !== 0) best = Math.max(best, skipExtends(text, from + (value >> 8), end));
  if ((value & emoji) !== 0 || (value & 15) === zwj || isModifier(text, from)) {
    best = Math.max(best, matchEmoji(text, from, end));
  }
  if ((value & 15) === regional) {
    const second = skipExtends(text, from + (value >> 8), end);
    const next = second < end ? classAt(text, second, end) : 0;
    if ((next & 15) === regional) best = Math.max(best, skipExtends(text, second + (next >> 8), end));
  }
  return best;
}

/**
 * Calls `onWord(start, end)` for every word that begins in `text[from, to)`, in order, and returns where the
 * next scan goes on. Words may be cut at the end of `text`; whoever holds only a part of a longer text passes
 * `to = text.length - maxTokenUnits`, since no word depends on more than the 255 units from its start.
 */
export function scanWords(
  text: string,
  from: number,
  to: number,
  onWord: (start: number, end: number) => void,
): number {
  const length = text.length;
  let at = from;
  while (at < to) {
    const unit = text.charCodeAt(at);
    let best = at;
    let end = at + maxTokenUnits;
    if (end >= length) end = length;
    else if (isHigh(text.charCodeAt(end - 1))) end--;
    if (unit < 128) {
      const value = basicClasses[unit] as number;
      if (value === letter || value === numeric || value === extendNumLet) best = matchWord(text, at, end);
      else if (unit === 35 || unit === 42) best = matchKeyCap(text, at, end);
      if (best === at) {
        at++;
        continue;
      }
    } else {
      best = matchAny(text, at, end);
      if (best === at) {
        at += isHigh(unit) && at + 1 < length && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
        continue;
      }
    }
    onWord(at, best);
    at = best;
  }
  return at;
}
