/** Word leaves in Elasticsearch's query DSL: terms, phrases, intervals; never a query string. */
import type { estypes } from '@elastic/elasticsearch';
import type { Fuzzy, Pattern } from '../../query/ast.ts';
import { queryLimits } from '../../query/ast.ts';
import { textKinds, wordFields } from '../../query/fields.ts';
import type { Piece } from '../../query/pattern.ts';
import { isPrefix, normalizedPieces, prefixOf } from '../../query/pattern.ts';
import type { Slot, Wanted } from '../../query/sequences.ts';
import { needsText, singleSlot, waysOf } from '../../query/sequences.ts';
import type { WordLeaf } from '../../query/words.ts';
import { termsOf } from '../../words/analysis.ts';
import { choicesOf, clausesOf, type Expansions, inSequence } from './intervals.ts';

export type Dsl = NonNullable<estypes.QueryDslQueryContainer>;

/** Documents of `entries` have all word fields, those of `parts` the texts' alone. */
export type WordsIn = 'entries' | 'parts';

/** Where a leaf without a field looks: `other` holds the words of all fields but `body`. */
const defaultFields = ['body', 'other'];

/** The fields that a leaf looks in; none where such documents lack the field. */
export function fieldsOf(leaf: WordLeaf, where: WordsIn): readonly string[] {
  if (leaf.field !== undefined) {
    return where === 'entries' || textKinds.some((kind) => kind === leaf.field) ? [leaf.field] : [];
  }
  // In `other` a proximity could reach from one field into the next; a part holds one text alone.
  const isNear = leaf.op === 'near' || leaf.op === 'within';
  return isNear && where === 'entries' ? wordFields : defaultFields;
}

/** Any of the queries; a single one stays as it is. */
export const anyOf = (queries: readonly Dsl[]): Dsl => {
  const [first] = queries;
  if (first === undefined) return { match_none: {} };
  return queries.length === 1 ? first : { bool: { should: [...queries], minimum_should_match: 1 } };
};

/** Documents of entries or parts that hold the leaf; of one that needs the texts, those that may. */
export const wordQuery = (leaf: WordLeaf, where: WordsIn, expansions: Expansions): Dsl =>
  anyOf(fieldsOf(leaf, where).map((field) => inField(leaf, field, expansions)));

/** The one term of a leaf that is a single word; those of an OR are asked together. */
export function singleTerm(leaf: WordLeaf): string | undefined {
  if (leaf.op !== 'match') return undefined;
  const { terms = [], tests = [] } = singleSlot(leaf) ?? {};
  return terms.length === 1 && tests.length === 0 ? terms[0] : undefined;
}

const termQuery = (field: string, value: string): Dsl => ({ term: { [field]: { value } } });

/** Of one leaf: Elasticsearch takes 1,024 of a whole query at least, and each word of a proximity counts for each field. */
const maxLeafClauses = 512;

/** The ways that can hold: those whose joined words the index has. */
const possibleWays = (leaf: WordLeaf, expansions: Expansions): Wanted[] =>
  waysOf(leaf).filter(
    ({ units }, at) =>
      at === 0 || units.flat().every(({ terms }) => terms.every((term) => expansions.has(term))),
  );

/**
 * Whether texts are looked at to know which documents hold a leaf: what no index can tell, and what would have more
 * clauses than it answers.
 */
export function looksAtTexts(leaf: WordLeaf, expansions: Expansions): boolean {
  if (needsText(leaf)) return true;
  if (singleSlot(leaf) !== undefined) return false;
  const ways = possibleWays(leaf, expansions);
  const clauses = ways.reduce((sum, way) => sum + clausesOf(way, expansions), 0);
  return clauses * fieldsOf(leaf, 'entries').length > maxLeafClauses;
}

function inField(leaf: WordLeaf, field: string, expansions: Expansions): Dsl {
  const slot = singleSlot(leaf);
  if (slot !== undefined) {
    return anyOf([
      ...slot.terms.map((term) => termQuery(field, term)),
      ...slot.tests.map((test) => expandingQuery(test, field, 'constant_score')),
    ]);
  }
  const ways = possibleWays(leaf, expansions);
  // A phrase may stand in `other` as one that goes on from `body`: each field is asked by itself.
  if (leaf.op !== 'exact' && looksAtTexts(leaf, expansions)) {
    return anyOf(ways.map(({ units }) => allWords(units.flat(), field, expansions)));
  }
  const isPlain = ways.every(
    ({ units }) =>
      units.length === 1 && units[0]?.every(({ terms, tests }) => terms.length === 1 && tests.length === 0),
  );
  if (isPlain) return anyOf(ways.map(({ units }) => phrase(units[0] ?? [], field)));
  const rules = ways.flatMap((way) => inSequence(way, expansions) ?? []);
  return rules.length === 0
    ? { match_none: {} }
    : { intervals: { [field]: rules.length === 1 ? rules[0] : { any_of: { intervals: rules } } } };
}

function phrase(slots: readonly Slot[], field: string): Dsl {
  const terms = slots.flatMap((slot) => slot.terms);
  return terms.length === 1
    ? termQuery(field, terms[0] ?? '')
    : { match_phrase: { [field]: { query: terms.join(' ') } } };
}

/** A term of each position, wherever. */
function allWords(slots: readonly Slot[], field: string, expansions: Expansions): Dsl {
  const each = slots.filter(({ any }) => any !== true).map((slot) => choicesOf(slot, expansions));
  return { bool: { filter: each.map((terms) => ({ terms: { [field]: [...terms] } })) } };
}

/**
 * A pattern or a fuzzy word. `rewrite` says what becomes of the terms that it stands for: `constant_score` takes
 * them all.
 */
export function expandingQuery(leaf: Pattern | Fuzzy, field: string, rewrite: string): Dsl {
  if (leaf.op === 'fuzzy') {
    return {
      fuzzy: {
        [field]: {
          value: termsOf(leaf.text)[0] ?? '',
          fuzziness: leaf.distance,
          prefix_length: 1,
          transpositions: true,
          max_expansions: queryLimits.expansions + 1,
          rewrite,
        },
      },
    };
  }
  return patternQuery(normalizedPieces(leaf.pattern), field, rewrite);
}

/** A pattern over the terms of a field, words or whole values; `before` stands before it as it is. */
export function patternQuery(
  pieces: readonly Piece[],
  field: string,
  rewrite = 'constant_score',
  before = '',
): Dsl {
  if (isPrefix(pieces)) {
    return { prefix: { [field]: { value: (before + prefixOf(pieces)).toWellFormed(), rewrite } } };
  }
  const value = [{ literal: before }, ...pieces]
    .map((piece) => ('literal' in piece ? piece.literal.replace(/[\\*?]/g, '\\$&') : piece.wild))
    .join('');
  return { wildcard: { [field]: { value: value.toWellFormed(), rewrite } } };
}
