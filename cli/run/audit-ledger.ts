/** Holds the audit log of a case against its ledger, where that can be read. */
import { existsSync } from 'node:fs';
import { LedgerComparison, type LedgerFinding } from '../../case/audit-ledger.ts';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { NamedRecord } from '../../case/ledger/audit.ts';
import { messageOf } from '../../schemas/problem.ts';

/** `findings` are what does not agree; `notCompared` says why nothing was compared. */
export type ComparedLedger =
  { readonly findings: readonly LedgerFinding[] } | { readonly notCompared: string };

async function namedBy(folder: CaseFolder): Promise<readonly NamedRecord[]> {
  let ledger;
  try {
    ledger = await folder.openLedger();
  } catch (error) {
    // A case that has no ledger names nothing: the log says whether it had one.
    if (!existsSync(folder.paths.catalogue)) return [];
    throw error;
  }
  try {
    return await ledger.audit.named();
  } finally {
    await ledger.close();
  }
}

/** Before the log is checked; gives what compares the records that the check confirms. */
export async function beginComparison(
  caseFolder: CaseFolder,
): Promise<(records: number) => Promise<ComparedLedger>> {
  try {
    const comparison = new LedgerComparison(await namedBy(caseFolder));
    return async (records) => {
      for await (const record of caseFolder.audit.records(records)) comparison.take(record);
      return { findings: comparison.finish(await namedBy(caseFolder)) };
    };
  } catch (error) {
    const notCompared = messageOf(error);
    return () => Promise.resolve({ notCompared });
  }
}
