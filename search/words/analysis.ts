/**
 * The one analysis of all text, in the index and in queries: UAX #29 words (`word-scanner.ts`), lower-cased
 * code point by code point, folded to ASCII as Lucene does. Elasticsearch gives the same tokens with its
 * `standard` tokenizer and the filters `lowercase` and `asciifolding`, in this order.
 */
import { asciiFoldings } from './ascii-folding.ts';
import { maxTokenUnits, scanWords } from './word-scanner.ts';

export { maxTokenUnits } from './word-scanner.ts';

/** `text.slice(start, end)` is the word as written; `term` is what the index holds. */
export interface Token {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** Lower-cased and folded, of each unit of the Basic Multilingual Plane that changes; made at first use. */
const normalForms: (string | undefined)[] = [];
const foldings = new Map<number, string>();
for (const [replacement, characters] of asciiFoldings) {
  for (let at = 0; at < characters.length; at++) foldings.set(characters.charCodeAt(at), replacement);
}

/** Java's `Character.toLowerCase`: one code point to one. JavaScript differs for U+0130 alone. */
const lowerCase = (character: string): string => (character === '\u0130' ? 'i' : character.toLowerCase());

function normalForm(unit: number): string {
  let form = normalForms[unit];
  if (form === undefined) {
    const lower = lowerCase(String.fromCharCode(unit));
    form = foldings.get(lower.charCodeAt(0)) ?? lower;
    normalForms[unit] = form;
  }
  return form;
}
for (let unit = 0; unit < 0x500; unit++) normalForm(unit);

function normalizeSlowly(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if ((unit & 0xf800) !== 0xd800) result += normalForm(unit);
    else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? unit);
      result += lowerCase(character);
      at += character.length - 1;
    }
  }
  return result;
}

/** Lower-cased and folded; any text, not only one word. */
export function normalize(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) >= 128) return normalizeSlowly(text);
  }
  return text.toLowerCase();
}

/** ASCII folding alone, without lower-casing; idempotent. */
export function foldToAscii(text: string): string {
  let result = '';
  for (const character of text) result += foldings.get(character.charCodeAt(0)) ?? character;
  return result;
}

/** All tokens of a text that fits in memory, in order; a token's position is its place in the list. */
export function analyze(text: string): Token[] {
  const tokens: Token[] = [];
  scanWords(text, 0, text.length, (start, end) => {
    tokens.push({ term: normalize(text.slice(start, end)), start, end });
  });
  return tokens;
}

/** Terms without offsets. */
export const termsOf = (text: string): string[] => analyze(text).map((token) => token.term);

/**
 * Analyses a text that arrives in chunks, in bounded memory: the tokens are those of the joined text. `push`
 * may hold back the last words until it knows where they end; `finish` gives them.
 */
export class ChunkedAnalyzer {
  #rest = '';
  #restAt = 0;
  readonly #onToken: (term: string, start: number, end: number) => void;

  constructor(onToken: (term: string, start: number, end: number) => void) {
    this.#onToken = onToken;
  }

  push(chunk: string): void {
    this.#scan(chunk, false);
  }

  finish(): void {
    this.#scan('', true);
  }

  #scan(chunk: string, last: boolean): void {
    const text = this.#rest === '' ? chunk : this.#rest + chunk;
    const to = last ? text.length : text.length - maxTokenUnits;
    const base = this.#restAt;
    const next =
      to <= 0
        ? 0
        : scanWords(text, 0, to, (start, end) => {
            this.#onToken(normalize(text.slice(start, end)), base + start, base + end);
          });
    this.#rest = text.slice(next);
    this.#restAt = base + next;
  }
}

const space = 32;

/** What an ASCII letter or digit is in the index; 0 for every other unit. */
const plainForms = new Uint8Array(128);
/** ASCII that may stand inside a word: whether it does depends on what follows. */
const joiners = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const character = String.fromCharCode(unit);
  if (/[0-9A-Za-z]/.test(character)) plainForms[unit] = character.toLowerCase().charCodeAt(0);
  if (/[.,:;'_]/.test(character)) joiners[unit] = 1;
}
const isPlain = (unit: number): boolean => unit < 128 && plainForms[unit] !== 0;

/**
 * Collects the terms of one text, space-joined, as UTF-8 bytes: what a full-text engine with its own plain
 * splitter is fed. Grows to the size of what is appended; `clear` keeps the memory for the next text.
 */
export class TermBytes {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;
  #terms = 0;
  #text = '';
  readonly #onWord = (start: number, end: number): void => {
    this.#add(this.#text, start, end);
  };

  get terms(): number {
    return this.#terms;
  }

  clear(): void {
    this.#length = 0;
    this.#terms = 0;
    this.#text = '';
  }

  /**
   * Appends the terms of the words that begin in `text[from, to)`; returns where the next call goes on. Runs of
   * ASCII letters and digits, nearly all there is, are written as they are read; what begins or ends otherwise
   * goes to the full rules.
   */
  append(text: string, from: number, to: number): number {
    let at = from;
    while (at < to) {
      // A term and its space take at most twice the units; the scan may go one token past `stop`.
      const stop = Math.min(to, at + stretchUnits);
      this.#reserve((stop - at + maxTokenUnits) * 2 + 2);
      at = this.#appendStretch(text, at, stop);
    }
    return at;
  }

  /** Appends a mark that is no word. */
  addRaw(mark: string): void {
    this.#reserve(mark.length * 3 + 1);
    this.#length += this.#bytes.write(mark, this.#length);
    this.#bytes[this.#length++] = space;
    this.#terms++;
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

  #appendStretch(text: string, from: number, to: number): number {
    const bytes = this.#bytes;
    const units = text.length;
    let length = this.#length;
    let at = from;
    while (at < to) {
      const unit = text.charCodeAt(at);
      let form = unit < 128 ? (plainForms[unit] as number) : 0;
      if (form === 0 && isNeverFirst(unit)) {
        at++;
        continue;
      }
      const most = Math.min(units, at + maxTokenUnits);
      let end = at;
      let last = length;
      let next = unit;
      while (form !== 0) {
        bytes[last++] = form;
        if (++end === most) break;
        next = text.charCodeAt(end);
        form = next < 128 ? (plainForms[next] as number) : 0;
      }
      if (end > at && (end === most || endsBefore(text, end, next))) {
        bytes[last++] = space;
        length = last;
        this.#terms++;
        at = end;
        continue;
      }
      this.#length = length;
      this.#text = text;
      return scanWords(text, at, at + 1, this.#onWord);
    }
    this.#length = length;
    return at;
  }

  #add(text: string, start: number, end: number): void {
    // Three bytes a unit, and a folded character becomes at most five: 6 covers every term.
    this.#reserve((end - start) * 6 + 1);
    this.#terms++;
    const bytes = this.#bytes;
    let length = this.#length;
    for (let at = start; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 128) {
        this.#length += bytes.write(encodeTerm(normalize(text.slice(start, end))), this.#length);
        bytes[this.#length++] = space;
        return;
      }
      bytes[length++] = unit >= 65 && unit <= 90 ? unit + 32 : unit;
    }
    bytes[length++] = space;
    this.#length = length;
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

/** ASCII that begins no word: all but letters, digits, `_`, and `#` and `*`, which a key cap may follow. */
const isNeverFirst = (unit: number): boolean => unit < 128 && unit !== 95 && unit !== 35 && unit !== 42;

/**
 * Whether a run of ASCII letters and digits that ends at `at`, before the unit `next`, ends its word there. A
 * mark between needs a letter or digit after it to be part of the word; `_`, and all beyond ASCII, is left to
 * the full rules.
 */
function endsBefore(text: string, at: number, next: number): boolean {
  if (next >= 128 || next === 95) return false;
  if (joiners[next] === 0 || at + 1 >= text.length) return true;
  const after = text.charCodeAt(at + 1);
  return after < 128 && !isPlain(after);
}

const capitalBase = 0xe000;

/**
 * Folding can leave ASCII capitals (`ᴀ` becomes `A`, after lower-casing, as in Lucene), which an engine that
 * folds ASCII by itself would confuse with small letters: they stand as private-use characters, which no word
 * contains. `decodeTerm` undoes it.
 */
export const encodeTerm = (term: string): string =>
  term.replace(/[A-Z]/g, (capital) => String.fromCharCode(capitalBase + capital.charCodeAt(0)));
export const decodeTerm = (encoded: string): string =>
  encoded.replace(/[\ue041-\ue05a]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - capitalBase));
