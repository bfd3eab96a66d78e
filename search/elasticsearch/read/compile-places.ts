/** Conditions on one place: nested in an entry, or a document of `places`. */
import type { Query } from '../../query/ast.ts';
import { productionPrefix } from '../../../schemas/label.ts';
import type { Scope } from '../../../schemas/scope.ts';
import { opensAll } from '../../place-marks.ts';
import { termText } from '../../words/analysis.ts';
import { itemCodeField } from '../../query/item-codes.ts';
import { asksForLabel } from '../../query/places.ts';
import { keywordKey, pathKey } from '../../query/fields.ts';
import { normalizedPieces } from '../../query/pattern.ts';
import type { Dsl } from './compile-words.ts';
import { anyOf, patternQuery } from './compile-words.ts';
import { maxPathUnits } from '../entry-document.ts';

const nested = 'occurrences';

/** Entries with a nested place that the scope shows and that meets the condition. */
export const nestedPlace = (query: Query, scope: Scope): Dsl => ({
  nested: { path: nested, query: shownPlace(query, scope, `${nested}.`), score_mode: 'none' },
});

/** Documents of `places` that the scope shows and that meet the condition. */
export const flatPlace = (query: Query, scope: Scope): Dsl => shownPlace(query, scope, '');

const shownPlace = (query: Query, scope: Scope, before: string): Dsl =>
  opensAll(scope)
    ? placeQuery(query, before)
    : { bool: { filter: [placeQuery(query, before), visiblePlace(scope, before)] } };

/** A place that is withheld shows only to a reader with one of its scopes; `before` is the path of a nested place. */
export function visiblePlace({ open }: Scope, before = `${nested}.`): Dsl {
  const free: Dsl = { bool: { must_not: [{ exists: { field: `${before}withheld` } }] } };
  return open.length === 0
    ? free
    : anyOf([free, { terms: { [`${before}withheld`]: open.map((one) => one.toWellFormed()) } }]);
}

/** A label that does not begin as what suppliers state: before all of these, or behind (`/` is the character after `.`). */
const hasGivenLabel = (field: string): Dsl =>
  anyOf([
    { range: { [field]: { lt: productionPrefix } } },
    { range: { [field]: { gte: productionPrefix.replace('.', '/') } } },
  ]);

function placeQuery(query: Query, before: string): Dsl {
  if (query.op === 'and') return { bool: { filter: query.of.map((one) => placeQuery(one, before)) } };
  if (query.op === 'or') return anyOf(query.of.map((one) => placeQuery(one, before)));
  if (query.op === 'place') return placeQuery(query.of, before);
  if (query.op === 'not') return { bool: { must_not: [placeQuery(query.of, before)] } };
  if (asksForLabel(query)) return hasGivenLabel(`${before}labelKey`);
  if (query.op === 'pattern' && query.field !== undefined)
    return placePattern(query.field, query.pattern, before);
  if (query.op !== 'match' || query.field === undefined) throw new Error(`${query.op} is no place condition`);
  const { field, text } = query;
  if (field === 'label' || field === itemCodeField)
    return { term: { [keyField(field, before)]: { value: keywordKey(text).toWellFormed() } } };
  if (field === 'gone') return { term: { [`${before}gone`]: { value: text === 'true' } } };
  if (field === 'family') return { term: { [`${before}family`]: { value: text } } };
  if (field === 'deleted') return deletedQuery(text.toLowerCase(), `${before}deletedKey`);
  if (field === 'path' && text.startsWith('/')) return below(text, `${before}pathKey`);
  return { match_phrase: { [`${before}${field}`]: { query: termText(text) } } };
}

function deletedQuery(value: string, field: string): Dsl {
  if (value === 'true') return { exists: { field } };
  return value === 'false'
    ? { bool: { must_not: [{ exists: { field } }] } }
    : { term: { [field]: { value } } };
}

/** The path itself, or anything below it. */
function below(text: string, field: string): Dsl {
  const path = pathKey(text).replace(/\/+$/, '').slice(0, maxPathUnits).toWellFormed();
  return anyOf([{ term: { [field]: { value: path } } }, { prefix: { [field]: { value: `${path}/` } } }]);
}

/** What whole values of a field are compared with. */
const keyField = (field: string, before: string): string =>
  `${before}${field === itemCodeField ? 'code' : field}Key`;

function placePattern(field: string, pattern: string, before: string): Dsl {
  const slashed = field === 'path' && !pattern.startsWith('/') ? `/${pattern}` : pattern;
  return patternQuery(normalizedPieces(slashed), keyField(field, before));
}
