/** What the texts of documents said of a leaf that no index can tell: page, count and facets of a query ask it again. */
import type { WordLeaf } from '../query/words.ts';

/** Tells of documents, by their row, whether they hold a leaf. */
export type Verifier = (doc: number) => boolean;

/** Leaves that are verified at one time, each with what was worked out of it: a query may hold a thousand. */
const maxVerifiers = 64;
/** Answers that are kept, some 50 bytes each: a leaf may be about every document of a large case. */
const maxKept = 500_000;

export class VerifiedLeaves {
  readonly #verifierOf: (leaf: WordLeaf) => Verifier;
  readonly #leaves = new Map<string, { readonly verifier: Verifier; readonly known: Map<number, boolean> }>();
  #kept = 0;
  #generation: number | undefined;

  constructor(verifierOf: (leaf: WordLeaf) => Verifier) {
    this.#verifierOf = verifierOf;
  }

  /** Forgets what was true of another state of the index. */
  startAt(generation: number): void {
    if (generation !== this.#generation) this.#forget();
    this.#generation = generation;
  }

  /** `leaf` as JSON. */
  holds(leaf: string, doc: number): boolean {
    let one = this.#leaves.get(leaf);
    if (one === undefined) {
      if (this.#leaves.size >= maxVerifiers) this.#forget();
      one = { verifier: this.#verifierOf(JSON.parse(leaf) as WordLeaf), known: new Map() };
      this.#leaves.set(leaf, one);
    }
    const known = one.known.get(doc);
    if (known !== undefined) return known;
    const holds = one.verifier(doc);
    if (this.#kept < maxKept) {
      one.known.set(doc, holds);
      this.#kept++;
    }
    return holds;
  }

  #forget(): void {
    this.#leaves.clear();
    this.#kept = 0;
  }
}
