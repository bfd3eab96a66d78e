/** A process that appends records to an audit log, five at a time, and tells of each that it was appended: `append-records.ts LOG HEAD COUNT`. */
import { openAuditFile } from '../../case/audit-file.ts';
import { AuditHeadFile } from '../../case/sqlite/audit-head.ts';

const [log = '', head = '', count = '0'] = process.argv.slice(2);
const audit = openAuditFile(log, () => new AuditHeadFile(head));
const atOneTime = 5;
for (let index = 0; index < Number(count); index += atOneTime) {
  const appended = Array.from({ length: Math.min(atOneTime, Number(count) - index) }, async (_, further) => {
    const args = [`${process.pid} ${index + further}`];
    await audit.append({ operator: 'bob', verb: 'search', event: 'started', args });
    process.send?.(args[0]);
  });
  await Promise.all(appended);
}
await audit.close();
process.disconnect?.();
