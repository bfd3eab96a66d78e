/** Which people two tables share, by their keyed hashes alone. */
import { estimateOf } from '../columns/smallest-hashes.ts';
import type { KeptKeys } from '../profile-document.ts';

export interface SharedBy {
  readonly kind: string;
  /** Different people of the table with fewer of them. */
  readonly subjects: number;
}

export interface Overlap {
  /** People in both: those linked, and those of one name whom nothing tells apart. */
  readonly sharedSubjects: number;
  /** Those of them with the same identifier in both. */
  readonly linkedByIdentifier: number;
  readonly by: readonly SharedBy[];
  /** Those of them who have the same name, and no other key in common. */
  readonly byNameAlone: number;
  /** Of one name, with another identifier of the same kind in each table: taken for namesakes. */
  readonly namesakes: number;
  /** Kept keys are a part of all: numbers are estimates. */
  readonly isEstimate?: true;
}

interface Pairs {
  /** Subject of the one and of the other, for each key that both have. */
  readonly mine: number[];
  readonly theirs: number[];
  readonly below: number;
}

/** Both are sorted: one walk over the two. */
function pairsOf(one: KeptKeys, other: KeptKeys): Pairs {
  const below = Math.min(one.below, other.below);
  const pairs: Pairs = { mine: [], theirs: [], below };
  for (let mine = 0, theirs = 0; mine < one.hashes.length && theirs < other.hashes.length;) {
    const difference = (one.hashes[mine] ?? 0) - (other.hashes[theirs] ?? 0);
    if (difference < 0) mine += 1;
    else if (difference > 0) theirs += 1;
    else {
      if ((one.hashes[mine] ?? 0) >= below) break;
      pairs.mine.push(one.subjects[mine] ?? 0);
      pairs.theirs.push(other.subjects[theirs] ?? 0);
      mine += 1;
      theirs += 1;
    }
  }
  return pairs;
}

/** Addresses of mail and their hashes are kept in one domain. */
const domainOf = (kind: string): string => (kind === 'email' ? 'hashed-email' : kind);
const kindOf = (one: string, other: string): string => (one === other ? one : 'hashed-email');

const sizeOf = ({ mine, theirs }: Pairs): number => Math.min(new Set(mine).size, new Set(theirs).size);

/** The hashes of some subjects by kind, to tell namesakes apart. */
function identifiersOf(keys: readonly KeptKeys[], of: ReadonlySet<number>): Map<number, Map<string, Set<number>>> {
  const found = new Map<number, Map<string, Set<number>>>();
  for (const { kind, hashes, subjects } of keys) {
    if (kind === 'person-name') continue;
    for (const [at, subject] of subjects.entries()) {
      if (!of.has(subject)) continue;
      const kinds = found.get(subject) ?? new Map<string, Set<number>>();
      found.set(subject, kinds);
      kinds.set(domainOf(kind), (kinds.get(domainOf(kind)) ?? new Set()).add(hashes[at] ?? 0));
    }
  }
  return found;
} // prettier-ignore

interface Named {
  readonly same: ReadonlySet<number>;
  readonly namesakes: number;
}

/** Of pairs with one name those that no identifier tells apart, by their subject in `one`. */
function sameNamed(one: readonly KeptKeys[], other: readonly KeptKeys[], pairs: Pairs): Named {
  const mine = identifiersOf(one, new Set(pairs.mine));
  const theirs = identifiersOf(other, new Set(pairs.theirs));
  const same = new Set<number>();
  let namesakes = 0;
  for (const [at, subject] of pairs.mine.entries()) {
    const own = mine.get(subject);
    const others = theirs.get(pairs.theirs[at] ?? 0);
    const common = [...(own ?? [])].filter(([kind]) => others?.has(kind));
    const differs = common.length > 0 && common.every(([kind, hashes]) => [...hashes].every((hash) => !others?.get(kind)?.has(hash))); // prettier-ignore
    if (differs) namesakes += 1;
    else same.add(subject);
  }
  return { same, namesakes };
}

/** Of the kept keys of two tables. Linear in their number. */
export function overlapOf(one: readonly KeptKeys[], other: readonly KeptKeys[]): Overlap {
  const by: SharedBy[] = [];
  const linked = { mine: new Set<number>(), theirs: new Set<number>() };
  let isEstimate = false;
  let largest = 0;
  let names: Pairs | undefined;
  for (const mine of one)
    for (const theirs of other) {
      if (domainOf(mine.kind) !== domainOf(theirs.kind)) continue;
      const pairs = pairsOf(mine, theirs);
      isEstimate ||= estimateOf(1, pairs.below) > 1;
      if (mine.kind === 'person-name') {
        names = pairs;
        continue;
      }
      const subjects = estimateOf(sizeOf(pairs), pairs.below);
      if (subjects === 0) continue;
      by.push({ kind: kindOf(mine.kind, theirs.kind), subjects });
      largest = Math.max(largest, subjects);
      for (const subject of pairs.mine) linked.mine.add(subject);
      for (const subject of pairs.theirs) linked.theirs.add(subject);
    }
  const exact = Math.min(linked.mine.size, linked.theirs.size);
  // Parts of keys that were kept by kind do not add up over kinds.
  const linkedByIdentifier = isEstimate ? largest : exact;
  const { same, namesakes } = names
    ? sameNamed(one, other, names)
    : { same: new Set<number>(), namesakes: 0 };
  const alone = [...same].filter((subject) => !linked.mine.has(subject)).length;
  const byNameAlone = names ? estimateOf(alone, names.below) : 0;
  by.sort((first, second) => second.subjects - first.subjects || (first.kind < second.kind ? -1 : 1));
  return {
    sharedSubjects: linkedByIdentifier + byNameAlone,
    linkedByIdentifier,
    by,
    byNameAlone,
    namesakes,
    ...(isEstimate && { isEstimate: true as const }),
  };
}
