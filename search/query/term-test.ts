/** What a term must be to meet a pattern or a fuzzy word. */
import { normalize, termsOf } from '../words/analysis.ts';
import type { Fuzzy, Pattern } from './ast.ts';
import { isPrefix, matcherOf, normalizedPieces, prefixOf, withinEdits } from './pattern.ts';

/** What the terms are that a pattern of one word or a fuzzy word stands for. */
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
