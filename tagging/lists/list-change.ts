/** What changed between two watchlists, entity by entity. */
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';

/** Entities of watchlists that only one of two sets has, in its order; one that was changed is on both sides. */
export interface ListChange {
  readonly gone: readonly GazetteerEntity[];
  readonly come: readonly GazetteerEntity[];
}

const keyOf = (entity: GazetteerEntity): string => JSON.stringify(entity);

/** Those of `entities` that `others` do not have as often. */
function without(
  entities: readonly GazetteerEntity[],
  others: readonly GazetteerEntity[],
): GazetteerEntity[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return entities.filter((entity) => {
    const count = left.get(keyOf(entity)) ?? 0;
    left.set(keyOf(entity), count - 1);
    return count <= 0;
  });
}

/** Of two lists that share a name one wins by its place: where what both have stands in another order, all is changed. */
export function changeOf(before: readonly GazetteerEntity[], after: readonly GazetteerEntity[]): ListChange {
  const [gone, come] = [without(before, after), without(after, before)];
  const [kept, left] = [without(before, gone).map(keyOf), without(after, come).map(keyOf)];
  return kept.every((key, at) => key === left[at]) ? { gone, come } : { gone: before, come: after };
}
