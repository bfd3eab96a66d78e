/** The shingles of a text: its words as the index compares them, five in a row. */
import { scanTerms } from '../words/analysis.ts';

/** Words of a shingle. Of a text with fewer the whole is its one shingle: it is near to the same words alone. */
export const shingleWords = 5;

/** Calls `onTerm` for each term of the text, in order. */
export function eachTerm(text: string, onTerm: (term: string) => void): void {
  scanTerms(text, 0, text.length, onTerm);
}

/**
 * Calls `onShingle` with two numbers of 32 bits for each shingle of the text, repeated ones each time; the same for the
 * same words anywhere. Gives how many words there are.
 */
export function eachShingle(text: string, onShingle: (low: number, high: number) => void): number {
  const lows = new Int32Array(shingleWords);
  const highs = new Int32Array(shingleWords);
  let words = 0;
  const give = (count: number): void => {
    let low = 0x2545f491;
    let high = 0x3c6ef372;
    for (let back = count; back > 0; back--) {
      const at = (words - back) % shingleWords;
      low = Math.imul(low ^ (lows[at] as number), 0x85ebca6b);
      low ^= low >>> 13;
      high = Math.imul(high ^ (highs[at] as number), 0xc2b2ae35);
      high ^= high >>> 15;
    }
    onShingle(low, high);
  };
  eachTerm(text, (term) => {
    let low = 0x811c9dc5;
    let high = 0x9747b28c;
    for (let at = 0; at < term.length; at++) {
      const unit = term.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x5bd1e995);
      high ^= high >>> 15;
    }
    lows[words % shingleWords] = low;
    highs[words % shingleWords] = high;
    words++;
    if (words >= shingleWords) give(shingleWords);
  });
  if (words > 0 && words < shingleWords) give(words);
  return words;
}
