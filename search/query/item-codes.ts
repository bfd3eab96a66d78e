/**
 * `code:` asks for what is said of a content and for what is said of an item that carries it: indexes hold the two apart,
 * since copies of one content have names and containers of their own.
 */
import type { Query } from './ast.ts';
import { fields, type FieldName } from './fields.ts';

const ofContent: FieldName = 'code';
/** Of the item at one place. */
export const itemCodeField = 'code.item' satisfies keyof typeof fields;

/** The query with each question for a code asked of both. */
export function withItemCodes(query: Query): Query {
  switch (query.op) {
    case 'and':
      return { op: 'and', of: query.of.map(withItemCodes) };
    case 'or':
      return {
        op: 'or',
        of: query.of.map(withItemCodes).flatMap((one) => (one.op === 'or' ? one.of : [one])),
      };
    case 'not':
    case 'family':
    case 'member':
      return { op: query.op, of: withItemCodes(query.of) };
    case 'match':
      if (query.field === 'has' && query.text === ofContent)
        return { op: 'or', of: [query, { op: 'pattern', field: itemCodeField, pattern: '*' }] };
      return query.field === ofContent
        ? { op: 'or', of: [query, { ...query, field: itemCodeField }] }
        : query;
    case 'pattern':
      return query.field === ofContent
        ? { op: 'or', of: [query, { ...query, field: itemCodeField }] }
        : query;
    default:
      return query;
  }
}
