/** Says beside an answer to `sent.local:` how many messages it could not be asked of: those that state no zone. */
import type { Scope } from '../../schemas/scope.ts';
import type { Query } from '../../search/query/ast.ts';
import { senderClock } from '../../search/query/dates.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Output } from '../frame/output.ts';
import { countOf } from '../frame/quantities.ts';
import { readQuery } from './query.ts';

/** Whether any condition of the query names the field. */
const names = (query: unknown): boolean =>
  typeof query === 'object' &&
  query !== null &&
  Object.entries(query).some(([key, value]) => (key === 'field' ? value === senderClock : names(value)));

export async function noteUnstatedClocks(
  index: IndexReader,
  query: Query,
  scope: Scope,
  out: Pick<Output, 'note'>,
): Promise<void> {
  if (!names(query)) return;
  const unstated = await index.count(readQuery(`sent:[* TO *] NOT ${senderClock}:[* TO *]`), scope);
  if (unstated > 0)
    out.note(
      `${countOf(unstated, 'document')} state no zone beside the time of sending: ${senderClock} says nothing of them, find them with 'sent:[* TO *] NOT ${senderClock}:[* TO *]'.`,
    );
}
