/** Opens the audit log as a file whose own way to the disk goes through a gate; its words go as they do. */
import { fstatSync, statSync } from 'node:fs';
import type { AuditLog } from '../../case/audit-log.ts';
import { openAuditFile } from '../../case/audit-file.ts';
import { systemDisk } from '../../case/audit-disk.ts';
import type { CasePaths } from '../../case/case-paths.ts';
import { AuditHeadFile } from '../../case/sqlite/audit-head.ts';
import type { FlushGate } from './flush-gate.ts';

export type LogPaths = Pick<CasePaths, 'audit' | 'auditDetails' | 'auditHead'>;

export function openGatedLog(paths: LogPaths, gate: FlushGate): AuditLog {
  return openAuditFile(paths, (isNew) => new AuditHeadFile(paths.auditHead, 'write', isNew), {
    ...systemDisk,
    flush: (file) =>
      fstatSync(file).ino === statSync(paths.audit).ino
        ? gate.through(() => systemDisk.flush(file))
        : systemDisk.flush(file),
  });
}
