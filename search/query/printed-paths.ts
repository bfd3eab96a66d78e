/** Paths as they are printed, the source's reference before the path: pasted into `path:` they are found too. */
import type { Leaf, Query } from './ast.ts';
import { keywordKey } from './fields.ts';
import { piecesOf } from './pattern.ts';
import { escaped } from './sequences.ts';

const isPath = (query: Query): query is Extract<Leaf, { op: 'match' | 'pattern' }> =>
  (query.op === 'match' || query.op === 'pattern') && query.field === 'path';

/** What stands at the start as it is: all of a value, the first literal of a pattern. */
function startOf(leaf: Extract<Leaf, { op: 'match' | 'pattern' }>): string {
  if (leaf.op === 'match') return leaf.text;
  const first = piecesOf(leaf.pattern)[0];
  return first !== undefined && 'literal' in first ? first.literal : '';
}

/** Whether any condition may be about a printed path: only then the sources must be known. */
export function mayPrintPaths(query: Query): boolean {
  if (query.op === 'and' || query.op === 'or') return query.of.some(mayPrintPaths);
  if (query.op === 'not' || query.op === 'place' || query.op === 'family' || query.op === 'member')
    return mayPrintPaths(query.of);
  return isPath(query) && startOf(query).includes('/');
}

/** The condition on source and path that a printed path means, for each source that it names. */
export function printedPath(leaf: Query, sources: readonly string[]): Query[] {
  if (!isPath(leaf)) return [];
  const start = startOf(leaf);
  const from = start.startsWith('/') ? 1 : 0;
  return sources.flatMap((source): Query[] => {
    const end = from + source.length;
    const names = source !== '' && keywordKey(start.slice(from, end)) === keywordKey(source);
    if (!names || start[end] !== '/' || (leaf.op === 'match' && start.length === end + 1)) return [];
    const ofSource: Query = { op: 'pattern', field: 'source', pattern: escaped(source) };
    const below: Query =
      leaf.op === 'match'
        ? { op: 'match', field: 'path', text: leaf.text.slice(end) }
        : { op: 'pattern', field: 'path', pattern: escaped(start.slice(end)) + restOf(leaf.pattern) };
    return [{ op: 'and', of: [ofSource, below] }];
  });
}

/** A pattern behind its first literal. */
const restOf = (pattern: string): string =>
  piecesOf(pattern)
    .slice(1)
    .map((piece) => ('literal' in piece ? escaped(piece.literal) : piece.wild))
    .join('');

/** The query with what its paths mean as printed ones. */
export function withPrintedPaths(query: Query, sources: readonly string[], atOnePlace = false): Query {
  if (query.op === 'and' || query.op === 'or') {
    const of = query.of.map((operand) => withPrintedPaths(operand, sources, atOnePlace));
    return { op: query.op, of };
  }
  if (query.op === 'not' || query.op === 'family' || query.op === 'member')
    return { op: query.op, of: withPrintedPaths(query.of, sources, atOnePlace) };
  if (query.op === 'place') return { op: 'place', of: withPrintedPaths(query.of, sources, true) };
  const printed = printedPath(query, sources);
  if (printed.length === 0) return query;
  const meant = printed.map((one): Query => (atOnePlace ? one : { op: 'place', of: one }));
  return { op: 'or', of: [query, ...meant] };
}
