/**
 * Reading port: the ledger as it stood when a run had ended, in a form that two cases can be compared by, whatever store
 * each is kept in: the lines are made by `../snapshot-line.ts`.
 */
import type { Scope } from '../../schemas/scope.ts';

/** One line of the comparison: an item or a document, and all that must be equal. */
export interface SnapshotLine {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What stood before a later run is read back by the attempts and texts that existed then. */
export interface Snapshot {
  /** Items that were there, by id, tombstones of removals left out: what they carry and, of the ledger as it stands now, how they ended. */
  items(): AsyncIterable<SnapshotLine>;
  /** By SHA-256: outcome, texts, mentions, events. */
  documents(): AsyncIterable<SnapshotLine>;
}

export interface SnapshotReading {
  /** After a run, or without one as the ledger stands now. Undefined for a run that the case does not have. */
  after(run: number | undefined, scope: Scope): Promise<Snapshot | undefined>;
}
