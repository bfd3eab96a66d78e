/** Counts of personal data by kind: documents, places, and different values by their keyed hashes, in bounded memory. */
import { SmallestHashes } from '../../datasets/columns/smallest-hashes.ts';

/** Different values of one kind in one document that are counted exactly; twice that of those beyond. */
const documentCap = 2 ** 17;
/** Of the whole case: half of it, so that what a document left out is left out of the case. */
export const caseCap = 2 ** 16;
/** Of one source or custodian at the least: an estimate of 6 %. */
const leastCap = 2 ** 8;
/** Hashes of all sources and custodians together: 64 MiB. */
const groupHashes = 2 ** 20;

export interface KindCount {
  readonly kind: string;
  readonly documents: number;
  /** Places of values. */
  readonly mentions: number;
  /** Different values. */
  readonly distinct: number;
  /** `distinct` is an estimate: there are more than are held. */
  readonly isEstimate?: true;
}

/** Such that all sources and custodians together stay within one bound, however many they are. */
export const groupCapOf = (groups: number, kinds: number): number =>
  Math.max(leastCap, Math.min(caseCap, Math.floor(groupHashes / Math.max(1, groups * kinds))));

interface Values {
  mentions: number;
  readonly hashes: SmallestHashes;
}

/** Of one document. */
export class DocumentValues {
  readonly #kinds = new Map<string, Values>();
  readonly #sorted = new Map<string, Float64Array>();

  /** Without a hash for a value that could not be read: its place alone counts. */
  add(kind: string, hash: number | undefined): void {
    const values = this.#kinds.get(kind) ?? { mentions: 0, hashes: new SmallestHashes(documentCap) };
    this.#kinds.set(kind, values);
    values.mentions += 1;
    if (hash !== undefined) values.hashes.add(hash);
  }

  /** Most different values first, then by kind. */
  counts(): KindCount[] {
    return inOrder(
      [...this.#kinds].map(([kind, { mentions, hashes }]) => countOf(kind, 1, mentions, hashes)),
    );
  }

  *kinds(): Generator<{ kind: string; mentions: number; hashes: Float64Array }> {
    for (const [kind, { mentions, hashes }] of this.#kinds) {
      const sorted = this.#sorted.get(kind) ?? hashes.sorted().hashes;
      this.#sorted.set(kind, sorted);
      yield { kind, mentions, hashes: sorted };
    }
  }
}

const countOf = (kind: string, documents: number, mentions: number, hashes: SmallestHashes): KindCount => ({
  kind,
  documents,
  mentions,
  distinct: hashes.distinct,
  ...(!hashes.isExact && { isEstimate: true as const }),
});

const inOrder = (counts: KindCount[]): KindCount[] =>
  counts.sort((a, b) => b.distinct - a.distinct || b.mentions - a.mentions || (a.kind < b.kind ? -1 : 1));

/** Of a case, a source or a custodian. */
export class ValueCounts {
  readonly #cap: number;
  readonly #kinds = new Map<string, Values & { documents: number }>();
  #documents = 0;

  /** At most `caseCap`. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  get documents(): number {
    return this.#documents;
  }

  get mentions(): number {
    let sum = 0;
    for (const { mentions } of this.#kinds.values()) sum += mentions;
    return sum;
  }

  add(document: DocumentValues): void {
    this.#documents += 1;
    for (const { kind, mentions, hashes } of document.kinds()) {
      const values = this.#kinds.get(kind) ?? {
        documents: 0,
        mentions: 0,
        hashes: new SmallestHashes(this.#cap),
      };
      this.#kinds.set(kind, values);
      values.documents += 1;
      values.mentions += mentions;
      for (const hash of hashes) {
        // They come in their order.
        if (hash >= values.hashes.below) break;
        values.hashes.add(hash);
      }
    }
  }

  /** Most different values first, then by kind. */
  counts(): KindCount[] {
    return inOrder(
      [...this.#kinds].map(([kind, { documents, mentions, hashes }]) =>
        countOf(kind, documents, mentions, hashes),
      ),
    );
  }
}
