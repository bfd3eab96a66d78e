/**
 * Conditions on places (path, name, source, custodian, family, deleted, gone, label, has:label). Each by itself is about any
 * place of a document; `place(…)` holds conditions that one place must meet together.
 */
import type { Query } from './ast.ts';
import { isLeaf } from './ast.ts';
import { fieldOf } from './fields.ts';

/** Whether the query is a condition on a place alone. */
function isPlaceLeaf(query: Query): boolean {
  if (!isLeaf(query) || query.field === undefined) return false;
  const { type, ofPlace } = fieldOf(query.field) ?? {};
  return type === 'place' || type === 'flag' || ofPlace === true || asksForLabel(query);
}

/** What `place(…)` may hold. */
export function isOfOnePlace(query: Query): boolean {
  if (query.op === 'and' || query.op === 'or') return query.of.every(isOfOnePlace);
  return query.op === 'not' ? isOfOnePlace(query.of) : isPlaceLeaf(query);
}

/**
 * Whether the query asks for one place that meets it: conditions on a place, any of several, and `place(…)`. Several
 * that are joined by AND may each hold of another place.
 */
export function isPlaceQuery(query: Query): boolean {
  if (query.op === 'or') return query.of.every(isPlaceQuery);
  return query.op === 'place' || isPlaceLeaf(query);
}

/** `has:label`: whether a place has any. */
export const asksForLabel = (query: Query): boolean =>
  query.op === 'match' && query.field === 'has' && query.text === 'label';

/** Joined by AND and OR alone: what once was about one place wherever it stood in one AND. */
const isBoundOnce = (query: Query): boolean =>
  query.op === 'and' || query.op === 'or' ? query.of.every(isBoundOnce) : isPlaceLeaf(query);

/** The operands of an AND: those that once one place had to meet together, and the others. */
export function groupPlaces(operands: readonly Query[]): {
  places: readonly Query[];
  rest: readonly Query[];
} {
  return {
    places: operands.filter(isBoundOnce),
    rest: operands.filter((operand) => !isBoundOnce(operand)),
  };
}

/** The query with `place(…)` around what once meant one place without it. */
export function withOnePlace(query: Query): Query {
  if (query.op === 'or') return { op: 'or', of: query.of.map(withOnePlace) };
  if (query.op === 'not') return { op: 'not', of: withOnePlace(query.of) };
  if (query.op !== 'and') return query;
  const { places, rest } = groupPlaces(query.of);
  const others = rest.map(withOnePlace);
  if (places.length < 2) return { op: 'and', of: query.of.map(withOnePlace) };
  const bound: Query = { op: 'place', of: { op: 'and', of: places } };
  return others.length === 0 ? bound : { op: 'and', of: [bound, ...others] };
}
