/**
 * The port of the append-only, hash-chained log of a case: every record carries the hash of the one before, so that an
 * edited, inserted or deleted byte breaks the chain at its place.
 *
 * Who gives an answer waits for `append` first: what was asked is on the disk before anything of the answer leaves.
 * Records that are appended at one time share the way to the disk.
 */
import type { AuditEntry, AuditRecord } from '../schemas/audit-record.ts';

/** The last record of a chain. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** What the first record continues. */
export const noHash = '0'.repeat(64);

/** The first thing that is wrong, and the record that should stand there. */
export interface AuditBreak {
  /** From 1. */
  readonly line: number;
  /** The same, or the last of the lines in a row that are no records: which of them was changed is not to be told. */
  readonly toLine: number;
  readonly seq: number;
  readonly wrong: string;
}

export interface AuditCheck {
  readonly records: number;
  /** Lines whose writer died in the middle; closed and covered by the record after them. */
  readonly partialLines: readonly number[];
  /** Commands that began and have not ended: still running, or killed. By the `seq` of their beginning. */
  readonly unended: readonly number[];
  /** Records that were written after the head's file had been lost. */
  readonly headLost: readonly number[];
  /** The last record that the chain confirms. */
  readonly head: AuditHead;
  readonly broken?: AuditBreak;
}

/** Any number of processes may have it open at one time. */
export interface AuditLog {
  /**
   * Appends one record; resolves when it is on the disk. Records of one opening stand in the order of the calls, and
   * those that wait for the disk at one time go there together. Where the way to the disk fails, all that went together
   * fail; whether their records stand in the log is then open, and what is appended next continues an unbroken chain.
   */
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** Reads the log from its beginning and finds the first link that is broken. */
  check(): Promise<AuditCheck>;
  /** The first `count` records in their order, one at a time; for showing what `check` has confirmed. */
  records(count: number): AsyncIterable<AuditRecord>;
  /** When all that was appended is on the disk. */
  close(): Promise<void>;
}
