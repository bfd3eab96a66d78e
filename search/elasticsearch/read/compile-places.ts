/** Conditions on one place: nested in an entry, or a document of `places`. */
import type { Query } from '../../query/ast.ts';
import { pathKey, placeText } from '../../query/fields.ts';
import { normalizedPieces } from '../../query/pattern.ts';
import type { Dsl } from './compile-words.ts';
import { anyOf, patternQuery } from './compile-words.ts';
import { maxPathUnits } from '../entry-document.ts';

const nested = 'occurrences';

/** Entries with a nested place that meets the condition. */
export const nestedPlace = (query: Query): Dsl => ({
  nested: { path: nested, query: placeQuery(query, `${nested}.`), score_mode: 'none' },
});

/** Documents of `places` that meet the condition. */
export const flatPlace = (query: Query): Dsl => placeQuery(query, '');

function placeQuery(query: Query, before: string): Dsl {
  if (query.op === 'and') return { bool: { filter: query.of.map((one) => placeQuery(one, before)) } };
  if (query.op === 'or') return anyOf(query.of.map((one) => placeQuery(one, before)));
  if (query.op === 'pattern' && query.field !== undefined)
    return placePattern(query.field, query.pattern, before);
  if (query.op !== 'match' || query.field === undefined) throw new Error(`${query.op} is no place condition`);
  const { field, text } = query;
  if (field === 'deleted') return { term: { [`${before}deleted`]: { value: text === 'true' } } };
  if (field === 'path' && text.startsWith('/')) return below(text, `${before}pathKey`);
  return { match_phrase: { [`${before}${field}`]: { query: placeText(text).toWellFormed() } } };
}

/** The path itself, or anything below it. */
function below(text: string, field: string): Dsl {
  const path = pathKey(text).replace(/\/+$/, '').slice(0, maxPathUnits).toWellFormed();
  return anyOf([{ term: { [field]: { value: path } } }, { prefix: { [field]: { value: `${path}/` } } }]);
}

function placePattern(field: string, pattern: string, before: string): Dsl {
  const slashed = field === 'path' && !pattern.startsWith('/') ? `/${pattern}` : pattern;
  return patternQuery(normalizedPieces(slashed), `${before}${field}Key`);
}
