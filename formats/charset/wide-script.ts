/** Recognises UTF-16 without a mark in scripts other than Latin: by what it says when it is read, since zeros are few. */

/** Units that are looked at, and the fewest that are enough to tell text from other bytes. */
const maxUnits = 4_096;
const minUnits = 12;

/** What no text holds: unassigned and private code points, halves of pairs, controls. */
const odd = /[\p{Cn}\p{Co}\p{Cs}\uFFFD]|(?![\t\n\r\f])\p{Cc}/gu;
const letter = /[\p{L}\p{M}\p{N}]/gu;
/** What parts words and sentences; bytes in the wrong order have next to none of it. */
const gap = /[ \n\r\t\u3000-\u3002\uFF0C\uFF0E]/gu;
const eastAsian = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u30FC]/gu;
/** Characters that hardly any text holds, and any bytes do: Han of extension A, and the rows of Yi. */
const rare = /[\u3400-\u4DBF\uA000-\uA4CF]/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** How many letters belong to the script that holds most of them, with Latin beside it. */
function countOfScript(text: string): number {
  const rows = new Map<number, number>();
  for (const unit of text.match(/[\p{L}\p{M}\p{N}]/gu) ?? []) {
    const code = unit.codePointAt(0) ?? 0;
    // The alphabets lie below U+2000, each in two rows of 256 at most.
    if (code < 0x2000) rows.set(code >> 8, (rows.get(code >> 8) ?? 0) + 1);
  }
  const latin = rows.get(0) ?? 0;
  rows.delete(0);
  const alphabets = [...rows].map(([row, letters]) => letters + (rows.get(row + 1) ?? 0));
  return latin + Math.max(0, count(text, eastAsian), ...alphabets);
}

/** How many gaps a text has that reads as one; undefined for one that does not. */
function gapsOfText(text: string): number | undefined {
  const gaps = count(text, gap);
  const letters = count(text, letter);
  const isText =
    count(text, odd) <= text.length * 0.002 &&
    letters >= text.length * 0.5 &&
    gaps >= Math.max(1, text.length * 0.01) &&
    count(text, rare) <= text.length * 0.02 &&
    countOfScript(text) >= letters * 0.9;
  return isText ? gaps : undefined;
}

/** The byte order in which a sample reads as text of one script, or undefined where it does in none. */
export function wideCharsetByScript(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const bytes = sample.subarray(0, Math.min(sample.length, maxUnits * 2) & ~1);
  if (bytes.length < minUnits * 2) return undefined;
  // A pair may be cut by the end of the sample.
  const read = (charset: string): string => new TextDecoder(charset).decode(bytes).replace(/\uFFFD$/, '');
  const little = gapsOfText(read('utf-16le'));
  const big = gapsOfText(read('utf-16be'));
  if (little === undefined && big === undefined) return undefined;
  return (little ?? -1) >= (big ?? -1) ? 'utf-16le' : 'utf-16be';
}
