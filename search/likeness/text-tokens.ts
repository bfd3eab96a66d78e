/** The words and signs of a text, as two texts are compared by them. */
import { maxReachUnits, scanTerms } from '../words/analysis.ts';

/** UTF-16 units of a text that are looked at. Stops the text of a gigabyte from being held; what lies behind is said. */
export const maxComparedUnits = 8 * 1024 * 1024;

/** `ids[n]` is the same for tokens that are written alike; `starts` and `ends` are UTF-16 units of the text. */
export interface TextTokens {
  readonly length: number;
  readonly ids: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Units of the text that were looked at. */
  readonly units: number;
}

/** Numbers for tokens, one for each way of writing. Texts that are compared share one. */
export type TokenNumbers = Map<string, number>;

const isBlank = /\s/u;

class GrowingList {
  #values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  get values(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}

/**
 * Takes a text in pieces. A token is a word as the index parts words (`search/words`), in the letters, case and accents
 * it is written in; or one sign that stands between words, a run of the same sign together. Blanks and ends of lines are
 * none. What a word runs over, as the hyphen of a broken line, belongs to it.
 */
export class TokenReader {
  readonly #numbers: TokenNumbers;
  readonly #ids = new GrowingList();
  readonly #starts = new GrowingList();
  readonly #ends = new GrowingList();
  #text = '';
  /** Where `#text` begins. */
  #base = 0;
  #units = 0;
  /** A run of one sign that goes to the end of what was scanned: whether it goes on, the next piece tells. */
  #open: { readonly sign: string; readonly start: number } | undefined;

  constructor(numbers: TokenNumbers) {
    this.#numbers = numbers;
  }

  /** Units that may still be added. */
  get room(): number {
    return maxComparedUnits - this.#units;
  }

  add(piece: string): void {
    const taken = piece.slice(0, this.room);
    this.#units += taken.length;
    this.#text += taken;
    this.#scan(this.#text.length - maxReachUnits, false);
  }

  end(): TextTokens {
    this.#scan(this.#text.length, true);
    return {
      length: this.#ids.length,
      ids: this.#ids.values,
      starts: this.#starts.values,
      ends: this.#ends.values,
      units: this.#units,
    };
  }

  #scan(to: number, isEnd: boolean): void {
    if (to <= 0 && !isEnd) return;
    let done = 0;
    let last = -1;
    const next = scanTerms(this.#text, 0, to, (_term, start, end) => {
      // One sign that stands for several words gives its place several times.
      if (start === last) return;
      this.#signs(done, start, false);
      this.#push(start, end);
      last = start;
      done = end;
    });
    this.#signs(done, next, !isEnd);
    const at = Math.max(done, next);
    this.#text = this.#text.slice(at);
    this.#base += at;
  }

  /** `mayGoOn`: a run that reaches `to` is kept open. */
  #signs(from: number, to: number, mayGoOn: boolean): void {
    let at = from;
    if (this.#open !== undefined) {
      const { sign, start } = this.#open;
      at = this.#endOfRun(sign, at, to);
      if (at >= to && mayGoOn) return;
      const end = this.#base + at;
      this.#pushWritten(sign.repeat((end - start) / sign.length), start, end);
      this.#open = undefined;
    }
    while (at < to) {
      const sign = String.fromCodePoint(this.#text.codePointAt(at) ?? 0);
      if (isBlank.test(sign)) {
        at += sign.length;
        continue;
      }
      const end = this.#endOfRun(sign, at + sign.length, to);
      if (end >= to && mayGoOn) {
        this.#open = { sign, start: this.#base + at };
        return;
      }
      this.#push(at, end);
      at = end;
    }
  }

  #endOfRun(sign: string, from: number, to: number): number {
    let end = from;
    while (end + sign.length <= to && this.#text.startsWith(sign, end)) end += sign.length;
    return Math.min(end, to);
  }

  #push(start: number, end: number): void {
    this.#pushWritten(this.#text.slice(start, end), this.#base + start, this.#base + end);
  }

  /** `start` and `end` are of the whole text. */
  #pushWritten(written: string, start: number, end: number): void {
    const known = this.#numbers.get(written) ?? this.#numbers.size;
    if (known === this.#numbers.size) this.#numbers.set(written, known);
    this.#ids.push(known);
    this.#starts.push(start);
    this.#ends.push(end);
  }
}
