/** The words of a text that some position of a query wants, and which positions they meet. */
import type { Slot } from '../query/sequences.ts';
import type { TermTest } from '../query/term-test.ts';
import { termTestOf } from '../query/term-test.ts';
import { scanTerms } from '../words/analysis.ts';

export interface FoundWord {
  readonly position: number;
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** Tells of single terms whether any of the positions wants them. */
export class WantedWords {
  readonly #terms = new Set<string>();
  /** By the first unit of what they match; under `''` those without a start. */
  readonly #tests = new Map<string, TermTest[]>();
  readonly #made = new Map<string, TermTest>();
  #any = false;

  add({ terms, tests, any }: Slot): void {
    for (const term of terms) this.#terms.add(term);
    if (any === true) this.#any = true;
    for (const leaf of tests) {
      const key = JSON.stringify(leaf);
      if (this.#made.has(key)) continue;
      const test = termTestOf(leaf);
      this.#made.set(key, test);
      const first = test.prefix.slice(0, 1);
      this.#tests.set(first, [...(this.#tests.get(first) ?? []), test]);
    }
  }

  /** The words wanted of a text, in order; no more than `most`, but all where any word is wanted. */
  in(text: string, most: number): FoundWord[] {
    const found: FoundWord[] = [];
    let position = 0;
    scanTerms(text, 0, text.length, (term, start, end) => {
      if ((found.length < most || this.#any) && this.#isWanted(term))
        found.push({ position, term, start, end });
      position++;
    });
    return found;
  }

  /** Whether a term meets a position. */
  meets(term: string, { terms, tests, any }: Slot): boolean {
    if (any === true || terms.includes(term)) return true;
    return tests.some((leaf) => this.#made.get(JSON.stringify(leaf))?.matches(term) === true);
  }

  #isWanted(term: string): boolean {
    if (this.#any || this.#terms.has(term)) return true;
    if (this.#tests.size === 0) return false;
    const meets = (first: string): boolean =>
      this.#tests.get(first)?.some(({ matches }) => matches(term)) === true;
    return meets(term.slice(0, 1)) || meets('');
  }
}
