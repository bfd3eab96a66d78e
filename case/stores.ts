/**
 * The port of what keeps a case: its ledger, its audit log, its locks, its hash sets. `cli/open/` chooses the adapters;
 * a command is given them with its streams and signals, and an opened case carries them on.
 */
import type { AuditLog } from './audit-log.ts';
import type { CaseLock } from './case-lock.ts';
import type { CasePaths } from './case-paths.ts';
import type { Catalogue } from './catalogue.ts';
import type { HashSetList, HashSets } from './hash-sets.ts';
import type { HeldLists } from './held-lists.ts';
import type { Ledger } from './ledger/ledger.ts';

/** A value that a file of the case holds compressed; without `bytes` it could not be unpacked. */
export interface PackedValue {
  readonly file: string;
  readonly bytes?: Uint8Array;
}

export interface Stores {
  /** For reading, beside any number of others and a run that writes; with `untouched` nothing is written beside it either. */
  openLedger(paths: CasePaths, untouched?: boolean): Promise<Ledger>;
  /** For writing; whoever calls holds the run lock, or writes marks alone. Makes the ledger where the case has none. */
  openCatalogue(paths: CasePaths): Promise<Catalogue>;
  /** Makes the log where the case has none; with `untouched` it can be read, and appended to it is not. */
  openAuditLog(
    paths: Pick<CasePaths, 'audit' | 'auditDetails' | 'auditHead'>,
    untouched?: boolean,
  ): Promise<AuditLog>;
  /** Undefined while another process, or another opening of the case in this one, holds it. */
  tryLock(paths: CasePaths, lock: 'lock' | 'indexLock'): Promise<CaseLock | undefined>;
  /** Reads the lists, in the order given, where the case does not hold them yet. Throws `bad-file`, `case-untrusted`. */
  openHashSets(paths: CasePaths, lists: readonly HashSetList[], held: HeldLists): Promise<HashSets>;
  /** All compressed values of a file of the case that a store has made; none of another file. */
  packedValues(file: string): AsyncIterable<PackedValue>;
}
