/** Tells what one text says beyond another: alternatives of one body, a header beside what is shown of it. */

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The lines of `text` that hold a word which `shown` does not: what one alternative says and the other does not. */
export function linesNotShown(text: string, shown: string): string {
  const known = new Set(words(shown));
  const lines = text.split('\n').filter((line) => words(line).some((word) => !known.has(word)));
  return lines.join('\n');
}
