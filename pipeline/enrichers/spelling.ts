/**
 * Finds misspelt and misread words of known names: one edit away (by shared deletions, so that no word is compared
 * with every name), or equal once letters are merged that OCR confuses.
 */
import { foldWord } from './fold.ts';
import { hashWord } from './words.ts';

/** Shortest word that is corrected: below, one edit leads from ordinary words to names. */
const minWordUnits = 6;
const maxWordUnits = 24;

/** Merges what OCR confuses: l, 1, | and i; 0 and o; rn and m; vv and w. */
export function mergeConfused(folded: string): string {
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
    return restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  }
  return restA.length > restB.length ? restA.slice(1) === restB : restA === restB.slice(1);
}

/** Whether one is the other with something added at the end: an inflection, no misspelling. */
const isInflected = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a) || a.slice(0, -1) === b.slice(0, -1);

/** Known words by their deletions and by their merged form. */
export class Spelling {
  private readonly deletions = new Map<number, string[]>();
  private readonly merged = new Map<string, string[]>();
  private readonly known = new Set<string>();

  add(word: string): void {
    if (word.length < minWordUnits || word.length > maxWordUnits || this.known.has(word) || !/^[a-z]+$/.test(word)) return;
    this.known.add(word);
    append(this.deletions, hashWord(word), word);
    for (let at = 1; at < word.length; at += 1) append(this.deletions, deletionHash(word, at), word);
    append(this.merged, mergeConfused(word), word);
  }

  /** Known words that `folded` may be a misspelling of; itself never among them. */
  correct(folded: string): readonly string[] {
    if (folded.length < minWordUnits || folded.length > maxWordUnits + 1) return [];
    const out: string[] = [];
    for (const word of this.merged.get(mergeConfused(folded)) ?? []) if (word !== folded) out.push(word);
    this.take(hashWord(folded), folded, out);
    for (let at = 1; at < folded.length; at += 1) this.take(deletionHash(folded, at), folded, out);
    return out;
  }

  private take(hash: number, folded: string, out: string[]): void {
    const words = this.deletions.get(hash);
    if (words === undefined) return;
    for (const word of words) {
      if (word === folded || out.includes(word) || word.charCodeAt(0) !== folded.charCodeAt(0)) continue;
      if (isOneEditApart(folded, word) && !isInflected(folded, word)) out.push(word);
    }
  }
}

function append<K>(map: Map<K, string[]>, key: K, word: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [word]);
  else list.push(word);
}

function deletionHash(word: string, skip: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < word.length; at += 1) {
    if (at !== skip) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash;
}

/** An acronym as OCR misreads it (`lCO`, `AlQ`, `lNEC`), put right; '' where the word is no such thing. */
export function correctAcronym(word: string): string {
  if (word.length < 3 || word.length > 6 || !/^[A-Z]*[l10|][A-Zl10|]*$/.test(word)) return '';
  const fixed = word.replace(/[l1|]/g, 'I').replace(/0/g, 'O');
  return word.replace(/[^A-Z]/g, '').length >= 2 && foldWord(fixed) !== foldWord(word) ? fixed : '';
}
