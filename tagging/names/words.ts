/** Splits a text into words as names are made of, in one pass: place and hash of each, in flat arrays. */
import { ampersand, expand, foldTable, ignorable, isSolo, learn, multiple, unlearned } from './fold.ts';

/** The start and the factor of FNV-1a. */
export const offsetBasis = 0x811c9dc5 | 0;
export const prime = 0x01000193;
const andHash = hashWord('and');

/** FNV-1a over folded units. */
export function hashWord(folded: string): number {
  let hash = offsetBasis;
  for (let at = 0; at < folded.length; at += 1) hash = Math.imul(hash ^ folded.charCodeAt(at), prime);
  return hash;
}

/** The bits of a mask that all small letters have, and no capital or digit has both. */
export const smallLetters = 0x60;

/** Words in reading order; `count` of each array are in use. */
export class Words {
  starts: Int32Array;
  ends: Int32Array;
  hashes: Int32Array;
  /** All units of a word, and-ed: `smallLetters` is set in a word of small letters only, without capital or digit. */
  masks: Int32Array;
  count = 0;
  /** The text's units side by side: reading a slice of a string unit by unit is several times slower. */
  units: Uint16Array;
  #bytes: Buffer;

  constructor(capacity = 1024) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.hashes = new Int32Array(capacity);
    this.masks = new Int32Array(capacity);
    this.units = new Uint16Array(capacity);
    this.#bytes = Buffer.from(this.units.buffer);
  }

  /** Begins anew with the units of a text, with room for each to be a word of its own. */
  begin(text: string): void {
    this.count = 0;
    this.#reserve(text.length + 1);
    // The platform's copy is the faster one only from some length on: a call of it costs as much as 100 units here.
    if (text.length > 128) this.#bytes.write(text, 'utf16le');
    else for (let at = 0; at < text.length; at += 1) this.units[at] = text.charCodeAt(at);
  }

  add(start: number, end: number, hash: number, mask: number): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.hashes[this.count] = hash;
    this.masks[this.count] = mask;
    this.count += 1;
  }

  #reserve(capacity: number): void {
    if (this.starts.length >= capacity) return;
    const room = Math.max(capacity, this.starts.length * 2);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
    this.hashes = new Int32Array(room);
    this.masks = new Int32Array(room);
    this.units = new Uint16Array(room);
    this.#bytes = Buffer.from(this.units.buffer);
  }
}

/** Index of the first word that starts at or behind `place`. */
export function firstWordFrom(words: Words, place: number): number {
  let low = 0;
  let high = words.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words.starts[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

const isHyphen = (unit: number): boolean => unit === 0x2d || unit === 0x2010 || unit === 0x2011;

/**
 * Where a word goes on that was broken by a hyphen at the end of its line (`Ana-⏎lytica`), or -1. At most eight
 * blanks before the rest, which must be a small letter: an indented continuation, no new paragraph.
 */
function brokenAt(text: string, hyphen: number): number {
  let at = hyphen + 1;
  if (text.charCodeAt(at) === 0x0d) at += 1;
  if (text.charCodeAt(at) !== 0x0a) return -1;
  at += 1;
  const limit = at + 8;
  while (at < limit && (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09)) at += 1;
  const unit = text.charCodeAt(at);
  return unit >= 0x61 && unit <= 0x7a ? at : -1;
}

/** Codes from here on stand for letters that are words of their own or need a second look; below, one letter or digit. */
const firstRareCode = 0x0e00;

const noParts: readonly number[] = [];
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isMark = (unit: number): boolean => unit >= 0x300 && unit < 0x2000;

/** Where a word goes on behind a unit that is no letter: one that does not count, a hyphen at a line's end; or -1. */
function continuation(text: string, at: number, unit: number, code: number, isOpen: boolean): number {
  if (code === ignorable) {
    const next = isOpen && unit === 0xad ? brokenAt(text, at) : -1;
    return next > 0 ? next : at + 1;
  }
  return code !== multiple && isHyphen(unit) ? brokenAt(text, at) : -1;
}

/**
 * Fills `words` with the words of the text. The inner loop takes the units that fold to one letter or digit;
 * everything rarer is left to the outer one. The word that is open lies in locals: this is the tagger's hottest loop.
 */
export function splitWords(text: string, words: Words): void {
  const length = text.length;
  words.begin(text);
  const { units } = words;
  let start = -1;
  let end = 0;
  let hash = offsetBasis;
  let mask = -1;
  let at = 0;
  while (at < length) {
    let unit = units[at] as number;
    let code = foldTable[unit] as number;
    if (code === unlearned) code = learn(unit);
    const isSoloWord = code >= firstRareCode && isSolo(code);
    const parts = code === multiple ? expand(text, at) : noParts;
    if (start >= 0 && isSoloWord) {
      words.add(start, end, hash, mask);
      start = -1;
    }
    if (start < 0 && (code > ampersand || parts.length > 0)) {
      start = at;
      hash = offsetBasis;
      mask = -1;
    }
    if (code > ampersand) {
      // A word that stands alone ends with its letter.
      const limit = isSoloWord ? 0 : firstRareCode;
      do {
        hash = Math.imul(hash ^ code, prime);
        mask &= unit;
        at += 1;
        if (at === length) break;
        unit = units[at] as number;
        code = foldTable[unit] as number;
      } while (code > ampersand && code < limit);
      end = at;
      if (!isSoloWord) continue;
    } else if (parts.length > 0) {
      for (const part of parts) hash = Math.imul(hash ^ part, prime);
      mask = 0;
      at += isHighSurrogate(unit) ? 2 : 1;
      end = at;
      continue;
    } else if (start >= 0 || code === ignorable) {
      const next = continuation(text, at, unit, code, start >= 0);
      if (next > 0) {
        // A decomposed accent belongs to the word's place; an invisible unit at its end does not.
        if (code === ignorable && isMark(unit)) end = at + 1;
        at = next;
        continue;
      }
    }
    if (start >= 0) words.add(start, end, hash, mask);
    start = -1;
    if (isSoloWord) continue;
    if (code === ampersand) words.add(at, at + 1, andHash, smallLetters);
    at += 1;
  }
  if (start >= 0) words.add(start, end, hash, mask);
}

/** What stands between two words of a name, as a set. */
export const gap = {
  space: 1,
  hyphen: 2,
  dot: 4,
  apostrophe: 8,
  open: 16,
  close: 32,
  underscore: 64,
  comma: 128,
  slash: 256,
  line: 512,
  other: 1024,
} as const;

/** Longest gap looked at; anything longer is no gap inside a name. */
const maxGapUnits = 24;

function gapBit(unit: number): number {
  switch (unit) {
    case 0x20:
    case 0xa0:
    case 0x202f:
    case 0x3000:
      return gap.space;
    case 0x2d:
    case 0xfe58:
    case 0xff0d:
    case 0x2212:
      return gap.hyphen;
    case 0x2e:
    case 0x30fb:
      return gap.dot;
    case 0x27:
    case 0x60:
    case 0xb4:
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x2bc:
    case 0xff07:
      return gap.apostrophe;
    case 0x28:
    case 0xff08:
      return gap.open;
    case 0x29:
    case 0xff09:
      return gap.close;
    case 0x5f:
      return gap.underscore;
    case 0x2c:
      return gap.comma;
    case 0x2f:
    case 0x7c:
      return gap.slash;
    case 0x0a:
      return gap.line;
    case 0x0d:
      return 0;
    default:
      if (unit >= 0x2010 && unit <= 0x2015) return gap.hyphen;
      if (unit >= 0x2000 && unit <= 0x200a) return gap.space;
      return foldTable[unit] === ignorable ? 0 : gap.other;
  }
}

/** The set of what lies in `text` from `start` to `end`; a blank line counts as `other`. */
export function gapBetween(text: string, start: number, end: number): number {
  if (end - start > maxGapUnits) return gap.other;
  let bits = 0;
  let lines = 0;
  for (let at = start; at < end; at += 1) {
    const bit = gapBit(text.charCodeAt(at));
    if (bit === gap.line) lines += 1;
    bits |= bit;
  }
  return lines > 1 ? bits | gap.other : bits;
}
