/** A process that appends records to an audit log: `append-records.ts LOG HEAD COUNT`. */
import { openAuditFile } from '../../case/audit-file.ts';
import { AuditHeadFile } from '../../case/sqlite/audit-head.ts';

const [log = '', head = '', count = '0'] = process.argv.slice(2);
const audit = openAuditFile(log, () => new AuditHeadFile(head));
for (let index = 0; index < Number(count); index++) {
  await audit.append({
    operator: 'bob',
    verb: 'search',
    event: 'started',
    args: [`${process.pid} ${index}`],
  });
  if (index === 5) process.send?.('writing');
}
await audit.close();
process.disconnect?.();
