/** The port of the head of an audit log, which is kept apart from it: a log whose end was cut off is noticed. */
import type { AuditHead } from './audit-log.ts';

/** The head, and where its record ends. */
export interface StoredHead extends AuditHead {
  /** Bytes of the log up to and with that record's line feed. */
  readonly size: number;
}

export interface AuditHeadStore {
  /** Undefined in a new case, or where it was lost. */
  stored(): StoredHead | undefined;
  /**
   * Two writers, of whatever processes, never read the same head: `work` has it alone, and what it gives is the new one
   * and on the disk. Fails as `work` does, and leaves the head as it was.
   */
  advance(work: (stored: StoredHead | undefined) => Promise<StoredHead>): Promise<void>;
  close(): void;
}
