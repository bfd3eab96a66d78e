/** Word leaves as FTS5 expressions. Every term goes in as a quoted string, so nothing of a query is syntax. */
import { termsOf } from '../words/analysis.ts';
import type { Leaf, Query } from '../query/ast.ts';
import type { WordLeaf } from '../query/words.ts';
import { isWordLeaf } from '../query/words.ts';
import { expand } from './expand.ts';
import type { Statements } from './statements.ts';

const quoted = (terms: string): string => `"${terms.replaceAll('"', '""')}"`;
/** A term that no text has. */
const nothing = quoted('\ue001');

/**
 * A proximity that names one word twice needs two of them. FTS5 would count one twice, so its answer is only a
 * candidate that must be verified on the text.
 */
export const needsVerifying = (leaf: Query): boolean =>
  leaf.op === 'near' && new Set(termsOf(leaf.text)).size < termsOf(leaf.text).length;

/** FTS5's parser holds a stack of 100, of which each level takes up to five; deeper trees go to SQL. */
const maxDepth = 12;
const isDeeper = (query: Query, depth: number): boolean =>
  query.op === 'not'
    ? depth === 0 || isDeeper(query.of, depth - 1)
    : (query.op === 'and' || query.op === 'or') &&
      (depth === 0 || query.of.some((operand) => isDeeper(operand, depth - 1)));

/** Compiles leaves against one state of the index; expansions are made once for each. */
export class WordCompiler {
  readonly #statements: Statements;
  readonly #expansions = new Map<string, string[]>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The words that a pattern or fuzzy leaf stands for. */
  expansion(leaf: Extract<Leaf, { op: 'pattern' | 'fuzzy' }>): readonly string[] {
    const key = JSON.stringify([leaf.op, leaf.op === 'pattern' ? leaf.pattern : [leaf.text, leaf.distance]]);
    let terms = this.#expansions.get(key);
    if (terms === undefined) this.#expansions.set(key, (terms = expand(this.#statements, leaf)));
    return terms;
  }

  leaf(leaf: WordLeaf): string {
    const expression = this.#expression(leaf);
    return leaf.field === undefined ? expression : `{"${leaf.field}"} : ${expression}`;
  }

  /**
   * One FTS5 expression for a whole tree of word leaves, or undefined where FTS5 has none: another field, a NOT
   * that stands alone, a proximity that must be verified.
   */
  tree(query: Query): string | undefined {
    if (query.op === 'all' || query.op === 'not' || query.op === 'range') return undefined;
    if (isDeeper(query, maxDepth)) return undefined;
    if (query.op === 'or') {
      const operands = query.of.map((operand) => this.tree(operand));
      return operands.includes(undefined) ? undefined : `(${operands.join(' OR ')})`;
    }
    if (query.op === 'and') return this.conjunction(query.of);
    return isWordLeaf(query) && !needsVerifying(query) ? this.leaf(query) : undefined;
  }

  conjunction(operands: readonly Query[]): string | undefined {
    const some: string[] = [];
    const none: string[] = [];
    for (const operand of operands) {
      const expression = this.tree(operand.op === 'not' ? operand.of : operand);
      if (expression === undefined) return undefined;
      (operand.op === 'not' ? none : some).push(expression);
    }
    if (some.length === 0) return undefined;
    const positive = `(${some.join(' AND ')})`;
    return none.length === 0 ? positive : `(${positive} NOT (${none.join(' OR ')}))`;
  }

  #expression(leaf: WordLeaf): string {
    if (leaf.op === 'pattern' || leaf.op === 'fuzzy') {
      const terms = this.expansion(leaf);
      return terms.length === 0 ? nothing : `(${terms.map((term) => quoted(term)).join(' OR ')})`;
    }
    const terms = termsOf(leaf.text);
    if (leaf.op === 'match') return quoted(terms.join(' '));
    const words = [...new Set(terms)];
    if (words.length === 1) return quoted(words[0] ?? '');
    // FTS5 counts the tokens between the first and the last word, the words between them included.
    return `NEAR(${words.map(quoted).join(' ')}, ${leaf.distance + terms.length - 2})`;
  }
}
