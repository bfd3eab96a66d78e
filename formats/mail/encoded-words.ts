/** Decodes the encoded words of headers (RFC 2047) as senders write them: cut within a character, with blanks, unpadded. */
import { isUtf8 } from 'node:buffer';
import { decodeBytes } from '../charset/charset.ts';

interface Word {
  readonly start: number;
  readonly end: number;
  /** Small letters, without the language that RFC 2231 (5) lets follow. */
  readonly charset: string;
  readonly encoding: 'b' | 'q';
  readonly text: string;
}

/** The longest name of a charset, and what one word may hold; RFC 2047 allows 75 in all. */
const maxCharsetUnits = 60;
const maxWordUnits = 16_384;

const opening = /=\?([^?\s]{0,60})\?([bq])\?/giy;

/** Finds the words of a value in order. What searches for an end goes forward only: time grows with the value alone. */
class WordFinder {
  readonly #value: string;
  #end = -2;

  constructor(value: string) {
    this.#value = value;
  }

  /** The first word at or after `from`. */
  next(from: number): Word | undefined {
    const value = this.#value;
    for (let at = value.indexOf('=?', from); at !== -1; at = value.indexOf('=?', at + 2)) {
      opening.lastIndex = at;
      const match = opening.exec(value);
      if (!match) continue;
      const textAt = at + match[0].length;
      const encoding = match[2]?.toLowerCase() === 'b' ? 'b' : 'q';
      const end = this.#closing(textAt, encoding);
      if (end - textAt > maxWordUnits) continue;
      const charset = (match[1] ?? '').split('*', 1)[0]?.toLowerCase().slice(0, maxCharsetUnits) ?? '';
      const text = value.slice(textAt, end);
      // Another word begins before this one is closed: the first is no word.
      if (/=\?[^?\s]{1,60}\?[bq]\?/i.test(text)) continue;
      // A word that was cut off goes to the end, but text with blanks behind it is none of it.
      if (end === value.length && /\s/.test(text)) continue;
      return { start: at, end: Math.min(end + 2, value.length), charset, encoding, text };
    }
    return undefined;
  }

  #closing(from: number, encoding: 'b' | 'q'): number {
    let end = this.#endAfter(from);
    if (encoding === 'b') return end;
    // `what?=20now?=`: a question mark that should have been encoded, and an escape behind it.
    while (/^\?=[0-9a-f]{2}[^\s?]*\?=/i.test(this.#value.slice(end, end + 200)))
      end = this.#endAfter(end + 2);
    return end;
  }

  /** Where the next `?=` stands; the end of the value for a word that was cut off. */
  #endAfter(from: number): number {
    if (this.#end < from) {
      const found = this.#value.indexOf('?=', from);
      this.#end = found === -1 ? this.#value.length : found;
    }
    return this.#end;
  }
}

const bytesOfBase64 = (text: string): Buffer =>
  Buffer.from(text.replaceAll(/[^A-Za-z0-9+/]+/g, ''), 'base64');

function bytesOf({ encoding, text }: Word): Buffer {
  if (encoding === 'b') return bytesOfBase64(text);
  const bytes = text
    .replaceAll('_', ' ')
    .replaceAll(/[^\0-\x7f]+/g, (raw) => Buffer.from(raw).toString('latin1'))
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

const damageOf = (text: string): number => text.split('\uFFFD').length;

/**
 * Whether base64 was cut between words, not the bytes: a single unit of it stands for nothing, and what was cut makes
 * no sense until it is joined.
 */
function isCutBase64(
  run: readonly Word[],
  charset: string | undefined,
  joined: Buffer,
  apart: Buffer,
): boolean {
  const rests = run.slice(0, -1).map(({ text }) => text.replaceAll(/[^A-Za-z0-9+/=]+/g, '').length % 4);
  if (run.some(({ encoding }) => encoding !== 'b') || rests.every((rest) => rest === 0)) return false;
  if (rests.includes(1)) return true;
  if (charset === 'utf-8') return isUtf8(joined) && !isUtf8(apart);
  return damageOf(decodeBytes(joined, charset)) < damageOf(decodeBytes(apart, charset));
}

/**
 * The text of words of one charset that follow one another. A character may be cut between two of them, which RFC 2047
 * (5) forbids; some programs cut even the base64 itself.
 */
function textOfRun(run: readonly Word[]): string {
  const charset = run[0]?.charset || undefined;
  const apart = Buffer.concat(run.map(bytesOf));
  if (run.length === 1) return decodeBytes(apart, charset);
  const joined = bytesOfBase64(run.map(({ text }) => text).join(''));
  return decodeBytes(isCutBase64(run, charset, joined, apart) ? joined : apart, charset);
}

/** `value` with each run of encoded words replaced by what `write` makes of its text; blanks between words go. */
export function replaceEncodedWords(value: string, write: (text: string) => string): string {
  const finder = new WordFinder(value);
  let kept = '';
  let at = 0;
  for (let word = finder.next(0); word;) {
    kept += value.slice(at, word.start);
    const run = [word];
    let next = finder.next(word.end);
    const follows = (): boolean =>
      next !== undefined && value.slice(run.at(-1)?.end, next.start).trim() === '';
    let text = '';
    while (next && follows()) {
      if (next.charset !== word.charset) {
        text += textOfRun(run.splice(0));
        word = next;
      }
      run.push(next);
      next = finder.next(next.end);
    }
    at = run.at(-1)?.end ?? word.end;
    kept += write(text + textOfRun(run));
    word = next;
  }
  return kept + value.slice(at);
}
