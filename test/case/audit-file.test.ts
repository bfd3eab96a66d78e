/** The audit log as a file against the contract of its port. */
import { join } from 'node:path';
import { openAuditFile, toDisk } from '../../case/audit-file.ts';
import { AuditHeadFile } from '../../case/sqlite/audit-head.ts';
import { auditLogContract } from '../contracts/audit-log-contract.ts';
import { FlushGate } from '../contracts/flush-gate.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let made = 0;

auditLogContract('a file, its head in SQLite', () => {
  const [path, head] = [join(folder, `${++made}.jsonl`), join(folder, `${made}-head.sqlite`)];
  const gate = new FlushGate();
  return Promise.resolve({
    gate,
    openLog: () =>
      Promise.resolve(
        openAuditFile(
          path,
          () => new AuditHeadFile(head),
          (file) => gate.through(() => toDisk(file)),
        ),
      ),
  });
});
