/** Writes to the index, and takes nothing for written that the index refused. */
import type { IndexOperation, SearchIndex, WriteResult } from '../../search/port.ts';

/**
 * Throws with code `index-refused` where the index refused an operation for good: the run then ends before the
 * ledger says that the document is indexed, and can be resumed.
 */
export async function writeAccepted(
  index: Pick<SearchIndex, 'write'>,
  operations: readonly IndexOperation[],
): Promise<void> {
  const { rejected } = await index.write(operations);
  if (rejected.length > 0) throw refusal(operations, rejected);
}

/** The error for what the index refused; `rejected` has one at least. */
export function refusal(operations: readonly IndexOperation[], rejected: WriteResult['rejected']): Error {
  const [first] = rejected;
  const operation = operations[first?.position ?? 0]?.op ?? 'operation';
  return Object.assign(
    new Error(
      `the index refused ${rejected.length} of ${operations.length} operations; the first (${operation}): ${first?.reason ?? ''}`,
    ),
    {
      code: 'index-refused',
      hint: 'See `evidex verify CASE --index` for what the index lacks; with --mend it is mended.',
    },
  );
}
