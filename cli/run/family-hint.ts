/**
 * What a query misses since a message and what it carries are documents of their own: no one document meets conditions of
 * which the message meets some and its attachment the others.
 */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { isPlaceQuery } from '../../search/query/places.ts';
import { printQuery } from '../../search/query/print.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { quoted } from './mark-targets.ts';

/** Fields of a message that what it carries mostly lacks. */
const messageFields: ReadonlySet<string | undefined> = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'sent',
  'sent.local',
  'received',
  'thread',
  'subject',
  'headers',
]);
/** Documents that are looked at on either side, in one page: a hint must not cost more than the answer. */
const mostLookedAt = 200;

function isOfMessage(query: Query): boolean {
  switch (query.op) {
    case 'all':
    case 'not':
    case 'place':
      return false;
    case 'and':
    case 'or':
      return query.of.every(isOfMessage);
    default:
      return messageFields.has(query.field);
  }
}

const all = (of: readonly Query[]): Query => {
  const [first] = of;
  return first !== undefined && of.length === 1 ? first : { op: 'and', of };
};

export interface Sides {
  /** What the message has to meet, as the query says it. */
  readonly message: Query;
  /** What else has to be met, by it or by what it carries. */
  readonly others: Query;
  /** Conditions on places, and what is excluded: both documents have to meet them. */
  readonly shared: readonly Query[];
}

/** Undefined where the query is no AND of conditions on a message with others. */
export function sidesOf(query: Query): Sides | undefined {
  if (query.op !== 'and') return undefined;
  const shared = query.of.filter((one) => one.op === 'not' || one.op === 'all' || isPlaceQuery(one));
  const apart = query.of.filter((one) => !shared.includes(one));
  const [message, others] = [apart.filter(isOfMessage), apart.filter((one) => !isOfMessage(one))];
  return message.length === 0 || others.length === 0
    ? undefined
    : { message: all(message), others: all(others), shared };
}

export interface FamilyAsked {
  readonly query: Query;
  readonly index: IndexReader;
  readonly scope: Scope;
}

/** A sentence where families meet the query that no document of theirs meets; none where no family does. */
export async function familyHint({ query, index, scope }: FamilyAsked): Promise<string[]> {
  const sides = sidesOf(query);
  if (sides === undefined) return [];
  const { message, others, shared } = sides;
  const look = async (of: readonly Query[]) =>
    index.search({ query: all(of), scope, sort: 'path', limit: mostLookedAt, snippets: 0 });
  const carried = await look([others, ...shared, { op: 'not', of: message }]);
  if (carried.total === 0) return [];
  const messages = await look([message, ...shared]);
  const families = new Set(
    messages.hits.flatMap(({ occurrences }) => occurrences.map(({ family }) => family)),
  );
  const count = carried.hits.filter(({ occurrences }) =>
    occurrences.some(({ family }) => families.has(family)),
  ).length;
  const isCut = carried.after !== undefined || messages.after !== undefined;
  if (count === 0 && !isCut) return [];
  const [asked, rest] = [message, others].map((side) => escapeLine(printQuery(side)));
  const [meet, are] = count === 1 ? ['meets', 'is'] : ['meet', 'are'];
  const least = isCut ? 'At least ' : '';
  const found =
    count === 0
      ? ''
      : `${least}${countOf(count, 'document')} ${meet} ${rest} and ${are} of one family with a message that meets ${asked}. `;
  return [
    `${found}All conditions are asked of each document by itself, and what a message carries is a document of its own. To ask families: evidex label --query ${escapeLine(quoted(printQuery(message)))} --add NAME, then label:NAME in place of ${asked}.`,
  ];
}
