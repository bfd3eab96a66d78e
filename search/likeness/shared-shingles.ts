/** How many shingles two texts share, counted and not estimated. */
import { eachTerm, shingleWords } from './shingles.ts';

/** Sorted numbers, one for each different shingle of a text. */
export type ShingleSet = Float64Array;

/** Different words that are held. Beyond, all numbers are given anew, and sets from before hold no longer. */
const maxWords = 2_000_000;

/**
 * Words get numbers, and shingles numbers of 52 bits from those of their words, by multipliers that nobody can know
 * before: a text cannot be written so that its shingles pass for those of another (multilinear hashing, Lemire and Kaser
 * 2014).
 */
export class ShingleSets {
  readonly #numbers = new Map<string, number>();
  readonly #multipliers: Int32Array;

  /** `random` gives numbers of 32 bits that no evidence can foresee. */
  constructor(random: () => number) {
    this.#multipliers = Int32Array.from({ length: 2 * shingleWords }, () => random() | 1);
  }

  /** Whether numbers were given for so many words that sets from now on are made by other ones; drop those from before. */
  renew(): boolean {
    if (this.#numbers.size <= maxWords) return false;
    this.#numbers.clear();
    return true;
  }

  of(text: string): ShingleSet {
    const words: number[] = [];
    eachTerm(text, (term) => {
      const number = this.#numbers.get(term) ?? this.#numbers.size + 1;
      this.#numbers.set(term, number);
      words.push(number);
    });
    if (words.length === 0) return new Float64Array();
    const count = Math.max(1, words.length - shingleWords + 1);
    const all = new Float64Array(count);
    for (let at = 0; at < count; at++) all[at] = this.#shingle(words, at);
    all.sort();
    let kept = 0;
    for (const number of all) if (kept === 0 || all[kept - 1] !== number) all[kept++] = number;
    return all.slice(0, kept);
  }

  #shingle(words: readonly number[], from: number): number {
    let low = 0;
    let high = 0;
    for (let at = 0; at < shingleWords; at++) {
      const word = words[from + at] ?? 0;
      low = (low + Math.imul(this.#multipliers[at] as number, word)) | 0;
      high = (high + Math.imul(this.#multipliers[shingleWords + at] as number, word)) | 0;
    }
    // The upper bits alone are spread evenly.
    return (low >>> 6) * 0x400_0000 + (high >>> 6);
  }
}

/** Shingles of both by shingles of either (Jaccard), 0 to 1; 0 where either has none. */
export function similarityOf(a: ShingleSet, b: ShingleSet): number {
  let shared = 0;
  for (let inA = 0, inB = 0; inA < a.length && inB < b.length;) {
    const difference = (a[inA] as number) - (b[inB] as number);
    if (difference === 0) shared++;
    if (difference <= 0) inA++;
    if (difference >= 0) inB++;
  }
  return a.length === 0 || b.length === 0 ? 0 : shared / (a.length + b.length - shared);
}
