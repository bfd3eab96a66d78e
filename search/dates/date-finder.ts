/** Finds the dates that a text states, in pieces as it is read; what is held is a window, whatever the text. Decision 0147. */
import { type DateToken, tokensOf } from './date-tokens.ts';
import { articles, months, partsOfMonths, ordinals, weekdays } from './date-words.ts';
import { quotedFrom, surroundingsOf } from './quoted-parts.ts';
import { readNumeric } from './read-numeric.ts';
import { WordedReader } from './read-worded.ts';
import { firstWords, isAnother, maxPhraseWords, needLanguage, relativePhrases } from './relative-words.ts';
import type { ReadDate, Said } from './written-date.ts';

/** A date as it is written, in units of its text. */
export interface WrittenDate {
  readonly start: number;
  readonly end: number;
  /** As it stands. */
  readonly wording: string;
  readonly said: Said;
  /** That stands directly before it: Monday is 1. */
  readonly weekday?: number;
  /** In what a mail quotes or sends on. */
  readonly isQuoted: boolean;
}

/** Units kept before and behind the place up to which dates are told. */
const keptBefore = 512;
const keptBehind = 512;
const windowUnits = 16 * 1024;

export class DateFinder {
  #window = '';
  /** Of the window in the text, and up to where the window has been told. */
  #at = 0;
  #told = 0;
  #isBelow = false;
  /** Dates in the heads of quoted mails, which are no statements. */
  heads = 0;

  *find(piece: string): Generator<WrittenDate, void> {
    for (let from = 0; from < piece.length; from += windowUnits) {
      this.#window += piece.slice(from, from + windowUnits);
      if (this.#window.length < windowUnits) continue;
      yield* this.#tell(this.#window.length - keptBehind);
      const cut = Math.max(0, this.#window.length - keptBehind - keptBefore);
      this.#window = this.#window.slice(cut);
      this.#at += cut;
      this.#told -= cut;
    }
  }

  *end(): Generator<WrittenDate, void> {
    yield* this.#tell(this.#window.length);
    this.#window = '';
  }

  *#tell(until: number): Generator<WrittenDate, void> {
    const text = this.#window;
    const tokens = tokensOf(text);
    const worded = new WordedReader(text, tokens);
    const quote = this.#isBelow ? 0 : quotedFrom(text);
    for (let at = 0; at < tokens.length; ) {
      const token = tokens[at];
      if (!token || token.start >= until) break;
      const read = !token.isCue || token.start < this.#told ? undefined : readAt(text, tokens, worded, at);
      if (!read) {
        at += 1;
        continue;
      }
      const [start, end] = [token.start, tokens[read.to - 1]?.end ?? token.end];
      const { isHead, isQuoted } = surroundingsOf(text, start, end, start >= quote);
      if (isHead) this.heads += 1;
      else {
        const weekday = weekdayBefore(text, tokens, at);
        yield { start: this.#at + start, end: this.#at + end, wording: text.slice(start, end), said: read.said, ...(weekday && { weekday }), isQuoted };
      }
      this.#told = end;
      at = read.to;
    }
    this.#told = Math.max(this.#told, until);
    if (quote < until) this.#isBelow = true;
  }
} // prettier-ignore

function readAt(text: string, tokens: readonly DateToken[], worded: WordedReader, at: number): ReadDate | undefined {
  const token = tokens[at];
  if (!token) return undefined;
  const { word, number, digits } = token;
  if (number !== undefined)
    return readNumeric(text, tokens, at) ?? worded.read(at) ?? (digits <= 2 ? readRelative(text, tokens, at) : undefined);
  if (word === '') return undefined;
  const isWorded = months.has(word) || partsOfMonths.has(word) || ordinals.has(word) || word === 'q' || word === 't';
  return (isWorded ? worded.read(at) : undefined) ?? (firstWords.has(word) ? readRelative(text, tokens, at) : undefined);
} // prettier-ignore

/** The longest phrase that begins there. */
function readRelative(text: string, tokens: readonly DateToken[], at: number): ReadDate | undefined {
  let phrase = '';
  let times = 1;
  let found: ReadDate | undefined;
  if (/[\p{L}\p{N}@_.\-/]/u.test(text.charAt((tokens[at]?.start ?? 0) - 1))) return undefined;
  for (let to = at; to < at + maxPhraseWords; to += 1) {
    const token = tokens[to];
    if (!token || (to > at && !/^(?:[ \u00a0]{1,2}|[ \u00a0]?\r?\n[> ]{0,4}|['’-])$/u.test(text.slice(tokens[to - 1]?.end ?? 0, token.start)))) break;
    if (token.number !== undefined && token.digits <= 2) times = token.number;
    else if (token.number !== undefined || token.word === '') break;
    phrase += `${phrase === '' ? '' : ' '}${token.number === undefined ? token.word : '#'}`;
    const phrases = relativePhrases.get(phrase);
    if (phrases && !isAnother(phrase, tokens[at - 1]?.word ?? ''))
      found = { said: { is: 'relative', phrases, times, needsLanguage: needLanguage.has(phrase) }, from: at, to: to + 1 };
  }
  const last = found && tokens[found.to - 1];
  return last && /^(?:[@_\\]|\.\w)/u.test(text.slice(last.end, last.end + 2)) ? undefined : found;
} // prettier-ignore

function weekdayBefore(text: string, tokens: readonly DateToken[], at: number): number | undefined {
  const isNear = (to: number): boolean =>
    /^[.,]{0,2}(?:[ \u00a0]{0,2}|[ \u00a0]?\r?\n[> ]{0,4})$/u.test(text.slice(tokens[to - 1]?.end ?? 0, tokens[to]?.start ?? 0));
  const before = articles.has(tokens[at - 1]?.word ?? '') ? at - 1 : at;
  const named = tokens[before - 1];
  if (!named || !isNear(before) || !isNear(at)) return undefined;
  return weekdays.get(named.word === 'feira' ? (tokens[before - 2]?.word ?? '') : named.word);
} // prettier-ignore
