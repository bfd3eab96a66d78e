/** Leaves on everything that is neither words nor places: keywords, dates, numbers, hashes. */
import type { Leaf } from '../../query/ast.ts';
import type { Stretch } from '../../query/dates.ts';
import { dateFacetOf, dateRange, mainDateSpan, rangeOf, stretchOf } from '../../query/dates.ts';
import { dateField } from '../server/mapping.ts';
import { fieldOf, keywordKey, metaPrefix } from '../../query/fields.ts';
import { normalizedPieces } from '../../query/pattern.ts';
import type { Dsl } from './compile-words.ts';
import { patternQuery } from './compile-words.ts';
import { metaKey, metaKeyPrefix } from '../entry-document.ts';

/** A leaf that asks whether a field has one value: those of an OR on one field are asked together. */
export function singleValue(leaf: Leaf): { readonly field: string; readonly value: string } | undefined {
  const { field } = leaf;
  if (field === undefined || leaf.op !== 'match') return undefined;
  const { text } = leaf;
  switch (fieldOf(field)?.type) {
    case 'keyword':
      return field.startsWith(metaPrefix)
        ? { field: 'meta', value: metaKey(field.slice(metaPrefix.length), text) }
        : { field: `keys.${field}`, value: keywordKey(text).toWellFormed() };
    case 'has':
      return { field: 'has', value: text };
    case 'number':
      return { field, value: text };
    default:
      return undefined;
  }
}

export function valueQuery(leaf: Leaf): Dsl {
  const single = singleValue(leaf);
  if (single !== undefined) return { term: { [single.field]: { value: single.value } } };
  const { field } = leaf;
  const type = field === undefined ? undefined : fieldOf(field)?.type;
  if (field === undefined || type === undefined) throw new Error('a leaf without a field is about words');
  if (type === 'date') return dateQuery(field, leaf);
  if (type === 'span' && (leaf.op === 'match' || leaf.op === 'range')) return mainDateQuery(rangeOf(leaf));
  if (type === 'number' && leaf.op === 'range') return numberQuery(field, leaf);
  if (type === 'keyword' && leaf.op === 'pattern') return keywordPattern(field, leaf.pattern);
  if (type === 'hash' && leaf.op === 'match') return hashQuery(leaf.text);
  throw new Error(`${leaf.op} is no condition on ${field}`);
}

/** Of documents, and of items that have none; the id of an item's entry is no hash. */
const hashQuery = (start: string): Dsl => ({
  bool: {
    should: [
      { prefix: { sha256: { value: start } } },
      {
        bool: {
          must: [{ prefix: { document: { value: start } } }],
          must_not: [{ exists: { field: 'keys.item' } }],
        },
      },
    ],
  },
});

function keywordPattern(field: string, pattern: string): Dsl {
  const pieces = normalizedPieces(pattern);
  return field.startsWith(metaPrefix)
    ? patternQuery(pieces, 'meta', 'constant_score', metaKeyPrefix(field.slice(metaPrefix.length)))
    : patternQuery(pieces, `keys.${field}`);
}

function numberQuery(field: string, range: Extract<Leaf, { op: 'range' }>): Dsl {
  const { from, to, fromInclusive, toInclusive } = range;
  return {
    range: {
      [field]: {
        ...(from === undefined ? {} : { [fromInclusive ? 'gte' : 'gt']: Number(from) }),
        ...(to === undefined ? {} : { [toInclusive ? 'lte' : 'lt']: Number(to) }),
      },
    },
  };
}

/** The largest number of milliseconds that a date can have. */
const finite = (value: number): number => Math.max(-8.64e15, Math.min(8.64e15, value));

function dateQuery(field: string, leaf: Leaf): Dsl {
  const stretch =
    leaf.op === 'match' ? stretchOf(leaf.text) : leaf.op === 'range' ? dateRange(leaf) : undefined;
  if (stretch === undefined) throw new Error(`${leaf.op} is no condition on a date`);
  return sharesTime(dateField(field === 'date' ? 'any' : field), stretch);
}

/** On the values that its facets count. */
function mainDateQuery(range: Parameters<typeof mainDateSpan>[0]): Dsl {
  const { facet, from, to } = mainDateSpan(range);
  if (from >= to) return { match_none: {} };
  // Behind the last year of four digits.
  const end = dateFacetOf(to, facet).startsWith('+') ? ':' : dateFacetOf(to, facet);
  return { range: { [`show.${facet}`]: { gte: dateFacetOf(from, facet), lt: end } } };
}

/** Documents whose stretch begins before the end of this one and ends after its start. */
function sharesTime(field: string, stretch: Stretch): Dsl {
  const from = finite(stretch.from);
  const to = finite(stretch.to);
  // `{2016-01 TO 2016-02}` has no inside, but lies within what is dated 2016: Elasticsearch refuses a range that
  // ends before it starts.
  return from < to
    ? { range: { [field]: { gte: from, lt: to, relation: 'intersects' } } }
    : { range: { [field]: { gte: to - 1, lte: from, relation: 'contains' } } };
}
