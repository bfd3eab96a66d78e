/** Holds the audit log of a case against its ledger, where that can be read. */
import { existsSync } from 'node:fs';
import { LedgerComparison, type LedgerFinding } from '../../case/audit-ledger.ts';
import { hashWritten } from '../../case/audit-seal.ts';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { NamedRecord } from '../../case/ledger/audit.ts';
import { messageOf } from '../../schemas/problem.ts';

/** `findings` are what does not agree; `notCompared` says why nothing was compared. */
export type ComparedLedger =
  { readonly findings: readonly LedgerFinding[] } | { readonly notCompared: string };

interface Read {
  readonly named: readonly NamedRecord[];
  readonly wrote: ReadonlyMap<number, string>;
}

async function readLedger(folder: CaseFolder, seals: ReadonlyMap<number, string>): Promise<Read> {
  let ledger;
  try {
    ledger = await folder.openLedger();
  } catch (error) {
    // A case that has no ledger names nothing: the log says whether it had one.
    if (!existsSync(folder.paths.catalogue)) return { named: [], wrote: new Map() };
    throw error;
  }
  try {
    return { named: await ledger.audit.named(), wrote: await hashWritten(ledger.audit, seals) };
  } finally {
    await ledger.close();
  }
}

/** Before the log is checked; gives what compares the records that the check confirms. */
export async function beginComparison(
  caseFolder: CaseFolder,
): Promise<(records: number) => Promise<ComparedLedger>> {
  try {
    const comparison = new LedgerComparison((await readLedger(caseFolder, new Map())).named);
    return async (records) => {
      for await (const record of caseFolder.audit.records(records)) comparison.take(record);
      const { named, wrote } = await readLedger(caseFolder, comparison.seals);
      return { findings: comparison.finish(named, wrote) };
    };
  } catch (error) {
    const notCompared = messageOf(error);
    return () => Promise.resolve({ notCompared });
  }
}
