/** A process that appends records to an audit log, five at a time, and tells of each that it was appended: `append-records.ts PATHS COUNT`. */
import { openAuditFile } from '../../case/audit-file.ts';
import { AuditHeadFile } from '../../case/sqlite/audit-head.ts';

const [words = '', count = '0'] = process.argv.slice(2);
const paths = JSON.parse(words) as { audit: string; auditDetails: string; auditHead: string };
const audit = openAuditFile(paths, (isNew) => new AuditHeadFile(paths.auditHead, 'write', isNew));
const bob = { user: 'bob', authenticatedBy: 'operating-system' } as const;
const atOneTime = 5;
for (let index = 0; index < Number(count); index += atOneTime) {
  const appended = Array.from({ length: Math.min(atOneTime, Number(count) - index) }, async (_, further) => {
    const args = [`${process.pid} ${index + further}`];
    await audit.append({ ...bob, verb: 'search', event: 'started', args });
    process.send?.(args[0]);
  });
  await Promise.all(appended);
}
await audit.close();
process.disconnect?.();
