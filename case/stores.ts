/**
 * The port of what keeps a case: who has it opens the ledger of any case, to read or to write. `cli/open/` chooses the
 * adapters; a command is given them with its streams and signals, and an opened case carries them on.
 */
import type { CasePaths } from './case-paths.ts';
import type { Catalogue } from './catalogue.ts';
import type { Ledger } from './ledger/ledger.ts';

export interface Stores {
  /** For reading, beside any number of others and a run that writes. */
  openLedger(paths: CasePaths): Promise<Ledger>;
  /** For writing; whoever calls holds the run lock, or writes marks alone. Makes the ledger where the case has none. */
  openCatalogue(paths: CasePaths): Promise<Catalogue>;
}
