/** Counts words, so that the texts of two programs can be compared whatever their order and white space. */

export type Words = ReadonlyMap<string, number>;

/** Adds the words of a text: runs of letters and digits, lower-cased. */
export function addWords(words: Map<string, number>, text: string): void {
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words.set(word, (words.get(word) ?? 0) + 1);
  }
}

export function countWords(text: string): Words {
  const words = new Map<string, number>();
  addWords(words, text);
  return words;
}

/** The size of a multiset. */
export const total = (words: Words): number => words.values().reduce((sum, count) => sum + count, 0);

/** How many of `wanted` are in `found`, each as often as it is there. */
export const shared = (wanted: Words, found: Words): number =>
  wanted.entries().reduce((sum, [word, count]) => sum + Math.min(count, found.get(word) ?? 0), 0);
