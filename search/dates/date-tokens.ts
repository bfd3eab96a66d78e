/** A text as words and numbers with what stands between: dates are read from these alone, so that no pattern goes back. */
import { months, ordinals, partsOfMonths, wordKey } from './date-words.ts';
import { firstWords } from './relative-words.ts';

export interface DateToken {
  /** In small letters; of a number its digits as they stand. */
  readonly word: string;
  /** Of a number with at most four digits, of any script. */
  readonly number: number | undefined;
  readonly digits: number;
  readonly isCapital: boolean;
  /** A date may begin with it. */
  readonly isCue: boolean;
  readonly start: number;
  readonly end: number;
}

/** Longer words are none of dates. */
const maxWord = 16;
const pattern = /[\p{L}\p{M}]+|\p{Nd}+/gu;

function valueOf(text: string): number | undefined {
  if (text.length > 4) return undefined;
  let value = 0;
  for (const digit of text) {
    const code = digit.codePointAt(0) ?? 0;
    // Devanagari, then ASCII: other scripts' digits are of no language that is read.
    const one = code >= 0x966 && code <= 0x96f ? code - 0x966 : code - 0x30;
    if (one < 0 || one > 9) return undefined;
    value = value * 10 + one;
  }
  return value;
}

const cues: ReadonlySet<string> = new Set([
  ...months.keys(),
  ...partsOfMonths.keys(),
  ...ordinals.keys(),
  ...firstWords,
  'q',
  't',
]);

export function tokensOf(text: string): DateToken[] {
  const tokens: DateToken[] = [];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [is] = found;
    const [start, end] = [found.index, pattern.lastIndex];
    const first = is.charCodeAt(0);
    if ((first >= 0x30 && first <= 0x39) || (first > 0x7f && /^\p{Nd}/u.test(is))) {
      const number = valueOf(is);
      tokens.push({ word: is, number, digits: is.length, isCapital: false, isCue: number !== undefined, start, end });
      continue;
    }
    const word = is.length > maxWord ? '' : wordKey(is);
    const isCapital = word !== '' && word.charCodeAt(0) !== first;
    tokens.push({ word, number: undefined, digits: 0, isCapital, isCue: cues.has(word), start, end });
  }
  return tokens;
} // prettier-ignore
