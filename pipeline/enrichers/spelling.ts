/**
 * Finds misspelt and misread words of known names: one edit away (by shared deletions, so that no word is compared
 * with every name), or equal once letters are merged that OCR confuses.
 */
import { foldWord } from './fold.ts';

/** Shortest word that is corrected: below, one edit leads from ordinary words to names. */
const minWordUnits = 6;
const maxWordUnits = 24;

/** Merges what OCR confuses: l, 1, | and i; 0 and o; rn and m; vv and w. */
export function mergeConfused(folded: string): string {
  if (!/rn|vv|[l1|0]/.test(folded)) return folded;
  return folded.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/[l1|]/g, 'i').replace(/0/g, 'o');
}

/** Whether two words are at most one insertion, deletion, substitution or swap of neighbours apart. */
export function isOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  const restA = a.slice(at);
  const restB = b.slice(at);
  if (restA.length === restB.length) {
    if (restA.slice(1) === restB.slice(1)) return true;
    return (
      restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
    );
  }
  return restA.length > restB.length ? restA.slice(1) === restB : restA === restB.slice(1);
}

/** Whether one is the other with something added at the end: an inflection, no misspelling. */
const isInflected = (a: string, b: string): boolean =>
  a.startsWith(b) || b.startsWith(a) || a.slice(0, -1) === b.slice(0, -1);

/** Known words by their deletions and by their merged form. */
export class Spelling {
  private readonly deletions = new Map<number, string[]>();
  private readonly merged = new Map<string, string[]>();
  private readonly known = new Set<string>();
  private readonly filter = new Int32Array(filterMask + 1);

  add(word: string): void {
    if (
      word.length < minWordUnits ||
      word.length > maxWordUnits ||
      this.known.has(word) ||
      !/^[a-z]+$/.test(word)
    )
      return;
    this.known.add(word);
    const count = hashDeletions(word);
    for (let at = 0; at < count; at += 1) {
      const hash = hashesOf[at] as number;
      append(this.deletions, hash, word);
      const place = (hash >>> 5) & filterMask;
      this.filter[place] = (this.filter[place] as number) | (1 << hash);
    }
    append(this.merged, mergeConfused(word), word);
  }

  /** Known words that `folded` may be a misspelling of; itself never among them. */
  correct(folded: string): readonly string[] {
    if (folded.length < minWordUnits || folded.length > maxWordUnits + 1) return [];
    const out: string[] = [];
    if (/rn|vv|[l10|]/.test(folded)) {
      for (const word of this.merged.get(mergeConfused(folded)) ?? []) if (word !== folded) out.push(word);
    } else {
      for (const word of this.merged.get(folded) ?? []) if (word !== folded) out.push(word);
    }
    const count = hashDeletions(folded);
    for (let at = 0; at < count; at += 1) this.take(hashesOf[at] as number, folded, out);
    return out;
  }

  private take(hash: number, folded: string, out: string[]): void {
    if (((this.filter[(hash >>> 5) & filterMask] as number) & (1 << hash)) === 0) return;
    const words = this.deletions.get(hash);
    if (words === undefined) return;
    for (const word of words) {
      if (word === folded || out.includes(word) || word.charCodeAt(0) !== folded.charCodeAt(0)) continue;
      if (isOneEditApart(folded, word) && !isInflected(folded, word)) out.push(word);
    }
  }
}

/** Words of 32 bits of the filter before the map of deletions. */
const filterMask = 16_383;
const base = 0x01000193;
const hashesOf = new Int32Array(maxWordUnits + 3);

/**
 * Hashes of a word and of the word without each of its units but the first: `hashesOf[0]` is the whole,
 * `hashesOf[i]` lacks unit i. A polynomial hash, so that all of them take one pass. Returns how many.
 */
function hashDeletions(word: string): number {
  const { length } = word;
  let before = 0;
  let whole = 0;
  for (let at = 0; at < length; at += 1) whole = (Math.imul(whole, base) + word.charCodeAt(at)) | 0;
  hashesOf[0] = scramble(whole, length);
  let behind = 0;
  let power = 1;
  // From the end: `behind` is the hash of what follows unit `at`, `power` its weight.
  const prefixes = prefixesOf;
  for (let at = 0; at < length; at += 1) {
    prefixes[at] = before;
    before = (Math.imul(before, base) + word.charCodeAt(at)) | 0;
  }
  for (let at = length - 1; at > 0; at -= 1) {
    hashesOf[at] = scramble((Math.imul(prefixes[at] as number, power) + behind) | 0, length - 1);
    behind = (behind + Math.imul(word.charCodeAt(at), power)) | 0;
    power = Math.imul(power, base);
  }
  return length;
}

const prefixesOf = new Int32Array(maxWordUnits + 3);

function scramble(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16) ^ length, 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}

function append<K>(map: Map<K, string[]>, key: K, word: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [word]);
  else list.push(word);
}

/** An acronym as OCR misreads it (`lCO`, `AlQ`, `lNEC`), put right; '' where the word is no such thing. */
export function correctAcronym(word: string): string {
  if (word.length < 3 || word.length > 6 || !/^[A-Z]*[l10|][A-Zl10|]*$/.test(word)) return '';
  const fixed = word.replace(/[l1|]/g, 'I').replace(/0/g, 'O');
  return word.replace(/[^A-Z]/g, '').length >= 2 && foldWord(fixed) !== foldWord(word) ? fixed : '';
}
