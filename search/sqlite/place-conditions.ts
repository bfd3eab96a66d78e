/** Conditions on places as SQL over `occurrence o`. */
import type { Query } from '../query/ast.ts';
import { keywordKey, pathKey } from '../query/fields.ts';
import { itemCodeField } from '../query/item-codes.ts';
import { isPrefix, normalizedPieces, prefixOf } from '../query/pattern.ts';
import { asksForLabel } from '../query/places.ts';
import { termText } from '../words/analysis.ts';
import { type Condition, condition, joined } from './condition.ts';
import { afterAll } from './expand.ts';
import { keysBelow, keysWithPrefix } from './path-keys.ts';
import { packId, type Parameter } from './statements.ts';

/** Of one place, which has to meet all of the query. */
export function placeCondition(query: Query): Condition {
  if (query.op === 'and' || query.op === 'or') {
    return joined(query.op === 'and' ? 'AND' : 'OR', query.of.map(placeCondition));
  }
  if (query.op === 'place') return placeCondition(query.of);
  if (query.op === 'not') {
    const { sql, parameters } = placeCondition(query.of);
    return { sql: `NOT coalesce(${sql}, 0)`, parameters };
  }
  if (asksForLabel(query))
    return condition(
      "o.place IN (SELECT p.place FROM value v JOIN place_label p ON p.value = v.value WHERE v.space = 'label')",
    );
  if (query.op === 'pattern' && isOfValues(query.field)) return valuePattern(query.field, query.pattern);
  if (query.op === 'pattern' && query.field !== undefined) return placePattern(query.field, query.pattern);
  if (query.op !== 'match' || query.field === undefined) throw new Error(`${query.op} is no place condition`);
  const { field, text } = query;
  if (isOfValues(field)) return withValue(field, 'v.key = ?', keywordKey(text));
  if (field === 'family')
    return condition('o.family IN (SELECT f.family FROM family f WHERE f.id = ?)', packId(text));
  if (field === 'deleted') return deletedCondition(text.toLowerCase());
  if (field === 'gone') return condition(text === 'true' ? 'o.past <> 0' : 'o.past = 0');
  if (field === 'path' && text.startsWith('/')) {
    return keysBelow(pathKey(text).replace(/\/+$/, ''));
  }
  const terms = termText(text);
  // Few different ones stand for all places.
  if (field === 'source' || field === 'custodian')
    return condition(
      `o.${field} IN (SELECT v.value FROM value v WHERE v.space = ? AND holds_words(v.display, ?))`,
      field,
      terms,
    );
  return condition('o.place IN (SELECT rowid FROM places WHERE places MATCH ?)', inColumn(field, terms));
}

const deletedCondition = (text: string): Condition =>
  text === 'true' || text === 'false'
    ? condition(`o.deletions IS ${text === 'true' ? 'NOT ' : ''}NULL`)
    : condition(
        "EXISTS (SELECT 1 FROM json_each(coalesce(o.deletions, '[]')) j WHERE j.value ->> 'kind' = ?)",
        text,
      );

/** Fields of which a place may have several values; labels are of people and of suppliers. */
const spacesOf = { label: "'label', 'production'", [itemCodeField]: `'${itemCodeField}'` } as const;
type OfValues = keyof typeof spacesOf;
const isOfValues = (field: string | undefined): field is OfValues =>
  field !== undefined && Object.hasOwn(spacesOf, field);

const withValue = (field: OfValues, where: string, ...parameters: readonly Parameter[]): Condition =>
  condition(
    `o.place IN (SELECT p.place FROM value v JOIN place_label p ON p.value = v.value
       WHERE v.space IN (${spacesOf[field]}) AND ${where})`,
    ...parameters,
  );

function valuePattern(field: OfValues, pattern: string): Condition {
  const prefix = prefixOf(normalizedPieces(pattern));
  return withValue(
    field,
    'v.key >= ? AND v.key < ? AND pattern_holds(?, v.key)',
    prefix,
    prefix + afterAll,
    pattern,
  );
}

function placePattern(field: string, pattern: string): Condition {
  if (field === 'name') return condition('name_holds(?, o.path, o.name)', pattern);
  const slashed = field === 'path' && !pattern.startsWith('/') ? `/${pattern}` : pattern;
  const pieces = normalizedPieces(slashed);
  const prefix = prefixOf(pieces);
  const holds = isPrefix(pieces) ? condition('1') : condition('pattern_holds(?, ?)', slashed);
  const within = (column: string): Condition => ({
    sql: `(${column} >= ? AND ${column} < ? AND ${holds.sql.replace('?)', `${column})`)})`,
    parameters: [prefix, prefix + afterAll, ...holds.parameters],
  });
  if (field === 'path')
    return keysWithPrefix(
      prefix,
      isPrefix(pieces) ? undefined : (key) => condition(`pattern_holds(?, ${key})`, slashed),
    );
  const { sql, parameters } = within('v.key');
  return condition(
    `o.${field} IN (SELECT v.value FROM value v WHERE v.space = '${field}' AND ${sql})`,
    ...parameters,
  );
}

/** Of FTS5, over `places`. */
const inColumn = (field: string, terms: string): string => `{"${field}"} : "${terms}"`;

/** The expression of words in a path or a name where the query is nothing else. */
export function placeWords(query: Query): string | undefined {
  if (query.op !== 'match' || (query.field !== 'path' && query.field !== 'name')) return undefined;
  return query.text.startsWith('/') && query.field === 'path'
    ? undefined
    : inColumn(query.field, termText(query.text));
}
