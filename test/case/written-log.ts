/** Audit logs of a few records, for tests of the file that they are kept in. */
import { join } from 'node:path';
import { checkAuditLog } from '../../case/audit-check.ts';
import { openAuditFile } from '../../case/audit-file.ts';
import { AuditHeadFile, readHead } from '../../case/sqlite/audit-head.ts';
import type { AuditEntry } from '../../schemas/audit-record.ts';
import type { LogPaths } from '../contracts/gated-log.ts';

let made = 0;
export const pathsIn = (folder: string): Paths => ({
  audit: join(folder, `${++made}.jsonl`),
  auditDetails: join(folder, `${made}-details.jsonl`),
  auditHead: join(folder, `${made}-head.sqlite`),
});
export type Paths = LogPaths;

export const openLog = (paths: Paths) =>
  openAuditFile(paths, (isNew) => new AuditHeadFile(paths.auditHead, 'write', isNew));

export const ann = { user: 'ann', authenticatedBy: 'operating-system' } as const;
export const entry = (index: number): AuditEntry =>
  index % 2 === 0
    ? {
        ...ann,
        verb: 'search',
        event: 'started',
        args: [`"postal vote" ${index} हिन्दी\n`],
        reason: 'tip 7',
      }
    : { ...ann, verb: 'search', event: 'ended', of: index, resultCount: index * 3, exitCode: 0 };

export async function write(paths: Paths, from: number, to: number): Promise<void> {
  const log = openLog(paths);
  for (let index = from; index < to; index++) await log.append(entry(index));
  await log.close();
}
export const check = (paths: Paths) => checkAuditLog(paths, readHead(paths.auditHead));
