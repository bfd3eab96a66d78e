/**
 * The one analysis of all text, in the index and in queries: words (`word-scanner.ts`) in the form in which they are
 * compared (`word-forms.ts`). Every index is given these terms finished, joined by spaces, and splits them there.
 */
import { mayContinueWord, skipWithin } from './unwritten.ts';
import { composed, formOfPoint, formOfUnit } from './word-forms.ts';
import {
  dayAndHourUnits,
  isDayAndHour,
  isOfWords,
  isSingleCharacter,
  maxReachUnits,
  maxTermUnits,
  scanWords,
} from './word-scanner.ts';

export { foldCase, normalize } from './word-forms.ts';
export { maxReachUnits, maxTermUnits } from './word-scanner.ts';

/** `text.slice(start, end)` is the word as written; `term` is what the index holds. */
export interface Token {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** Before Hebrew nothing is put together that has lost its accents: Latin, Greek, Cyrillic, Armenian. */
const firstComposing = 0x590;

/** The term of the word `text[start, end)`; empty where nothing of it is left, as of a letter nobody sees. */
function termAt(text: string, start: number, end: number): string {
  let term = '';
  let isPlain = true;
  let isApart = false;
  for (let at = start; at < end;) {
    const unit = text.charCodeAt(at);
    if (unit < 128) {
      if (plainForms[unit] !== 0) term += String.fromCharCode(plainForms[unit] as number);
      else if (mayContinueWord(unit)) {
        at = Math.max(at + 1, skipWithin(text, at, end));
        continue;
      }
      at++;
      continue;
    }
    isPlain = false;
    if (unit >= firstComposing) isApart = true;
    if (isHigh(unit) && at + 1 < end && isLow(text.charCodeAt(at + 1))) {
      term += formOfPoint(text.codePointAt(at) ?? unit);
      at += 2;
    } else if (mayContinueWord(unit)) at = Math.max(at + 1, skipWithin(text, at, end));
    else {
      // Hyphens and line ends of a word that was broken are no part of it.
      if (isOfWords(unit)) term += formOfUnit(unit);
      at++;
    }
  }
  if (isPlain) return term;
  const whole = isApart ? composed(term) : term;
  // A few ligatures are whole sentences.
  return /\s/.test(whole) ? whole.replace(/\s+/g, '') : whole;
}

/** Calls `onTerm` for every term of the words that begin in `text[from, to)`; returns where the next call goes on. */
export function scanTerms(
  text: string,
  from: number,
  to: number,
  onTerm: (term: string, start: number, end: number) => void,
): number {
  return scanWords(text, from, to, (start, end) => {
    const term = termAt(text, start, end);
    // One sign can stand for several that are a word each.
    if (term.length > 1 && isSingleCharacter(term)) {
      scanWords(term, 0, term.length, (from, to) => onTerm(term.slice(from, to), start, end));
    } else if (term.length > maxTermUnits) for (const part of partsOf(term)) onTerm(part, start, end);
    else if (term !== '') onTerm(term, start, end);
  });
}

/** A form may be longer than its word: no term is longer than engines take. */
function* partsOf(term: string): Generator<string> {
  for (let at = 0; at < term.length;) {
    let next = Math.min(term.length, at + maxTermUnits);
    if (next < term.length && isLow(term.charCodeAt(next))) next--;
    yield term.slice(at, next);
    at = next;
  }
}

/** All tokens of a text that fits in memory, in order; a token's position is its place in the list. */
export function analyze(text: string): Token[] {
  const tokens: Token[] = [];
  scanTerms(text, 0, text.length, (term, start, end) => {
    tokens.push({ term, start, end });
  });
  return tokens;
}

/** Terms without offsets. */
export const termsOf = (text: string): string[] => analyze(text).map((token) => token.term);

/** The terms of a text as an engine is given them. */
export function termText(text: string): string {
  scratch.clear();
  scratch.append(text, 0, text.length);
  return scratch.text();
}

const space = 32;

/** What an ASCII letter or digit is in the index; 0 for every other unit. */
const plainForms = new Uint8Array(128);
/** ASCII after which a word may go on, or its possessive may follow: that depends on what comes behind. */
const openEnds = new Uint8Array(128);
/** ASCII that the full rules must see: it may begin what is not written. */
const openStarts = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const character = String.fromCharCode(unit);
  if (/[0-9A-Za-z]/.test(character)) plainForms[unit] = character.toLowerCase().charCodeAt(0);
  // Escape and backspace, a struck line, hyphen, apostrophe and its look-alike.
  if ("\u001b\b_-'`".includes(character)) openEnds[unit] = 1;
  if ('\u001b_\\#^'.includes(character)) openStarts[unit] = 1;
}

/**
 * Collects the terms of one text, space-joined, as UTF-8 bytes: what a full-text engine with its own plain
 * splitter is fed. Grows to the size of what is appended; `clear` keeps the memory for the next text.
 */
export class TermBytes {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;
  #terms = 0;
  readonly #onTerm = (term: string): void => {
    this.#reserve(term.length * 3 + 1);
    this.#length += this.#bytes.write(term, this.#length);
    this.#bytes[this.#length++] = space;
    this.#terms++;
  };

  get terms(): number {
    return this.#terms;
  }

  clear(): void {
    this.#length = 0;
    this.#terms = 0;
  }

  /**
   * Appends the terms of the words that begin in `text[from, to)`; returns where the next call goes on. Runs of
   * ASCII letters and digits, nearly all there is, are written as they are read; what begins or ends otherwise
   * goes to the full rules.
   */
  append(text: string, from: number, to: number): number {
    let at = from;
    while (at < to) {
      // A term and its space take at most twice the units; the scan may go one word past `stop`.
      const stop = Math.min(to, at + stretchUnits);
      this.#reserve((stop - at + maxReachUnits) * 2 + 2);
      at = this.#appendStretch(text, at, stop);
    }
    return at;
  }

  /** Appends a mark that is no word. */
  addRaw(mark: string): void {
    this.#onTerm(mark);
  }

  /** Forgets all but the last `count` terms. */
  keepLast(count: number): void {
    let from = this.#length;
    let kept = 0;
    while (from > 0) {
      if (from < this.#length && this.#bytes[from - 1] === space && ++kept === count) break;
      from--;
    }
    this.#terms = from === 0 ? this.#terms : count;
    this.#bytes.copyWithin(0, from, this.#length);
    this.#length -= from;
  }

  /** A view, valid until the next change. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The terms as one string. */
  text(): string {
    return this.#bytes.toString('utf8', 0, Math.max(0, this.#length - 1));
  }

  #appendStretch(text: string, from: number, to: number): number {
    const bytes = this.#bytes;
    const units = text.length;
    let length = this.#length;
    let at = from;
    while (at < to) {
      const unit = text.charCodeAt(at);
      let form = unit < 128 ? (plainForms[unit] as number) : 0;
      if (form === 0 && unit < 128 && openStarts[unit] === 0) {
        at++;
        continue;
      }
      const most = Math.min(units, at + maxTermUnits);
      let end = at;
      let last = length;
      let next = unit;
      while (form !== 0) {
        bytes[last++] = form;
        if (++end === most) break;
        next = text.charCodeAt(end);
        form = next < 128 ? (plainForms[next] as number) : 0;
      }
      if (end > at && (end === units || (end < most && endsBefore(text, end, next)))) {
        if (end - at === dayAndHourUnits && isDayAndHour(text, at)) {
          bytes[last - 3] = space;
          this.#terms++;
        }
        bytes[last++] = space;
        length = last;
        this.#terms++;
        at = end;
        continue;
      }
      this.#length = length;
      return scanTerms(text, at, at + 1, this.#onTerm);
    }
    this.#length = length;
    return at;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#length + more, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Units read between two looks at the room that is left. */
const stretchUnits = 8_192;

/** Whether a run of ASCII letters and digits that ends at `at`, before the unit `next`, ends its word there. */
function endsBefore(text: string, at: number, next: number): boolean {
  if (next >= 128) return false;
  if (openEnds[next] === 0) return true;
  if (next === 45) {
    // A hyphen, where the line ends behind it: nearly always a letter follows.
    const after = text.charCodeAt(at + 1);
    return after < 128 && plainForms[after] !== 0;
  }
  if (next === 27 || next === 8) return false;
  if (next === 95) return text.charCodeAt(at + 1) !== 8;
  const s = text.charCodeAt(at + 1);
  return s !== 115 && s !== 83;
}

const scratch = new TermBytes();
