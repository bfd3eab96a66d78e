/** What searches came to that people ran: kept as records, of which nobody sees what a closed scope counted. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../case/catalogue.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import type { Annotator } from '../../schemas/label.ts';
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

/** Each is a version behind those before it, whoever else counts at the same time. */
export async function keepCount<Kind extends CountKind>(
  reading: Reading,
  kind: Kind,
  id: string,
  body: RecordBody<Kind>,
): Promise<void> {
  const { ledger, scope } = reading;
  await reading.write(async (catalogue, by) => {
    // A count is of no version: somebody who counts meanwhile is no conflict.
    for (;;) {
      const last = await ledger.records.last(kind, id, scope);
      if (await isWritten(catalogue, { kind, id, basedOn: last?.version ?? 0, body }, by)) return;
    }
  });
}

async function isWritten<Kind extends CountKind>(
  catalogue: Catalogue,
  change: { kind: Kind; id: string; basedOn: number; body: RecordBody<Kind> },
  by: Annotator,
): Promise<boolean> {
  try {
    await catalogue.writeRecord(change, by);
    return true;
  } catch (error) {
    if (codeOf(error) === 'conflict') return false;
    throw error;
  }
}

/** What was counted, the last first; without what was counted with scopes that are not open to the reader. */
export async function countsOf<Kind extends CountKind>(
  { ledger, scope }: Pick<Reading, 'ledger' | 'scope'>,
  kind: Kind,
  id: string,
  limit: number,
): Promise<readonly RecordVersion<Kind>[]> {
  const { records } = await ledger.records.history(kind, id, scope, { limit });
  const isOpen = (name: string): boolean => scope.open.includes(name) || scope.open.includes('*');
  return records.filter(({ body }) => body?.open.every(isOpen));
}
