/** What searches came to that people ran: kept as records, of which nobody sees what a closed scope counted. */
import { createHash } from 'node:crypto';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { codeOf } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import { printQuery } from '../../search/query/print.ts';
import { readQuery } from '../../cli/run/query.ts';
import type { Reading } from '../served-case.ts';

export type CountKind = 'search-run' | 'term-report';

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Of a query in the language's own form, so that blanks and brackets make no other search. */
export const hashOfQuery = (query: string): string => hashOf(printQuery(readQuery(query)));
export const hashOfTerms = (terms: readonly string[]): string => hashOf(terms);

type Count = { [Kind in CountKind]: { readonly kind: Kind; readonly body: RecordBody<Kind> } }[CountKind];

/** Each is a version behind those before it, whoever else counts at the same time. */
export async function keepCount(reading: Reading, id: string, count: Count): Promise<void> {
  const { ledger, scope } = reading;
  // A count is of no version: somebody who counts meanwhile is no conflict.
  for (;;) {
    const basedOn = (await ledger.records.last(count.kind, id, scope))?.version ?? 0;
    try {
      await reading.write([{ write: { ...count, id, basedOn } }]);
      return;
    } catch (error) {
      if (codeOf(error) !== 'conflict') throw error;
    }
  }
}

/** What was counted, the last first; without what was counted with scopes that are not open to the reader. */
export async function countsOf<Kind extends CountKind>(
  { ledger, scope }: Pick<Reading, 'ledger' | 'scope'>,
  kind: Kind,
  id: string,
  limit: number,
): Promise<readonly RecordVersion<Kind>[]> {
  const isOpen = (name: string): boolean => scope.open.includes(name) || scope.open.includes('*');
  const found: RecordVersion<Kind>[] = [];
  // Those that others counted with their scopes take no place of those that show.
  for (let after: string | undefined; ;) {
    const asked = after === undefined ? { limit } : { limit, after };
    const page = await ledger.records.history(kind, id, scope, asked);
    found.push(...page.records.filter(({ body }) => body?.open.every(isOpen)));
    after = page.next;
    if (after === undefined || found.length >= limit) return found.slice(0, limit);
  }
}
