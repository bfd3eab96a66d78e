/** Leaves that are about words: which they are, which make a document match, and what a term must be to meet one. */
import { normalize, termsOf } from '../words/analysis.ts';
import type { Fuzzy, Leaf, Pattern, Query } from './ast.ts';
import { fieldOf } from './fields.ts';
import { isPrefix, matcherOf, normalizedPieces, prefixOf, withinEdits } from './pattern.ts';

export type WordLeaf = Exclude<Leaf, { op: 'range' }>;

/** Whether a leaf is about words, which full-text indexes answer. */
export function isWordLeaf(query: Query): query is WordLeaf {
  if (query.op === 'all' || query.op === 'and' || query.op === 'or' || query.op === 'not') return false;
  if (query.op === 'range') return false;
  return query.field === undefined || fieldOf(query.field)?.type === 'words';
}

/** The word leaves that make a document match, for its score and its snippets: none under a NOT. */
export function positiveWordLeaves(query: Query): WordLeaf[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(positiveWordLeaves);
  return isWordLeaf(query) ? [query] : [];
}

/** What the terms are that a pattern or a fuzzy word stands for. */
export interface TermTest {
  /** The start that all of them share; empty where there is none. */
  readonly prefix: string;
  /** For a normalised term, whatever its start. */
  readonly matches: (term: string) => boolean;
  /** The leaf as it was written. */
  readonly said: string;
}

export function termTestOf(leaf: Pattern | Fuzzy): TermTest {
  if (leaf.op === 'pattern') {
    const pieces = normalizedPieces(leaf.pattern);
    const prefix = prefixOf(pieces);
    const whole = isPrefix(pieces) ? (): boolean => true : matcherOf(pieces);
    return { prefix, matches: (term) => term.startsWith(prefix) && whole(term), said: leaf.pattern };
  }
  const word = termsOf(leaf.text)[0] ?? normalize(leaf.text);
  const prefix = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return {
    prefix,
    matches: (term) => term.startsWith(prefix) && withinEdits(word, term, leaf.distance),
    said: `${leaf.text}~${leaf.distance}`,
  };
}
