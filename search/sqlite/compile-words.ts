/** Word leaves as FTS5 expressions. Every term goes in as a quoted string, so nothing of a query is syntax. */
import type { Fuzzy, Pattern, Query } from '../query/ast.ts';
import type { Slot, Wanted } from '../query/sequences.ts';
import { waysOf } from '../query/sequences.ts';
import type { WordLeaf } from '../query/words.ts';
import { isWordLeaf } from '../query/words.ts';
import { expand } from './expand.ts';
import type { Statements } from './statements.ts';

const quoted = (terms: string): string => `"${terms.replaceAll('"', '""')}"`;
/** A term that no text has. */
const nothing = quoted('\ue001');

/** Phrases of one leaf: more are looked for word by word, and what is found is verified on the text. */
const maxPhrases = 1_024;

interface Compiled {
  /** Of FTS5; finds all documents of the leaf, and others where `verify` is set. */
  readonly expression: string;
  readonly verify: boolean;
}

/** Terms by position, in the units of one way. */
type Choices = readonly (readonly (readonly string[])[])[];

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
  readonly #leaves = new Map<string, Compiled>();
  /** Whether the index has a term. */
  readonly #known = new Map<string, boolean>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The words that a pattern or fuzzy leaf stands for. */
  expansion(leaf: Pattern | Fuzzy): readonly string[] {
    const key = JSON.stringify([leaf.op, leaf.op === 'pattern' ? leaf.pattern : [leaf.text, leaf.distance]]);
    let terms = this.#expansions.get(key);
    if (terms === undefined) this.#expansions.set(key, (terms = expand(this.#statements, leaf)));
    return terms;
  }

  leaf(leaf: WordLeaf): string {
    return this.#compiled(leaf).expression;
  }

  /** Whether the documents of the expression must be verified on their texts. */
  needsVerifying(leaf: Query): boolean {
    return isWordLeaf(leaf) && this.#compiled(leaf).verify;
  }

  /**
   * One FTS5 expression for a whole tree of word leaves, or undefined where FTS5 has none: another field, a NOT
   * that stands alone, what must be verified.
   */
  tree(query: Query): string | undefined {
    if (query.op === 'all' || query.op === 'not' || query.op === 'range') return undefined;
    if (query.op === 'place' || query.op === 'family' || query.op === 'member') return undefined;
    if (isDeeper(query, maxDepth)) return undefined;
    if (query.op === 'or') {
      const operands = query.of.map((operand) => this.tree(operand));
      return operands.includes(undefined) ? undefined : `(${operands.join(' OR ')})`;
    }
    if (query.op === 'and') return this.conjunction(query.of);
    return isWordLeaf(query) && !this.needsVerifying(query) ? this.leaf(query) : undefined;
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

  #compiled(leaf: WordLeaf): Compiled {
    const key = JSON.stringify(leaf);
    let compiled = this.#leaves.get(key);
    if (compiled === undefined) {
      const { expression, verify } = this.#compile(leaf);
      compiled = {
        expression: leaf.field === undefined ? expression : `{"${leaf.field}"} : ${expression}`,
        verify,
      };
      this.#leaves.set(key, compiled);
    }
    return compiled;
  }

  #compile(leaf: WordLeaf): Compiled {
    const ways = waysOf(leaf).filter((way, at) => at === 0 || this.#hasAll(way));
    const choices = ways.map(({ units }) => units.map((unit) => unit.map((slot) => this.#choices(slot))));
    const possible = choices.filter((units) =>
      units.flat().every((terms) => terms === any || terms.length > 0),
    );
    if (possible.length === 0) return { expression: nothing, verify: false };
    const distance = ways[0]?.between ?? 0;
    const isAny = possible.some((units) => units.flat().includes(any));
    const phrases = possible.reduce((sum, units) => sum + countOf(units), 0);
    if (isAny || phrases > maxPhrases) return { expression: anyOf(possible.map(allWords)), verify: true };
    return {
      expression: anyOf(possible.map((units) => inSequence(units, distance))),
      // FTS5 has no proximity in an order.
      verify: leaf.op === 'exact' || ways[0]?.ordered === true || possible.some(sharesTerms),
    };
  }

  /** The terms of one position; `any` for every word. */
  #choices({ terms, tests, any: isAny }: Slot): readonly string[] {
    if (isAny === true) return any;
    return [...new Set([...terms, ...tests.flatMap((test) => this.expansion(test))])];
  }

  /** Whether the index has the words that a way puts together. */
  #hasAll({ units }: Wanted): boolean {
    return units
      .flat()
      .every(({ terms, tests }) => tests.length > 0 || terms.some((term) => this.#has(term)));
  }

  #has(term: string): boolean {
    let has = this.#known.get(term);
    if (has === undefined) {
      has = ['words', 'parts'].some(
        (table) =>
          this.#statements.get(`SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT 1`, quoted(term)) !==
          undefined,
      );
      this.#known.set(term, has);
    }
    return has;
  }
}

/** Stands for the terms of a position where any word does. */
const any: readonly string[] = [];

const countOf = (units: Choices): number =>
  units.flat().reduce((product, terms) => product * terms.length, 1);
const anyOf = (expressions: readonly string[]): string => {
  const [first = nothing] = expressions;
  return expressions.length === 1 ? first : `(${expressions.join(' OR ')})`;
};

/** Documents that hold a term of each position, wherever. */
function allWords(units: Choices): string {
  const each = units.flat().filter((terms) => terms !== any);
  return `(${[...new Set(each.map((terms) => anyOf(terms.map(quoted))))].join(' AND ')})`;
}

/** FTS5 would count one word twice where it meets two positions: its answer is then only a candidate. */
function sharesTerms(units: Choices): boolean {
  if (units.length < 2) return false;
  const each = units.map((unit) => new Set(unit.flat()));
  return each.some((terms, at) => each.slice(at + 1).some((others) => !terms.isDisjointFrom(others)));
}

/** Every list that takes one of each. */
const combinations = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((made, list) => made.flatMap((some) => list.map((one) => [...some, one])), [[]]);

/** Each choice of terms as a phrase, or as a proximity of phrases. */
function inSequence(units: Choices, distance: number): string {
  const phrases = units.map((unit) => combinations(unit).map((terms) => quoted(terms.join(' '))));
  const isOfWords = units.every((unit) => unit.length === 1);
  return anyOf(
    combinations(phrases).map((chosen) => {
      const distinct = [...new Set(chosen)];
      if (distinct.length === 1) return distinct[0] ?? nothing;
      // FTS5 counts the tokens between the first and the last word, the words between them included.
      const between = distance + (isOfWords ? chosen.length - 2 : 0);
      return `NEAR(${distinct.join(' ')}, ${between})`;
    }),
  );
}
