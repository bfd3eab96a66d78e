/** Puts something else in the place of single conditions of a query. */
import { isLeaf, type Leaf, type Query } from './ast.ts';

/** What a join of the kind would hold of it: joins hold none of their own kind. */
export const operandsOf = (query: Query, op: 'and' | 'or'): readonly Query[] =>
  query.op === op ? query.of : [query];

/** The query with something else in the place of a leaf; conditions on one place are left as they are. */
export function replaceLeaves(query: Query, replaced: (leaf: Leaf) => Query): Query {
  switch (query.op) {
    case 'and':
    case 'or': {
      const { op } = query;
      return { op, of: query.of.flatMap((one) => operandsOf(replaceLeaves(one, replaced), op)) };
    }
    case 'not':
    case 'family':
    case 'member':
      return { op: query.op, of: replaceLeaves(query.of, replaced) };
    default:
      return isLeaf(query) ? replaced(query) : query;
  }
}
