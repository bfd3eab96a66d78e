/** The log of a server for a team: who changed which account, who logged in; chained as that of a case. */
import type { ServerFolder } from '../../accounts/server-folder.ts';
import type { AuditCheck } from '../../case/audit-log.ts';
import { casePathsOf } from '../../case/case-paths.ts';
import type { Stores } from '../../case/stores.ts';
import type { AuditRecord, Whose } from '../../schemas/audit-record.ts';
import { codeOf } from '../../schemas/problem.ts';

export interface ServerLog {
  /** Keeps that it begins, does it, keeps how it ended. Throws what it throws. */
  keep(words: readonly string[], work: () => Promise<void>, who?: Whose): Promise<void>;
  read(): Promise<{ readonly check: AuditCheck; readonly records: AsyncIterable<AuditRecord> }>;
  close(): Promise<void>;
}

export async function openServerLog(
  { path }: ServerFolder,
  stores: Pick<Stores, 'openAuditLog'>,
  { who: owner, verb }: { readonly who: Whose; readonly verb: string },
): Promise<ServerLog> {
  const log = await stores.openAuditLog(casePathsOf(path));
  return {
    async keep(words, work, who = owner) {
      const { seq: of } = await log.append({ ...who, verb, event: 'started', args: [...words] });
      try {
        await work();
      } catch (error) {
        const problem = codeOf(error) ?? 'failed';
        await log.append({ ...who, verb, event: 'ended', of, exitCode: 1, problem });
        throw error;
      }
      await log.append({ ...who, verb, event: 'ended', of, exitCode: 0 });
    },
    async read() {
      const check = await log.check();
      return { check, records: log.records(check.records) };
    },
    close: () => log.close(),
  };
}
