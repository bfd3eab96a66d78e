/** All records of a kind, over the pages that the ledger gives them in. */
import type { RecordVersion } from '../schemas/case-record.ts';
import type { RecordKind } from '../schemas/record-kinds.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { RecordAsked } from './ledger/records.ts';

/** The last versions, in the order in which the records were first written; one page of them is held. */
export async function* everyRecord<Kind extends RecordKind>(
  { records }: Pick<Ledger, 'records'>,
  kind: Kind,
  scope: Scope,
  asked: Pick<RecordAsked, 'withGone'> = {},
): AsyncGenerator<RecordVersion<Kind>, void> {
  for (let after: string | undefined; ;) {
    const page = await records.list(kind, scope, { ...asked, ...(after === undefined ? {} : { after }) });
    yield* page.records;
    if (page.next === undefined) return;
    after = page.next;
  }
}
