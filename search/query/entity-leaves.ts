/** Conditions of a query that name an entity, whole. */
import type { Leaf, Match, Query } from './ast.ts';
import { replaceLeaves } from './replace-leaves.ts';

export const namesEntity = (leaf: Leaf): leaf is Match => leaf.op === 'match' && leaf.field === 'entity';

/** The names, as typed, each once. */
export function entitiesIn(query: Query): readonly string[] {
  const found = new Set<string>();
  replaceLeaves(query, (leaf) => {
    if (namesEntity(leaf)) found.add(leaf.text);
    return leaf;
  });
  return [...found];
}
