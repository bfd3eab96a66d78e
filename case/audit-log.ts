/**
 * The port of the append-only, hash-chained log of a case: every record carries the hash of the one before, so that an
 * edited, inserted or deleted byte breaks the chain at its place.
 *
 * The words of a record (what was asked, and why) lie beside the chain, which holds their salted hash: they can be taken
 * out, by a record that says so, and the chain still holds.
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

/** A record that by its clock was written before the one in front of it. */
export interface ClockBack {
  readonly seq: number;
  readonly seconds: number;
}

export interface AuditCheck {
  readonly records: number;
  /** Lines whose writer died in the middle; closed and covered by the record after them. */
  readonly partialLines: readonly number[];
  /** Commands that began and have not ended: still running, or killed. By the `seq` of their beginning. */
  readonly unended: readonly number[];
  /** Records that were written after the head's file had been lost. */
  readonly headLost: readonly number[];
  /** A clock was set back, or that of another host was slow: no break, but times are then not to be relied on. */
  readonly clockBack: readonly ClockBack[];
  /** Records whose words were taken out. */
  readonly redacted: readonly number[];
  /** Records whose words are not there, or are others, and no record says that they were taken out. */
  readonly detailsLost: readonly number[];
  /** Records whose words a record says were taken out, and which are there: it was stopped before, or they were put back. */
  readonly redactionsUndone: readonly number[];
  /** The last record that the chain confirms, and its time; none of an empty log. */
  readonly head: AuditHead;
  readonly lastAt?: string;
  readonly broken?: AuditBreak;
}

/** Any number of processes may have it open at one time. */
export interface AuditLog {
  /** The last record that was appended through this opening. */
  readonly last: AuditHead | undefined;
  /**
   * Appends one record; resolves when it is on the disk. Records of one opening stand in the order of the calls, and
   * those that wait for the disk at one time go there together. Where the way to the disk fails, all that went together
   * fail; whether their records stand in the log is then open, and what is appended next continues an unbroken chain.
   */
  append(entry: AuditEntry): Promise<AuditRecord>;
  /**
   * Takes the words of a record out for good; `entry` says who does it and why, and is appended first. Fails with code
   * `not-found` where there is no such record, `usage` where its words are part of the chain, or none are there.
   */
  redact(seq: number, entry: Omit<AuditEntry, 'event'>): Promise<AuditRecord>;
  /**
   * As `redact`, of many records in one reading of the log; each has a record of its own that says so. Gives those whose
   * words stay, since they are part of the chain. For any other reason it fails as `redact` does, and nothing is written.
   */
  redactAll(seqs: readonly number[], entry: Omit<AuditEntry, 'event'>): Promise<readonly number[]>;
  /** Reads the log from its beginning and finds the first link that is broken. */
  check(): Promise<AuditCheck>;
  /** The first `count` records in their order, one at a time; for showing what `check` has confirmed. */
  records(count: number): AsyncIterable<AuditRecord>;
  /** When all that was appended is on the disk. */
  close(): Promise<void>;
}
