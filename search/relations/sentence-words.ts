/** A stretch of a sentence as the words that the grammar reads: in small letters, contractions written out, amounts as `#`. */

const amount =
  /(?:(?:GBP|USD|EUR|INR|CAD|AUD|US\$|C\$|A\$|Rs\.?|[£$€₹])\s?)?\d[\d,.]*(?:\s?(?:k|m|bn|million|thousand|lakh|crore|GBP|USD|EUR|INR|CAD|AUD)\b)?/giu;

const written: readonly (readonly [RegExp, string])[] = [
  [/[’‘]/gu, "'"],
  [/\bwon't\b/giu, 'will not'],
  [/\bcan(?:'t|not)\b/giu, 'can not'],
  [/\bshan't\b/giu, 'shall not'],
  [/n't\b/giu, ' not'],
  [/'ve\b/giu, ' have'],
  [/'ll\b/giu, ' will'],
  [/\b(i)'m\b/giu, '$1 am'],
  [/\b(we|you|they)'re\b/giu, '$1 are'],
];

/** Signs other than a comma are words of their own, which no rule knows. */
export function wordsIn(stretch: string): readonly string[] {
  let text = stretch;
  for (const [found, by] of written) text = text.replaceAll(found, by);
  return text.replaceAll(amount, ' # ').toLowerCase().match(/[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*|[^\s]/gu) ?? [];
} // prettier-ignore

/** Say when and how, and change nothing of what is stated. */
export const adverbs: ReadonlySet<string> = new Set(
  'also already then later since duly directly subsequently previously first again now still currently regularly recently indeed actually really both each jointly eventually finally formally promptly secretly separately ever initially usually often always repeatedly originally immediately successfully together thereafter quietly routinely knowingly twice'.split(
    ' ',
  ),
);
