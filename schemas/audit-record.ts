/** One line of a case's audit log: who did what to the case, when, and how it ended. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The words of a record: what was asked and why. They name victims and show the strategy of counsel, so they lie beside
 * the log and can be taken out of it.
 */
export const auditDetails = z.strictObject({
  args: z.array(z.string()).optional(),
  /** The working folder of a `started`: paths in its arguments count from there. */
  folder: z.string().optional(),
  reason: z.string().optional(),
  /** The files that it ended with words about, one line each, to a cap; the last line then counts the rest. */
  named: z.array(z.string()).optional(),
  /** Of a `started`: what `wrote` of its `ended` is made with; it goes with the words. */
  seal: sha256.optional(),
});
export type AuditDetails = z.infer<typeof auditDetails>;

const common = {
  /** From 1, without gaps. */
  seq: z.number().int().positive(),
  /** UTC, ISO 8601, by the clock of `host`. */
  at: z.iso.datetime(),
  host: z.string(),
  /** Process id on `host`; ties a `started` to its `ended`. */
  pid: z.number().int().nonnegative(),
  verb: z.string(),
  /** The record that began the command. */
  of: z.number().int().positive().optional(),
  resultCount: z.number().int().nonnegative().optional(),
  exitCode: z.number().int().nonnegative().optional(),
  /** The code of the problem it ended with. */
  problem: z.string().optional(),
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
};

/** As it was written before its words lay beside it: they are part of the chain, and cannot be taken out. */
export const recordOfVersion1 = z.strictObject({
  ...common,
  ...auditDetails.shape,
  /** The operating system's user, or the name that `EVIDEX_OPERATOR` gave. */
  operator: z.string(),
  event: z.enum(['started', 'ended']),
});

/** What tells who the user is: the operating system, as whose user the process ran, or nothing. */
export const authenticatedBy = z.enum(['operating-system', 'nothing']);

/** Of a server for a team: what it let in the account by that the user is. */
export const accountAuthenticatedBy = z.enum(['local-account', 'openid-connect']);

const byProcess = {
  /** The operating system's user. */
  user: z.string(),
  /** What says that `user` is who it was. Nothing says so of `operator`. */
  authenticatedBy,
  /** The name that `EVIDEX_OPERATOR` gave: what whoever ran it calls themselves. */
  operator: z.string().optional(),
};

const sinceVersion2 = {
  /** `ended` repeats no arguments; its `started` is record `of`. `redacted` took the words of record `redacts` out. */
  event: z.enum(['started', 'ended', 'redacted']),
  /** Of its words with their salt, see `auditDetailsLine`; absent where there are none. */
  details: sha256.optional(),
  redacts: z.number().int().positive().optional(),
  /** Of an `ended`: hash of what the command wrote to the ledger, made with the seal of its `started`. */
  wrote: sha256.optional(),
};

export const recordOfVersion2 = z.strictObject({
  ...common,
  ...sinceVersion2,
  ...byProcess,
  version: z.literal(2),
});

/** Of what somebody asked a server for a team; all other records are of version 2. */
export const recordOfVersion3 = z.strictObject({
  ...common,
  ...sinceVersion2,
  version: z.literal(3),
  /** The name of the account. */
  user: z.string(),
  authenticatedBy: accountAuthenticatedBy,
  /** Whose process the server is: its word is what says so of `user`. */
  servedBy: z.strictObject(byProcess),
});

/** The words of record `seq`, which names the SHA-256 of this as canonical JSON without `seq`. */
export const auditDetailsLine = z.strictObject({
  seq: z.number().int().positive(),
  /** 32 random bytes: without them a guess of the words could be tried against the hash. */
  salt: sha256,
  details: auditDetails,
});
export type AuditDetailsLine = z.infer<typeof auditDetailsLine>;

export type RecordOfVersion2 = z.infer<typeof recordOfVersion2>;
export type RecordOfVersion3 = z.infer<typeof recordOfVersion3>;
export type StoredRecord = z.infer<typeof recordOfVersion1> | RecordOfVersion2 | RecordOfVersion3;

/** Who it was: as whose user a process ran, or with `servedBy` the account that a server let in. */
export interface Whose {
  readonly user: string;
  readonly authenticatedBy: RecordOfVersion2['authenticatedBy'] | RecordOfVersion3['authenticatedBy'];
  readonly operator?: string | undefined;
  readonly servedBy?: RecordOfVersion3['servedBy'] | undefined;
}

/** A record with its words, where they are still there. */
export type AuditRecord = Omit<RecordOfVersion2, 'version' | 'user' | 'authenticatedBy'> & {
  readonly version?: 2 | 3 | undefined;
} & Partial<Pick<Whose, 'user' | 'authenticatedBy' | 'servedBy'>> &
  AuditDetails & {
    /** Its words were taken out, by this record. */
    readonly redacted?: AuditRedaction;
    /** Its words are not there, or are others, and no record says that they were taken out. */
    readonly detailsLost?: true;
  };

export interface AuditRedaction {
  readonly record: number;
  readonly at: string;
  readonly by: string;
  /** Absent where it was taken out itself. */
  readonly reason?: string;
}

/** What a writer states; the rest is the log's own. */
export type AuditEntry = Whose &
  Pick<RecordOfVersion2, 'verb' | 'event' | 'of' | 'resultCount' | 'exitCode' | 'problem' | 'wrote'> &
  AuditDetails;

/** Who it was: the name that they gave themselves, else the system's user. */
export const nameOf = ({ operator, user }: Pick<AuditRecord, 'operator' | 'user'>): string =>
  operator ?? user ?? '';
