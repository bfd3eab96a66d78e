/**
 * Which leaves speak of one place: leaves on occurrence fields (path, name, source, custodian, deleted, label, has:label), and
 * brackets of AND and OR that hold nothing else, are evaluated on one occurrence when they stand in the same
 * AND. A NOT is about the whole document: "no place of it".
 */
import type { Query } from './ast.ts';
import { fieldOf } from './fields.ts';

/** Whether the query is about one place alone: occurrence leaves joined by AND and OR. */
export function isPlaceQuery(query: Query): boolean {
  if (query.op === 'and' || query.op === 'or') return query.of.every(isPlaceQuery);
  if (query.op === 'all' || query.op === 'not' || query.field === undefined) return false;
  const { type, ofPlace } = fieldOf(query.field) ?? {};
  return type === 'place' || type === 'flag' || ofPlace === true || asksForLabel(query);
}

/** `has:label`: whether a place has any. */
export const asksForLabel = (query: Query): boolean =>
  query.op === 'match' && query.field === 'has' && query.text === 'label';

/** The operands of an AND: those that one occurrence must meet together, and the others. */
export function groupPlaces(operands: readonly Query[]): {
  places: readonly Query[];
  rest: readonly Query[];
} {
  return {
    places: operands.filter(isPlaceQuery),
    rest: operands.filter((operand) => !isPlaceQuery(operand)),
  };
}
