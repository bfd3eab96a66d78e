/** What the pages of who is named share: queries for an entity or a person, and the ways to their pages. */
import type { FacetValue } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import type { To } from '../route.ts';
import { mailboxFields } from '../../search/query/mailbox-fields.ts';
import { formatCount } from '../../cli/frame/quantities.ts';

/** Documents that name an entity of any kind by this name. */
export const namingQuery = (name: string): Query => ({ op: 'match', field: 'entity', text: name });

/** Messages that name a person, by name or address, as one who sent or got them. */
export const messagesOf = (person: string): Query => ({
  op: 'or',
  of: mailboxFields.map((field): Query => ({ op: 'match', field, text: person })),
});

export const bothOf = (one: Query, other: Query): Query => ({ op: 'and', of: [one, other] });

export const searchFor = (to: To, query: Query): string => to('/', { q: printQuery(query) });

export const entityAddress = (to: To, name: string): string => to('/entity', { name });

export const identityAddress = (to: To, who: string): string => to('/identity', { who });

/** Values of a facet without those that are asked for. */
export const others = (values: readonly FacetValue[], own: string): readonly FacetValue[] =>
  values.filter(({ value }) => value !== own);

export const entityCount = (count: number): string =>
  `${formatCount(count)} ${count === 1 ? 'entity' : 'entities'}`;
