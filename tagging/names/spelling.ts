/**
 * Finds misspelt and misread words of known names: one edit away (by shared deletions, so that no word is compared
 * with every name), or equal once letters are merged that OCR confuses.
 */
import { ampersand, foldTable, foldWord, multiple } from './fold.ts';
import { weights } from './weights.ts';

/** Longest word that is corrected: bounds the work for one word. */
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
  readonly #deletions = new Map<number, string[]>();
  readonly #merged = new Map<string, string[]>();
  /** Hashes of the merged forms, as of the deletions: most words of a text are told from them alone. */
  readonly #mergedHashes = new Set<number>();
  readonly #known = new Set<string>();
  readonly #filter = new Int32Array(filterMask + 1);

  add(word: string): void {
    if (
      word.length < weights.spelling.shortestWord ||
      word.length > maxWordUnits ||
      this.#known.has(word) ||
      !/^[a-z]+$/.test(word)
    )
      return;
    this.#known.add(word);
    takeCodes(word);
    hashDeletions(word.length);
    for (let at = 0; at < word.length; at += 1)
      append(this.#deletions, this.#keep(hashesOf[at] as number), word);
    append(this.#merged, mergeConfused(word), word);
    this.#mergedHashes.add(this.#keep(hashMerged(word.length)));
  }

  #keep(hash: number): number {
    const place = (hash >>> 5) & filterMask;
    this.#filter[place] = (this.#filter[place] as number) | (1 << hash);
    return hash;
  }

  #passes(hash: number): boolean {
    return ((this.#filter[(hash >>> 5) & filterMask] as number) & (1 << hash)) !== 0;
  }

  /** Whether `correct` may know anything for the word that stands at `[start, end)`. Makes no string of it. */
  mayCorrect(units: Uint16Array, start: number, end: number): boolean {
    let length = 0;
    for (let at = start; at < end; at += 1) {
      const code = foldTable[units[at] as number] as number;
      if (code === multiple) return true;
      if (code <= ampersand) continue;
      if (length > maxWordUnits) return false;
      codes[length] = code;
      length += 1;
    }
    if (length < weights.spelling.shortestWord) return false;
    const merged = hashMerged(length);
    if (this.#passes(merged) && this.#mergedHashes.has(merged)) return true;
    hashDeletions(length);
    for (let at = 0; at < length; at += 1) {
      const hash = hashesOf[at] as number;
      if (this.#passes(hash) && this.#deletions.has(hash)) return true;
    }
    return false;
  }

  /** Known words that `folded` may be a misspelling of; itself never among them. */
  correct(folded: string): readonly string[] {
    if (folded.length < weights.spelling.shortestWord || folded.length > maxWordUnits + 1) return [];
    const out: string[] = [];
    if (/rn|vv|[l10|]/.test(folded)) {
      for (const word of this.#merged.get(mergeConfused(folded)) ?? []) if (word !== folded) out.push(word);
    } else {
      for (const word of this.#merged.get(folded) ?? []) if (word !== folded) out.push(word);
    }
    takeCodes(folded);
    hashDeletions(folded.length);
    for (let at = 0; at < folded.length; at += 1) this.#take(hashesOf[at] as number, folded, out);
    return out;
  }

  #take(hash: number, folded: string, out: string[]): void {
    if (!this.#passes(hash)) return;
    const words = this.#deletions.get(hash);
    if (words === undefined) return;
    for (const word of words) {
      if (word === folded || out.includes(word) || word.charCodeAt(0) !== folded.charCodeAt(0)) continue;
      if (isOneEditApart(folded, word) && !isInflected(folded, word)) out.push(word);
    }
  }
}

/** Words of 32 bits of the filter before the maps. */
const filterMask = 16_383;
const base = 0x01000193;
/** The folded word that is being hashed, what its hash is before each unit, and the hashes. */
const codes = new Int32Array(maxWordUnits + 3);
const prefixesOf = new Int32Array(maxWordUnits + 3);
const hashesOf = new Int32Array(maxWordUnits + 3);

function takeCodes(folded: string): void {
  for (let at = 0; at < folded.length; at += 1) codes[at] = folded.charCodeAt(at);
}

/**
 * Hashes of the word in `codes` and of the word without each of its units but the first: `hashesOf[0]` is the whole,
 * `hashesOf[i]` lacks unit i. A polynomial hash, so that all of them take two passes.
 */
function hashDeletions(length: number): void {
  let before = 0;
  for (let at = 0; at < length; at += 1) {
    prefixesOf[at] = before;
    before = (Math.imul(before, base) + (codes[at] as number)) | 0;
  }
  hashesOf[0] = scramble(before, length);
  // From the end: `behind` is the hash of what follows unit `at`, `power` its weight.
  let behind = 0;
  let power = 1;
  for (let at = length - 1; at > 0; at -= 1) {
    hashesOf[at] = scramble((Math.imul(prefixesOf[at] as number, power) + behind) | 0, length - 1);
    behind = (behind + Math.imul(codes[at] as number, power)) | 0;
    power = Math.imul(power, base);
  }
}

/** Hash of the word in `codes` as `mergeConfused` writes it. */
function hashMerged(length: number): number {
  let hash = 0;
  for (let at = 0; at < length; at += 1) {
    let code = codes[at] as number;
    const next = at + 1 < length ? codes[at + 1] : 0;
    if (code === 0x72 && next === 0x6e) {
      code = 0x6d;
      at += 1;
    } else if (code === 0x76 && next === 0x76) {
      code = 0x77;
      at += 1;
    } else if (code === 0x6c || code === 0x31 || code === 0x7c) code = 0x69;
    else if (code === 0x30) code = 0x6f;
    hash = (Math.imul(hash, base) + code) | 0;
  }
  // No word has this length: the two kinds share the filter, not their hashes.
  return scramble(hash, 64);
}

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
