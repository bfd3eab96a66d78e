/** Takes zero bytes out of text that is no UTF-16 by its start: they would end strings elsewhere. */

/** Runs of UTF-16 in a text of single bytes, as shells append it to a log: every second unit is zero. */
const littleRun = /(?:[\t\n\r -~\u00A0-\u00FF]\0){4,}/g;
const bigRun = /(?:\0[\t\n\r -~\u00A0-\u00FF]){4,}/g;

/** One within a word: it parts what a reader sees as whole, or ends the first of two strings. */
const inWord = /(?<=[\p{L}\p{N}])\0(?=[\p{L}\p{N}])/gu;

/** What stands for a zero within a word, so that both readings are found: `formats/coded` says the joined one. */
export const zeroSign = '\u2400';

/** Runs of UTF-16 are read as what they say; other zeros (logs of crashed machines hold many) become spaces. */
export function withoutZeros(text: string): string {
  if (!text.includes('\0')) return text;
  const join = (run: string): string => run.replaceAll('\0', '');
  return text
    .replaceAll(littleRun, join)
    .replaceAll(bigRun, join)
    .replaceAll(inWord, zeroSign)
    .replaceAll('\0', ' ');
}
