/** The shortest ways between two ends over relations, looked for step by step within stated bounds. Decision 0145. */
import { type End, endKey, type People } from './ends.ts';
import { relationsOf } from './relations-of.ts';
import type { Relation, RelationKind } from './tallies.ts';
import type { RelationReading } from './walk.ts';

/** Assertions are left out: they take the reading of all texts. */
export const pathKinds = [
  'named-with',
  'wrote-to',
  'wrote-of',
  'got-word-of',
] as const satisfies readonly RelationKind[];

/** Steps of a way; further ones join everybody with everybody. */
export const maxSteps = 4;
export interface PathBounds {
  /** Ends whose relations are looked at. */
  readonly looked: number;
  /** Documents of one end that are looked at, and of all together: a hub must not take the whole time. */
  readonly documentsOfEnd: number;
  readonly documents: number;
}

const wideBounds: PathBounds = { looked: 200, documentsOfEnd: 5_000, documents: 100_000 };

/** A step as it is stated: the relation is seen from `from`. */
export interface Step {
  readonly from: End;
  readonly to: End;
  readonly relations: readonly Relation[];
}

export interface PathsFound {
  readonly paths: readonly (readonly Step[])[];
  /** Ends whose relations were looked at, and documents. */
  readonly looked: number;
  readonly documents: number;
  /** Not all was looked at that could hold a way, or a shorter one. */
  readonly isCut: boolean;
}

interface Reached {
  readonly end: End;
  /** All by which it is reached in as many steps. */
  readonly by: { readonly key: string; readonly relations: readonly Relation[] }[];
}

const reachedAt = (levels: readonly ReadonlyMap<string, Reached>[], level: number, key: string): Reached | undefined =>
  levels[level]?.get(key); // prettier-ignore

/** All ways that end in `key` at a level, as far as they are asked for. */
function* waysTo(levels: readonly ReadonlyMap<string, Reached>[], level: number, key: string): Generator<readonly Step[], void> {
  const reached = reachedAt(levels, level, key);
  if (!reached) return;
  if (level === 0) {
    yield [];
    return;
  }
  for (const { key: before, relations } of reached.by) {
    const from = reachedAt(levels, level - 1, before)?.end;
    if (from) for (const way of waysTo(levels, level - 1, before)) yield [...way, { from, to: reached.end, relations }];
  }
} // prettier-ignore

/** At most `limit` ways, all of one length. Entities that people dismissed are no step, nor are names without an address, which may be of several people. */
export async function pathsBetween(
  reading: RelationReading,
  people: People,
  { from, to, limit }: { readonly from: End; readonly to: End; readonly limit: number },
  bounds = wideBounds,
): Promise<PathsFound> {
  const target = endKey(to);
  const levels: Map<string, Reached>[] = [new Map([[endKey(from), { end: from, by: [] }]])];
  const seen = new Set([endKey(from)]);
  let [looked, documents, isCut] = [0, 0, false];
  for (let step = 1; step <= maxSteps; step += 1) {
    const next = new Map<string, Reached>();
    for (const [key, { end }] of levels[step - 1] ?? []) {
      const left = bounds.documents - documents;
      if (looked >= bounds.looked || left <= 0 || reading.signal.aborted) {
        isCut = true;
        break;
      }
      looked += 1;
      const most = Math.min(bounds.documentsOfEnd, left);
      const asked = { kinds: new Set<RelationKind>(pathKinds), examples: 1, most };
      const found = await relationsOf(reading, people, end, { op: 'all' }, asked);
      documents += found.documents;
      isCut ||= found.isStopped || found.cut > 0 || found.leftOut > 0;
      for (const [other, relations] of Map.groupBy(found.relations, (one) => endKey(one.with))) {
        const [first] = relations;
        if (!first || first.with.dismissed || first.with.bare || seen.has(other)) continue;
        const reached = next.get(other) ?? { end: first.with, by: [] };
        reached.by.push({ key, relations: relations });
        next.set(other, reached);
      }
    }
    levels.push(next);
    for (const key of next.keys()) seen.add(key);
    if (next.has(target) || next.size === 0) break;
    // Behind the last step there may be more.
    if (step === maxSteps) isCut = true;
  }
  const paths: (readonly Step[])[] = [];
  for (const way of waysTo(levels, levels.length - 1, target)) {
    if (paths.length >= limit) break;
    paths.push(way);
  }
  return { paths, looked, documents, isCut };
}
