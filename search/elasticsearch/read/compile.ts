/** Compiles a query tree into Elasticsearch's query DSL over the documents of `entries`. */
import type { Leaf, Query } from '../../query/ast.ts';
import { isPlaceQuery } from '../../query/places.ts';
import type { WordLeaf } from '../../query/words.ts';
import { isWordLeaf, positiveWordLeaves } from '../../query/words.ts';
import { opensAll } from '../../place-marks.ts';
import type { Scope } from '../../../schemas/scope.ts';
import { flatPlace, nestedPlace } from './compile-places.ts';
import { singleValue, valueQuery } from './compile-values.ts';
import type { Dsl } from './compile-words.ts';
import { anyOf, fieldsOf, looksAtTexts, singleTerm, wordQuery } from './compile-words.ts';
import { type FamilySet, inFamilies } from './family-sets.ts';
import type { DocumentSets } from './document-sets.ts';
import type { Expansions } from './intervals.ts';

/** More words than this are looked for without a score of their own each: it would double the clauses. */
const maxScored = 256;
/** Elasticsearch reads queries nested up to 30 deep; what is around a tree takes some. */
const maxHeight = 20;

/** A document shows where one of its places does. */
export const visibleIn = (scope: Scope): Dsl => {
  const { open } = scope;
  if (opensAll(scope)) return { match_all: {} };
  const free: Dsl = { term: { free: { value: true } } };
  return open.length === 0
    ? free
    : anyOf([free, { terms: { withheld: open.map((one) => one.toWellFormed()) } }]);
};

/** What a query is compiled with. */
export interface Compiling {
  readonly scope: Scope;
  readonly sets: DocumentSets;
  readonly expansions: Expansions;
  /** Of each `family(…)` the families that meet it. */
  readonly families: ReadonlyMap<Query, FamilySet>;
}

/** A condition, as one clause of a filter. */
export const compileFilter = (query: Query, using: Compiling): Dsl =>
  withinHeight(new Compiler(using).filter(query)).query;

/** The same documents, with a score by the words that are wanted. */
export function compileScored(query: Query, using: Compiling): Dsl {
  const compiler = new Compiler(using);
  const leaves = positiveWordLeaves(query);
  if (leaves.length <= maxScored) return withinHeight(compiler.scored(query)).query;
  const should = leaves.slice(0, maxScored).map((leaf) => compiler.scored(leaf));
  return { bool: { filter: [withinHeight(compiler.filter(query)).query], should, minimum_should_match: 0 } };
}

class Compiler {
  readonly #scope: Scope;
  readonly #sets: DocumentSets;
  readonly #expansions: Expansions;
  readonly #families: ReadonlyMap<Query, FamilySet>;
  /** What documents must meet as well, where the compiler is: texts of others need not be looked at. */
  #within: readonly Dsl[];

  constructor({ scope, sets, expansions, families }: Compiling) {
    this.#scope = scope;
    this.#sets = sets;
    this.#expansions = expansions;
    this.#families = families;
    this.#within = [visibleIn(scope)];
  }

  filter(query: Query): Dsl {
    switch (query.op) {
      case 'all':
        return { match_all: {} };
      case 'not':
        return { bool: { must_not: [this.filter(query.of)] } };
      case 'and':
        return this.#and(query.of, (operand) => ({ filter: this.filter(operand) }));
      case 'or':
        return this.#any(query.of);
      case 'place':
        return this.#place(query.of);
      case 'family':
        return this.#family(query);
      case 'member':
        return this.filter(query.of);
      default:
        return this.#leaf(query);
    }
  }

  scored(query: Query): Dsl {
    if (positiveWordLeaves(query).length === 0) {
      return { constant_score: { filter: this.filter(query), boost: 0 } };
    }
    if (query.op === 'and') {
      return this.#and(query.of, (operand) =>
        positiveWordLeaves(operand).length > 0
          ? { must: this.scored(operand) }
          : { filter: this.filter(operand) },
      );
    }
    if (query.op === 'or') return anyOf(query.of.map((operand) => this.scored(operand)));
    if (query.op === 'family') {
      const should = positiveWordLeaves(query).map((leaf) => this.#word(leaf, true));
      return { bool: { filter: [this.filter(query)], should, minimum_should_match: 0 } };
    }
    return isWordLeaf(query) ? this.#word(query, true) : this.filter(query);
  }

  #and(operands: readonly Query[], make: (operand: Query) => { filter: Dsl } | { must: Dsl }): Dsl {
    const within = this.#within;
    const quick = operands.filter((operand) => !this.#looksAtTexts(operand));
    if (quick.length < operands.length) {
      const also = quick.map((operand) => withinHeight(this.filter(operand)).query);
      this.#within = [...within, ...also];
    }
    const all = this.#all(operands, make);
    this.#within = within;
    return all;
  }

  /** What is not wanted stands as one OR, whose words are asked together. */
  #all(operands: readonly Query[], make: (operand: Query) => { filter: Dsl } | { must: Dsl }): Dsl {
    const none = operands.flatMap((operand) => (operand.op === 'not' ? [operand.of] : []));
    const made = operands.filter(({ op }) => op !== 'not').map(make);
    const filter = made.flatMap((one) => ('filter' in one ? [one.filter] : []));
    return {
      bool: {
        filter,
        must: made.flatMap((one) => ('must' in one ? [one.must] : [])),
        must_not: none.length === 0 ? [] : [this.#any(none)],
      },
    };
  }

  /** Clauses are limited: values of one field, single words and places are one clause each, however many. */
  #any(operands: readonly Query[]): Dsl {
    const flat = operands.flatMap((operand) => (operand.op === 'or' ? operand.of : [operand]));
    const places = flat.filter(isPlaceQuery);
    const words = flat.filter((one): one is WordLeaf => isWordLeaf(one) && singleTerm(one) !== undefined);
    const values = flat.filter((one): one is Leaf => !isWordLeaf(one) && isValue(one));
    const merged = new Set<Query>([...places, ...words, ...values]);
    return anyOf([
      ...(places.length > 0 ? [this.#place(joined('or', places))] : []),
      ...(words.length > 0 ? [termsOfAny(words, 'entries')] : []),
      ...(words.length > 0 ? this.#sets.of('parts', termsOfAny(words, 'parts')) : []),
      ...termsByField(values.flatMap((one) => singleValue(one) ?? [])),
      ...flat.filter((one) => !merged.has(one)).map((one) => this.filter(one)),
    ]);
  }

  #leaf(leaf: Leaf): Dsl {
    if (isWordLeaf(leaf)) return this.#word(leaf, false);
    return isPlaceQuery(leaf) ? this.#place(leaf) : valueQuery(leaf);
  }

  /** In a long document's parts a leaf counts the same wherever it stands and however often. */
  #word(leaf: WordLeaf, scored: boolean): Dsl {
    if (looksAtTexts(leaf, this.#expansions)) {
      const verified = this.#sets.verified(leaf, this.#within);
      return anyOf(scored ? verified.map((filter) => ({ constant_score: { filter } })) : verified);
    }
    const long = this.#sets.of('parts', wordQuery(leaf, 'parts', this.#expansions));
    return anyOf([
      wordQuery(leaf, 'entries', this.#expansions),
      ...(scored ? long.map((filter) => ({ constant_score: { filter } })) : long),
    ]);
  }

  #looksAtTexts(query: Query): boolean {
    if (query.op === 'and' || query.op === 'or') return query.of.some((one) => this.#looksAtTexts(one));
    if (query.op === 'not') return this.#looksAtTexts(query.of);
    return isWordLeaf(query) && looksAtTexts(query, this.#expansions);
  }

  #family(query: Query): Dsl {
    const families = this.#families.get(query);
    if (families === undefined) throw new Error('the families of a query were not listed');
    const nested = inFamilies(families, 'occurrences.', this.#scope);
    return anyOf([
      { nested: { path: 'occurrences', query: nested, score_mode: 'none' } },
      ...this.#sets.of('places', inFamilies(families, '', this.#scope)),
    ]);
  }

  #place(query: Query): Dsl {
    return anyOf([
      nestedPlace(query, this.#scope),
      ...this.#sets.of('places', flatPlace(query, this.#scope)),
    ]);
  }
}

const isValue = (query: Query): boolean =>
  query.op === 'match' && !isPlaceQuery(query) && singleValue(query) !== undefined;

function joined(op: 'and' | 'or', of: readonly Query[]): Query {
  const [first] = of;
  return of.length === 1 && first !== undefined ? first : { op, of };
}

const termsOfAny = (leaves: readonly WordLeaf[], where: 'entries' | 'parts'): Dsl =>
  anyOf(
    termsByField(
      leaves.flatMap((leaf) => {
        const value = singleTerm(leaf) ?? '';
        return fieldsOf(leaf, where).map((field) => ({ field, value }));
      }),
    ),
  );

function termsByField(pairs: readonly { readonly field: string; readonly value: string }[]): Dsl[] {
  return [...Map.groupBy(pairs, ({ field }) => field)].map(([field, of]) => ({
    terms: { [field]: [...new Set(of.map(({ value }) => value))] },
  }));
}

/**
 * The query with what lies too deep wrapped: Elasticsearch reads the inside of a `wrapper` on its own, so brackets
 * as deep as the language allows are answered, whatever the cluster's `indices.query.bool.max_nested_depth` over 30.
 */
function withinHeight(query: Dsl): { readonly query: Dsl; readonly height: number } {
  let highest = 0;
  const inside = (child: Dsl): Dsl => {
    const { query: made, height } = withinHeight(child);
    const wrapped = height >= maxHeight;
    highest = Math.max(highest, wrapped ? 1 : height);
    return wrapped ? { wrapper: { query: Buffer.from(JSON.stringify(made)).toString('base64') } } : made;
  };
  const all = (clauses: unknown): Dsl[] => ([clauses ?? []].flat() as Dsl[]).map(inside);
  const { bool, nested, constant_score: constant } = query;
  let made = query;
  if (bool !== undefined) {
    const { filter, must, should, must_not, ...rest } = bool;
    const clauses = { filter: all(filter), must: all(must), should: all(should), must_not: all(must_not) };
    const some = Object.entries(clauses).filter(([, of]) => of.length > 0);
    made = { bool: { ...rest, ...Object.fromEntries(some) } };
  } else if (nested !== undefined) {
    made = { nested: { ...nested, query: inside(nested.query as Dsl) } };
  } else if (constant !== undefined) {
    made = { constant_score: { ...constant, filter: inside(constant.filter as Dsl) } };
  }
  return { query: made, height: highest + 1 };
}
