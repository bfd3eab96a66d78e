/** Finds every place in a text that reads like a name of the index; whether it is one is decided elsewhere. */
import { ampersand, foldTable, foldWord, ignorable, isSolo } from './fold.ts';
import { formOf, type Form } from './letter-case.ts';
import { maxNameWords, type Alias, type NameIndex } from './name-index.ts';
import { correctAcronym, isOneEditApart, mergeConfused, Spelling } from './spelling.ts';
import { weights } from './weights.ts';
import { gap, gapBetween, hashWord, offsetBasis, prime, Words } from './words.ts';

/** One reading of a place: an alias of one entity, and how the text writes it. */
export interface Reading {
  readonly alias: number;
  readonly form: Form;
}

export interface Candidate {
  readonly start: number;
  end: number;
  readonly readings: readonly Reading[];
  /** `spelling` where the name is misspelt or misread. */
  readonly how: 'name' | 'spelling';
  /** Whether it was found inside a longer identifier. */
  readonly glued: boolean;
}

const blanks = gap.space | gap.line | gap.hyphen | gap.underscore;

function gapFits(found: number, alias: number, isDomain: boolean): boolean {
  if (isDomain) return found === alias;
  if (alias === 0) return found === 0 || found === gap.line;
  if (found === 0) return (alias & (gap.dot | gap.hyphen | gap.slash)) !== 0;
  const dash = (found & gap.hyphen) !== 0 && (found & gap.space) !== 0 && (found & gap.line) === 0;
  if (dash && (alias & gap.hyphen) === 0) return false;
  // A dot between words ends a sentence, unless the name itself has one there.
  return (found & ~(blanks | alias)) === 0;
}

/** Behind `@` or `#`. */
function isTagged(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return before === 0x40 || before === 0x23;
}
const isCapital = (unit: number): boolean => unit >= 0x41 && unit <= 0x5a;
const isSmall = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Words long enough to be corrected once they are folded: a letter with its ligature or accent makes two. */
const wordPattern = /[\p{L}\p{N}]{2,}/gu;
/** Longest identifier that is taken apart. */
const maxIdentifierUnits = 80;
/** Longest word, hyphens included, that is tried as a misspelling. */
const maxMisspeltUnits = 30;
/** Most words of a watchlist for which misspellings are looked for: deletions take memory. */
const maxSpellingEntities = 5000;

function isCorrectable(alias: Alias): boolean {
  if (alias.joined) return false;
  if (alias.rule === 'name')
    return alias.key.length >= weights.spelling.shortestName && /^[A-Z]/.test(alias.text);
  return alias.rule === 'title' && alias.key.length >= weights.spelling.shortestTitle;
}

function spellingOf(index: NameIndex): Spelling {
  const spelling = new Spelling();
  if (index.entities.length > maxSpellingEntities) return spelling;
  for (const alias of index.aliases) {
    if (isCorrectable(alias))
      for (const word of alias.text.match(wordPattern) ?? []) spelling.add(foldWord(word));
  }
  return spelling;
}

export class NameMatcher {
  readonly #index: NameIndex;
  /** The words that are known to be misspelt. */
  readonly spelling: Spelling;
  readonly #parts = new Words(maxIdentifierUnits + 2);
  /** The nodes of the walk under way: a walk never begins inside another. */
  readonly #path = new Int32Array(maxNameWords);

  /** `spelling`: that of an index which holds all of this one, so that words are corrected in its order. */
  constructor(index: NameIndex, spelling: Spelling = spellingOf(index)) {
    this.#index = index;
    this.spelling = spelling;
  }

  /** The longest name that starts at word `at`, and the first word behind it. */
  at(
    text: string,
    words: Words,
    at: number,
    glued: boolean,
  ): { candidate: Candidate; next: number } | undefined {
    const id = this.#index.words.find(words.hashes[at] as number);
    const node = id < 0 ? 0 : (this.#index.firsts[id] as number);
    return node === 0 ? undefined : this.#walk(text, words, at, node, false, glued);
  }

  #walk(
    text: string,
    words: Words,
    at: number,
    first: number,
    corrected: boolean,
    glued: boolean,
  ): { candidate: Candidate; next: number } | undefined {
    const path = this.#path;
    const { words: table, edges, ends } = this.#index;
    path[0] = first;
    let length = 1;
    let node = first;
    let misspelt = corrected;
    for (
      let next = at + 1;
      next < words.count && length < maxNameWords && edges.leadsOn(node);
      next += 1, length += 1
    ) {
      const distance = (words.starts[next] as number) - (words.ends[next - 1] as number);
      if (distance > 24) break;
      const id = table.find(words.hashes[next] as number);
      let to = id < 0 ? 0 : edges.find(node, id);
      if (to === 0 && !misspelt) {
        to = this.#correctedEdge(text, words, next, node);
        if (to !== 0) misspelt = true;
      }
      if (to === 0) break;
      node = to;
      path[length] = to;
    }
    for (let depth = length - 1; depth >= 0; depth -= 1) {
      const found = ends[path[depth] as number];
      if (found === undefined) continue;
      const candidate = this.#accept(text, words, at, at + depth, found, misspelt, glued);
      if (candidate !== undefined) return { candidate, next: at + depth + 1 };
    }
    return undefined;
  }

  /** The node behind the word at `at` once its spelling is corrected, or 0. */
  #correctedEdge(text: string, words: Words, at: number, node: number): number {
    const start = words.starts[at] as number;
    const end = words.ends[at] as number;
    if (
      end - start < weights.spelling.shortestWord ||
      end - start > maxMisspeltUnits ||
      !this.spelling.mayCorrect(words.units, start, end)
    )
      return 0;
    for (const word of this.spelling.correct(foldWord(text, start, end))) {
      const id = this.#index.words.find(hashWord(word));
      const to = id < 0 ? 0 : this.#index.edges.find(node, id);
      if (to !== 0) return to;
    }
    return 0;
  }

  #accept(
    text: string,
    words: Words,
    first: number,
    last: number,
    ends: readonly number[],
    misspelt: boolean,
    glued: boolean,
  ): Candidate | undefined {
    const start = words.starts[first] as number;
    let end = words.ends[last] as number;
    if (!this.#isBounded(text, start, end)) return undefined;
    const gaps: number[] = [];
    for (let at = first + 1; at <= last; at += 1) {
      gaps.push(gapBetween(text, words.ends[at - 1] as number, words.starts[at] as number));
    }
    const readings: Reading[] = [];
    let how: Candidate['how'] = 'name';
    let key = '';
    let surface = '';
    let plain = '';
    for (const alias of ends) {
      const entry = this.#index.aliases[alias] as Alias;
      if (gaps.length !== entry.gaps.length && !entry.joined) continue;
      if (!glued && !gaps.every((found, at) => gapFits(found, entry.gaps[at] ?? 0, entry.rule === 'domain')))
        continue;
      if (surface === '') {
        surface = text.slice(start, end);
        plain = plainSurface(surface);
        key = foldWord(surface);
      }
      if (entry.key !== key) {
        if (!misspelt || !this.#isMisspelt(key, entry)) continue;
        how = 'spelling';
      }
      const form = formOf(plain, entry.text);
      // Written small it cannot count, and must not hide a shorter name inside it: `die Grünen`.
      if (entry.rule === 'ambiguous' && form !== 'exact' && form !== 'caps' && !isTagged(text, start))
        continue;
      readings.push({ alias, form });
    }
    if (readings.length === 0) return undefined;
    if (text.charCodeAt(end) === 0x29 && surface.includes('(') && !surface.includes(')')) end += 1;
    return { start, end, readings, how, glued };
  }

  #isMisspelt(key: string, alias: Alias): boolean {
    if (alias.rule !== 'name' && alias.rule !== 'title') return false;
    return isOneEditApart(key, alias.key) || mergeConfused(key) === mergeConfused(alias.key);
  }

  /** Katakana names end where the Katakana ends; Hangul ones may carry a particle behind, not before. */
  #isBounded(text: string, start: number, end: number): boolean {
    const first = text.charCodeAt(start);
    if (first < 0x0e00) return true;
    const before = text.charCodeAt(start - 1);
    const after = text.charCodeAt(end);
    const isKatakana = (unit: number): boolean => unit >= 0x30a1 && unit <= 0x30fe && unit !== 0x30fb;
    const isHangul = (unit: number): boolean => unit >= 0xac00 && unit <= 0xd7a3;
    if (isKatakana(first) && isKatakana(before)) return false;
    if (isKatakana(text.charCodeAt(end - 1)) && isKatakana(after)) return false;
    return !(isHangul(first) && isHangul(before));
  }

  /** A name behind a word that no list knows: a misspelling, a misread acronym, or a part of an identifier. */
  unknown(
    text: string,
    words: Words,
    at: number,
  ): { candidates: readonly Candidate[]; next: number } | undefined {
    const start = words.starts[at] as number;
    const end = words.ends[at] as number;
    const length = end - start;
    if (length < 3 || length > maxIdentifierUnits) return undefined;
    const { units } = words;
    let capitals = 0;
    let joints = 0;
    let odd = 0;
    let previous = 0;
    for (let place = start; place < end; place += 1) {
      const unit = units[place] as number;
      const kind = isSmall(unit) ? 1 : isCapital(unit) ? 2 : isDigit(unit) ? 3 : 0;
      if (kind === 2) capitals += 1;
      if (unit === 0x6c || unit === 0x31 || unit === 0x30) odd += 1;
      if (place > start && kind !== previous && (kind === 2 || kind === 3 || previous === 3)) joints += 1;
      previous = kind;
    }
    if (capitals === 0 && odd === 0) return undefined;
    if (length <= 6 && odd > 0 && capitals >= 2) {
      const found = this.#misreadAcronym(text, words, at);
      if (found !== undefined) return found;
    }
    if (
      length >= weights.spelling.shortestWord &&
      length <= maxMisspeltUnits &&
      (isCapital(units[start] as number) || odd > 0) &&
      this.spelling.mayCorrect(units, start, end)
    ) {
      const found = this.#misspelt(text, words, at);
      if (found !== undefined) return found;
    }
    return joints > 0 && length >= 4 ? this.#insideIdentifier(text, units, start, end, at) : undefined;
  }

  #misreadAcronym(
    text: string,
    words: Words,
    at: number,
  ): { candidates: readonly Candidate[]; next: number } | undefined {
    const start = words.starts[at] as number;
    const end = words.ends[at] as number;
    const fixed = correctAcronym(text.slice(start, end));
    if (fixed === '') return undefined;
    const id = this.#index.words.find(hashWord(foldWord(fixed)));
    const ends = id < 0 ? undefined : this.#index.ends[this.#index.firsts[id] as number];
    const readings: Reading[] = [];
    for (const alias of ends ?? []) {
      const entry = this.#index.aliases[alias] as Alias;
      if (entry.rule === 'acronym' && entry.text === fixed) readings.push({ alias, form: 'exact' });
    }
    if (readings.length === 0) return undefined;
    return { candidates: [{ start, end, readings, how: 'spelling', glued: false }], next: at + 1 };
  }

  #misspelt(
    text: string,
    words: Words,
    at: number,
  ): { candidates: readonly Candidate[]; next: number } | undefined {
    for (const word of this.spelling.correct(foldWord(text, words.starts[at], words.ends[at]))) {
      const id = this.#index.words.find(hashWord(word));
      const node = id < 0 ? 0 : (this.#index.firsts[id] as number);
      if (node === 0) continue;
      const found = this.#walk(text, words, at, node, true, false);
      if (found !== undefined) return { candidates: [found.candidate], next: found.next };
    }
    return undefined;
  }

  #insideIdentifier(
    text: string,
    units: Uint16Array,
    start: number,
    end: number,
    at: number,
  ): { candidates: readonly Candidate[]; next: number } | undefined {
    const parts = this.#parts;
    const { firsts, words: table } = this.#index;
    parts.count = 0;
    parts.units = units;
    let from = start;
    let mayName = false;
    const cut = (to: number): void => {
      const hash = hashUnits(text, units, from, to);
      const id = table.find(hash);
      if (id >= 0 && firsts[id] !== 0) mayName = true;
      parts.add(from, to, hash, 0);
      from = to;
    };
    for (let place = start + 1; place < end; place += 1) {
      const unit = units[place] as number;
      const before = units[place - 1] as number;
      const after = place + 1 < end ? (units[place + 1] as number) : 0;
      if (isCapital(unit) && isSmall(before)) cut(place);
      else if (isCapital(unit) && isCapital(before) && isSmall(after)) cut(place);
      else if (isDigit(unit) !== isDigit(before)) cut(place);
    }
    cut(end);
    if (!mayName) return undefined;
    if (parts.count < 2) return undefined;
    const candidates: Candidate[] = [];
    for (let part = 0; part < parts.count;) {
      const found = this.at(text, parts, part, true);
      if (found !== undefined) candidates.push(found.candidate);
      part = found?.next ?? part + 1;
    }
    return candidates.length > 0 ? { candidates, next: at + 1 } : undefined;
  }

  /** An acronym written with dots (`B.J.P.`): single letters from word `at` on, joined. */
  dotted(text: string, words: Words, at: number): { candidate: Candidate; next: number } | undefined {
    let next = at;
    let letters = '';
    while (next < words.count && next - at < 8) {
      const start = words.starts[next] as number;
      if ((words.ends[next] as number) - start !== 1 || !isCapital(text.charCodeAt(start))) break;
      if (
        next > at &&
        (start - (words.ends[next - 1] as number) !== 1 || text.charCodeAt(start - 1) !== 0x2e)
      )
        break;
      letters += text.charAt(start);
      next += 1;
    }
    if (letters.length < 3) return undefined;
    const id = this.#index.words.find(hashWord(foldWord(letters)));
    const ends = id < 0 ? undefined : this.#index.ends[this.#index.firsts[id] as number];
    const readings: Reading[] = [];
    for (const alias of ends ?? []) {
      const entry = this.#index.aliases[alias] as Alias;
      if (entry.text === letters) readings.push({ alias, form: 'exact' });
    }
    if (readings.length === 0) return undefined;
    let end = words.ends[next - 1] as number;
    if (text.charCodeAt(end) === 0x2e) end += 1;
    return {
      candidate: { start: words.starts[at] as number, end, readings, how: 'name', glued: false },
      next,
    };
  }
}

/** `hashWord` of a folded part of a text. */
function hashUnits(text: string, units: Uint16Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const unit = units[at] as number;
    if (unit > 0x7e || unit === 0x26) return hashWord(foldWord(text, start, end));
  }
  let hash = offsetBasis;
  for (let at = start; at < end; at += 1) {
    const code = foldTable[units[at] as number] as number;
    if (code > ampersand) hash = Math.imul(hash ^ code, prime);
  }
  return hash;
}

/** A surface without what breaks a word over lines or hides in it, for comparing capitals. */
function plainSurface(surface: string): string {
  let out = surface.replace(/[-\u2010\u2011]\r?\n[ \t]*(?=[a-z])/g, '').replace(/\s+/g, ' ');
  if (/[^\x20-\x7e]/.test(out)) {
    out = Array.from(out)
      .filter(
        (unit) =>
          unit.length > 1 || foldTable[unit.charCodeAt(0)] !== ignorable || isSolo(unit.charCodeAt(0)),
      )
      .join('');
    out = out.normalize('NFKC');
  }
  return out;
}
