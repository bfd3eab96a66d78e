/** Leaves that are about words: which they are, and which make a document match. */
import type { Leaf, Query } from './ast.ts';
import { isLeaf } from './ast.ts';
import { fieldOf } from './fields.ts';

export type WordLeaf = Exclude<Leaf, { op: 'range' }>;

/** Whether a leaf is about words, which full-text indexes answer. */
export function isWordLeaf(query: Query): query is WordLeaf {
  if (!isLeaf(query) || query.op === 'range') return false;
  if (query.op === 'exact') return true;
  return query.field === undefined || fieldOf(query.field)?.type === 'words';
}

/** The word leaves that make a document match, for its score and its snippets: none under a NOT. */
export function positiveWordLeaves(query: Query): WordLeaf[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(positiveWordLeaves);
  if (query.op === 'family' || query.op === 'member') return positiveWordLeaves(query.of);
  return isWordLeaf(query) ? [query] : [];
}
