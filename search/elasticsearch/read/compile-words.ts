/** Word leaves in Elasticsearch's query DSL: terms, phrases, intervals; never a query string. */
import type { estypes } from '@elastic/elasticsearch';
import { termsOf, termText } from '../../words/analysis.ts';
import type { Fuzzy, Near, Pattern } from '../../query/ast.ts';
import { queryLimits } from '../../query/ast.ts';
import { textKinds, wordFields } from '../../query/fields.ts';
import type { Piece } from '../../query/pattern.ts';
import { isPrefix, normalizedPieces, prefixOf } from '../../query/pattern.ts';
import type { WordLeaf } from '../../query/words.ts';

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
  return leaf.op === 'near' && where === 'entries' ? wordFields : defaultFields;
}

/** Any of the queries; a single one stays as it is. */
export const anyOf = (queries: readonly Dsl[]): Dsl => {
  const [first] = queries;
  if (first === undefined) return { match_none: {} };
  return queries.length === 1 ? first : { bool: { should: [...queries], minimum_should_match: 1 } };
};

/** Documents of entries or parts that hold the leaf. */
export const wordQuery = (leaf: WordLeaf, where: WordsIn): Dsl =>
  anyOf(fieldsOf(leaf, where).map((field) => inField(leaf, field)));

/** The one term of a leaf that is a single word; those of an OR are asked together. */
export function singleTerm(leaf: WordLeaf): string | undefined {
  if (leaf.op !== 'match') return undefined;
  const terms = termsOf(leaf.text);
  return terms.length === 1 ? terms[0]?.toWellFormed() : undefined;
}

function inField(leaf: WordLeaf, field: string): Dsl {
  switch (leaf.op) {
    case 'match': {
      const term = singleTerm(leaf);
      return term === undefined
        ? { match_phrase: { [field]: { query: termText(leaf.text) } } }
        : { term: { [field]: { value: term } } };
    }
    case 'near':
      return nearInField(leaf, field);
    default:
      return expandingQuery(leaf, field, 'constant_score');
  }
}

/** Intervals ask for a word as often as it is named, and count every word between. */
function nearInField({ text, distance }: Near, field: string): Dsl {
  const [first = '', ...others] = termsOf(text);
  if (others.length === 0) return { term: { [field]: { value: first.toWellFormed() } } };
  return {
    intervals: {
      [field]: { match: { query: termText(text), max_gaps: distance, ordered: false } },
    },
  };
}

/**
 * A pattern or a fuzzy word. `rewrite` says what becomes of the terms that it stands for: `constant_score` takes
 * them all.
 */
export function expandingQuery(leaf: Pattern | Fuzzy, field: string, rewrite: string): Dsl {
  if (leaf.op === 'fuzzy') {
    const value = (termsOf(leaf.text)[0] ?? '').toWellFormed();
    return {
      fuzzy: {
        [field]: {
          value,
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
