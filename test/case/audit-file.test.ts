/** The audit log as a file against the contract of its port. */
import { join } from 'node:path';
import { auditLogContract } from '../contracts/audit-log-contract.ts';
import { FlushGate } from '../contracts/flush-gate.ts';
import { openGatedLog } from '../contracts/gated-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let made = 0;

auditLogContract('a file, its head in SQLite', () => {
  const paths = {
    audit: join(folder, `${++made}.jsonl`),
    auditDetails: join(folder, `${made}-details.jsonl`),
    auditHead: join(folder, `${made}-head.sqlite`),
  };
  const gate = new FlushGate();
  return Promise.resolve({ gate, openLog: () => Promise.resolve(openGatedLog(paths, gate)) });
});
