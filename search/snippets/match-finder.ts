/** Finds where the word leaves of a query hold in a text: for highlights, and to verify proximities. */
import { scanTerms, termsOf } from '../words/analysis.ts';
import type { TermTest, WordLeaf } from '../query/words.ts';
import { termTestOf } from '../query/words.ts';

/** One leaf: a sequence of terms, a proximity of them, or a test that one term meets. */
interface Wanted {
  readonly leaf: number;
  readonly terms: readonly string[];
  readonly test?: TermTest;
  /** Of a proximity: words in between. */
  readonly distance?: number;
  /** The text kinds it is about; absent for all. */
  readonly kind?: string;
}

/** A place where a leaf holds; offsets into the text that was searched. */
export interface Match {
  readonly leaf: number;
  readonly start: number;
  readonly end: number;
}

interface FoundTerm {
  readonly position: number;
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** A bound against texts that are one word over and over: more places than this show nothing more. */
const maxFound = 20_000;

export class MatchFinder {
  readonly #wanted: readonly Wanted[];
  readonly #terms = new Set<string>();
  /** By the first unit of what they match; under `''` those without a start. */
  readonly #tests = new Map<string, TermTest[]>();

  constructor(leaves: readonly WordLeaf[]) {
    this.#wanted = leaves.map(wantedOf);
    for (const { terms, test } of this.#wanted) {
      for (const term of terms) this.#terms.add(term);
      if (test === undefined) continue;
      const first = test.prefix.slice(0, 1);
      const tests = this.#tests.get(first);
      if (tests === undefined) this.#tests.set(first, [test]);
      else tests.push(test);
    }
  }

  /** All matches in a text of one kind, by their start. */
  find(text: string, kind: string): Match[] {
    const wanted = this.#wanted.filter((one) => one.kind === undefined || one.kind === kind);
    if (wanted.length === 0) return [];
    const found: FoundTerm[] = [];
    let position = 0;
    scanTerms(text, 0, text.length, (term, start, end) => {
      if (found.length < maxFound && this.#isWanted(term)) found.push({ position, term, start, end });
      position++;
    });
    return wanted.flatMap((one) => matchesOf(one, found)).sort((a, b) => a.start - b.start || a.end - b.end);
  }

  /** Whether the text holds the proximity; for one leaf alone. */
  holds(text: string, kind: string): boolean {
    return this.find(text, kind).length > 0;
  }

  #isWanted(term: string): boolean {
    if (this.#terms.has(term)) return true;
    if (this.#tests.size === 0) return false;
    const meets = (first: string): boolean =>
      this.#tests.get(first)?.some(({ matches }) => matches(term)) === true;
    return meets(term.slice(0, 1)) || meets('');
  }
}

function wantedOf(leaf: WordLeaf, index: number): Wanted {
  const kind = leaf.field;
  if (leaf.op === 'pattern' || leaf.op === 'fuzzy') {
    return { leaf: index, terms: [], test: termTestOf(leaf), kind };
  }
  const terms = termsOf(leaf.text);
  return leaf.op === 'near'
    ? { leaf: index, terms, distance: leaf.distance, kind }
    : { leaf: index, terms, kind };
}

function matchesOf(wanted: Wanted, found: readonly FoundTerm[]): Match[] {
  const { leaf, test, distance } = wanted;
  if (test !== undefined) {
    return found
      .filter(({ term }) => test.matches(term))
      .map(({ start, end }): Match => ({ leaf, start, end }));
  }
  return distance === undefined ? sequences(wanted, found) : proximities(wanted, distance, found);
}

function sequences({ leaf, terms }: Wanted, found: readonly FoundTerm[]): Match[] {
  const matches: Match[] = [];
  for (let at = 0; at + terms.length <= found.length; at++) {
    const first = found[at] as FoundTerm;
    let last = first;
    const holds = terms.every((term, offset) => {
      last = found[at + offset] as FoundTerm;
      return last.position === first.position + offset && last.term === term;
    });
    if (holds) matches.push({ leaf, start: first.start, end: last.end });
  }
  return matches;
}

/** Windows that hold every word, as often as it is wanted, with at most `distance` others between. */
function proximities({ leaf, terms }: Wanted, distance: number, all: readonly FoundTerm[]): Match[] {
  const needed = new Map<string, number>();
  for (const term of terms) needed.set(term, (needed.get(term) ?? 0) + 1);
  const found = all.filter(({ term }) => needed.has(term));
  const matches = new Map<number, Match>();
  const counts = new Map<string, number>();
  const span = terms.length + distance;
  let missing = terms.length;
  let from = 0;
  for (let to = 0; to < found.length; to++) {
    const last = found[to] as FoundTerm;
    missing -= add(counts, last.term, 1) <= (needed.get(last.term) ?? 0) ? 1 : 0;
    while (last.position - (found[from] as FoundTerm).position >= span) {
      const { term } = found[from++] as FoundTerm;
      missing += add(counts, term, -1) < (needed.get(term) ?? 0) ? 1 : 0;
    }
    if (missing > 0) continue;
    for (const { start, end } of found.slice(from, to + 1)) matches.set(start, { leaf, start, end });
  }
  return [...matches.values()];
}

function add(counts: Map<string, number>, term: string, by: number): number {
  const count = (counts.get(term) ?? 0) + by;
  counts.set(term, count);
  return count;
}
