/** The words of the index that a pattern or a fuzzy word stands for, in sorted order, up to the limit. */
import type { Fuzzy, Pattern } from '../query/ast.ts';
import { queryLimits, QueryTooBroadError } from '../query/ast.ts';
import { termTestOf } from '../query/term-test.ts';
import type { Statements } from './statements.ts';
import { textIn } from './statements.ts';

/** After every term that starts with the prefix: no term holds this character. */
export const afterAll = '\u{10ffff}';

/** Throws `QueryTooBroadError` past the limit. */
export function expand(statements: Statements, leaf: Pattern | Fuzzy): string[] {
  const found = new Set<string>();
  const { prefix, matches, said } = termTestOf(leaf);
  for (const table of ['words_terms', 'parts_terms']) {
    const rows = statements.each(
      `SELECT term FROM ${table} WHERE term >= ? AND term < ?`,
      prefix,
      prefix + afterAll,
    );
    for (const row of rows) {
      const term = textIn(row, 'term');
      if (!matches(term)) continue;
      found.add(term);
      if (found.size > queryLimits.expansions) throw QueryTooBroadError.ofPattern(said);
    }
  }
  return [...found].sort();
}
