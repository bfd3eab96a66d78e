/** Custody of a source: what became of it from the moment it was received, as statements that are only ever added. */
import { z } from 'zod';
import { stated } from './intake.ts';
import type { Annotator } from './label.ts';

const line = z.string().trim().min(1).max(500);

/** What people may state; `corrected`, `compared` and `moved` follow from what a command does. */
export const statedCustody = z.enum(['received', 'seal-opened', 'seal-closed', 'handed-on', 'noted']);
export type CustodyKind = z.infer<typeof statedCustody> | 'corrected' | 'compared' | 'moved';

export const custodyStatement = z.strictObject({
  kind: statedCustody,
  /** When it happened, where that is known and not now. */
  when: stated.optional(),
  /** By whom it was received, opened, closed or taken over. */
  person: line.optional(),
  /** Number of the seal. */
  seal: line.optional(),
  where: line.optional(),
  note: z.string().trim().min(1).max(10_000).optional(),
});

/** One statement. Fields by kind; a program that does not know one leaves it as it is. */
export interface CustodyStatement extends Partial<Omit<z.infer<typeof custodyStatement>, 'kind'>> {
  readonly kind: CustodyKind;
  /** Why, as `--reason` gave it. */
  readonly reason?: string;
  /** Of `corrected` and `moved`: the field of the intake record, its value before (absent: none) and since. */
  readonly field?: string;
  readonly was?: unknown;
  readonly is?: unknown;
  /** Of `received`: the intake record as it came, and its files, which the case keeps. */
  readonly intake?: unknown;
  readonly files?: readonly ReceivedFile[];
  /** Of `compared`: what the comparison of the source with its hashes found, and whether a difference was accepted. */
  readonly matches?: boolean;
  readonly accepted?: boolean;
  /** The SHA-256 of all differences, also of those that are not named; the same differences have the same. */
  readonly fingerprint?: string;
  /** Files of the manifest that were not read as they were delivered: another content, or none. */
  readonly deliveredUnread?: number;
  readonly verification?: unknown;
}

/** A statement with who made it, when, and in which record of the audit log. */
export interface CustodyEntry extends CustodyStatement, Annotator {}

/** A file that came with a source; the case keeps it under its hash. */
export interface ReceivedFile {
  readonly name: string;
  readonly sha256: string;
}

/** For whom something may be withheld: that a comparison was made, how it ended, and nothing of the files. */
export function withoutFindings(entry: CustodyEntry): CustodyEntry {
  return { ...entry, verification: undefined, fingerprint: undefined, deliveredUnread: undefined };
}
