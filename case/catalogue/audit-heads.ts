/**
 * Audit heads of the catalogue port: the records of the audit log under which commands wrote to the case. The log says
 * what was done to the case, and the case by which records: what is taken out of one is then missed by the other.
 */
import type { AuditHead } from '../audit-log.ts';

export interface AuditHeads {
  /**
   * Keeps the record under which is written what follows; once for each number and hash. Of one number two hashes may
   * be kept: a log that was written anew has another record there.
   */
  keepAuditHead(head: AuditHead): Promise<void>;
}
