/**
 * What a query misses since a message and what it carries are documents of their own: no one document meets conditions of
 * which the message meets some and its attachment the others.
 */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { codeOf } from '../../schemas/problem.ts';
import { isLeaf, type Query } from '../../search/query/ast.ts';
import { familiesAsked } from '../../search/query/place-match.ts';
import { mailboxFields } from '../../search/query/mailbox-fields.ts';
import { isPlaceQuery } from '../../search/query/places.ts';
import { printQuery } from '../../search/query/print.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { quoted } from './mark-targets.ts';

/** Fields of a message that what it carries mostly lacks. */
const messageFields: ReadonlySet<string | undefined> = new Set([
  ...mailboxFields,
  'sent',
  'sent.local',
  'received',
  'thread',
  'subject',
  'headers',
]);

function isOfMessage(query: Query): boolean {
  switch (query.op) {
    case 'all':
    case 'not':
    case 'place':
    case 'family':
    case 'member':
      return false;
    case 'and':
    case 'or':
      return query.of.every(isOfMessage);
    default:
      return messageFields.has(query.field);
  }
}

/** Whether the query is an AND of conditions on a message with others. */
export function asksOfBoth(query: Query): boolean {
  if (query.op !== 'and') return false;
  const apart = query.of.filter((one) => isLeaf(one) || one.op === 'or').filter((one) => !isPlaceQuery(one));
  return apart.some(isOfMessage) && !apart.every(isOfMessage);
}

export interface FamilyAsked {
  readonly query: Query;
  readonly index: IndexReader;
  readonly scope: Scope;
}

/** A sentence where families meet the query that no document of theirs meets; none where no family does. */
export async function familyHint({ query, index, scope }: FamilyAsked): Promise<string[]> {
  if (!asksOfBoth(query)) return [];
  const family: Query = { op: 'family', of: query };
  // Families with a document that meets it all are no news.
  const others: Query = {
    op: 'and',
    of: [family, { op: 'not', of: { op: 'family', of: { op: 'member', of: query } } }],
  };
  const count = await countWhereMet(others, index, scope);
  if (count === 0) return [];
  const [are, families] = count === 1 ? ['is', 'a family'] : ['are', 'families'];
  return [
    `${countOf(count, 'document')} ${are} of ${families} that meet it by several members together: all conditions are asked of each document by itself, and what a message carries is a document of its own. To ask families: evidex search ${escapeLine(quoted(printQuery(family)))}`,
  ];
}

/** None where the index cannot answer it as a whole: the question that was asked has its answer. */
async function countWhereMet(query: Query, index: IndexReader, scope: Scope): Promise<number> {
  try {
    return await index.count(query, scope);
  } catch (error) {
    if (codeOf(error) === 'query-too-broad') return 0;
    throw error;
  }
}

/** The index lists so many places of a document one by one. */
const mostListedPlaces = 1_000;
/** Documents that are looked at, in one page: a hint must not cost more than the answer. */
const mostLookedAt = 200;

/** What a member has to meet for a family to meet the query. */
function wantedIn(query: Query): Query[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(wantedIn);
  if (query.op === 'family') return wantedIn(query.of);
  return query.op === 'not' || query.op === 'all' || isPlaceQuery(query) ? [] : [query];
}

const anyOf = (of: readonly Query[]): Query | undefined => (of.length > 1 ? { op: 'or', of } : of[0]);

/** Where a member lies in more families than the index lists. */
export async function manyFamiliesHint({ query, index, scope }: FamilyAsked): Promise<string[]> {
  const wanted = anyOf(familiesAsked(query).flatMap(({ of }) => wantedIn(of)));
  if (wanted === undefined) return [];
  const page = { scope, sort: 'date', limit: mostLookedAt, snippets: 0 } as const;
  const { hits, after } = await index.search({ ...page, query: wanted });
  const many = hits.filter(({ places }) => places >= mostListedPlaces).length;
  if (many === 0) return [];
  const least = after === undefined ? '' : 'At least ';
  const [meets, lies, it] = many === 1 ? ['meets', 'lies', 'it is'] : ['meet', 'lie', 'they are'];
  return [
    `${least}${countOf(many, 'document')} that ${meets} a condition in family(…) ${lies} at ${formatCount(mostListedPlaces)} places or more: of families beyond those that the index lists ${it} no member.`,
  ];
}
