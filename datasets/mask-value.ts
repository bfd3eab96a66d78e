/** Hides the values of a column: the shape of one stays, so that a reader sees what stands there and not of whom. */
import { personalDataKind } from '../schemas/mention.ts';
import { maskPersonalDatum } from '../tagging/personal-data/mask.ts';

const dot = '•';
const longest = 60;

/** The first letter of each word, and no digit. */
const maskWords = (value: string): string =>
  value.replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => {
    const [first = ''] = word;
    return /\p{N}/u.test(first) ? dot.repeat(Math.min(word.length, 12)) : first + dot.repeat(Math.min(word.length - first.length, 12)); // prettier-ignore
  });

export function maskValue(kind: string | undefined, value: string): string {
  const shown = value.slice(0, longest);
  const known = personalDataKind.safeParse(kind);
  return known.success ? maskPersonalDatum(known.data, shown) : maskWords(shown);
}
