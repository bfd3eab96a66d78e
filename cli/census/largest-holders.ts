/** The documents with the most different values, of all kinds and of each. */
import type { KindCount } from './value-counts.ts';

export interface Holder {
  /** SHA-256. */
  readonly document: string;
  /** Of its first place that shows. */
  readonly source: string;
  readonly path: string;
  readonly custodians: readonly string[];
  /** Different values, of all kinds. */
  readonly distinct: number;
  /** Places of values. */
  readonly mentions: number;
  readonly kinds: readonly Omit<KindCount, 'documents'>[];
  /** Why more may stand in it than was read; absent where all was read. */
  readonly unread?: string;
}

export interface KindHolders {
  readonly kind: string;
  readonly holders: readonly (Pick<Holder, 'document' | 'source' | 'path'> & { readonly distinct: number })[];
}

interface Ranked {
  readonly distinct: number;
  readonly holder: Holder;
}

/** Keeps the first `most`; those of as many values in the order of their ids, in which they come. */
function keep(ranked: Ranked[], one: Ranked, most: number): void {
  if (ranked.length >= most && (ranked.at(-1)?.distinct ?? 0) >= one.distinct) return;
  let at = ranked.length;
  while (at > 0 && (ranked[at - 1]?.distinct ?? 0) < one.distinct) at -= 1;
  ranked.splice(at, 0, one);
  if (ranked.length > most) ranked.pop();
}

export class LargestHolders {
  readonly #most: number;
  readonly #all: Ranked[] = [];
  readonly #kinds = new Map<string, Ranked[]>();

  constructor(most: number) {
    this.#most = most;
  }

  add(holder: Holder): void {
    keep(this.#all, { distinct: holder.distinct, holder }, this.#most);
    for (const { kind, distinct } of holder.kinds) {
      const ranked = this.#kinds.get(kind) ?? [];
      this.#kinds.set(kind, ranked);
      keep(ranked, { distinct, holder }, this.#most);
    }
  }

  get all(): readonly Holder[] {
    return this.#all.map(({ holder }) => holder);
  }

  /** By kind. */
  get byKind(): readonly KindHolders[] {
    return [...this.#kinds]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, ranked]) => ({
        kind,
        holders: ranked.map(({ distinct, holder: { document, source, path } }) => ({
          document,
          source,
          path,
          distinct,
        })),
      }));
  }
}
