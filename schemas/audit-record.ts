/** One line of a case's audit log: who did what to the case, when, and how it ended. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const auditRecord = z.strictObject({
  /** From 1, without gaps. */
  seq: z.number().int().positive(),
  /** UTC, ISO 8601, by the clock of `host`. */
  at: z.iso.datetime(),
  /** The operating system's user, or the name that `EVIDEX_OPERATOR` gave. */
  operator: z.string(),
  host: z.string(),
  /** Process id on `host`; ties a `started` to its `ended`. */
  pid: z.number().int().nonnegative(),
  verb: z.string(),
  /** `ended` repeats no arguments; its `started` is record `of`. */
  event: z.enum(['started', 'ended']),
  args: z.array(z.string()).optional(),
  /** The working folder of a `started`: paths in its arguments count from there. */
  folder: z.string().optional(),
  reason: z.string().optional(),
  of: z.number().int().positive().optional(),
  resultCount: z.number().int().nonnegative().optional(),
  exitCode: z.number().int().nonnegative().optional(),
  /** The code of the problem it ended with. */
  problem: z.string().optional(),
  /** The files that it ended with words about, one line each, to a cap; the last line then counts the rest. */
  named: z.array(z.string()).optional(),
  /**
   * The line before this one is the beginning of a record whose writer died: its length and SHA-256, so that the
   * chain covers those bytes as well.
   */
  partial: z.strictObject({ bytes: z.number().int().positive(), sha256 }).optional(),
  /** The file with the chain's head was missing when this was written; it was taken from the log's last record. */
  headLost: z.literal(true).optional(),
  /** `hash` of the record before; 64 zeros in the first. */
  prev: sha256,
  /** SHA-256 of this record as canonical JSON without `hash`. */
  hash: sha256,
});
export type AuditRecord = z.infer<typeof auditRecord>;

/** What a writer states; the rest is the log's own. */
export type AuditEntry = Pick<
  AuditRecord,
  | 'operator'
  | 'verb'
  | 'event'
  | 'args'
  | 'folder'
  | 'reason'
  | 'of'
  | 'resultCount'
  | 'exitCode'
  | 'problem'
  | 'named'
>;
