/**
 * Custody of the catalogue port: statements about a source, each added behind those before it and never changed.
 *
 * They belong to no run and take no lease, as marks do; for a command that holds the run lock.
 */
import type { CustodyEntry, CustodyStatement } from '../../schemas/custody.ts';
import type { KeptIntake } from '../../schemas/intake.ts';
import type { Annotator } from '../../schemas/label.ts';

export interface CustodyChange {
  /** Of a source that is registered; code `not-found` otherwise. */
  readonly reference: string;
  /** Added in this order. */
  readonly statements: readonly CustodyStatement[];
  /**
   * Takes the place of the source's intake. Where the custodian or the zone is another, every document that lies or lay in the source
   * and is in the index is raised, so that it becomes stale.
   */
  readonly intake?: KeptIntake;
}

export interface Custody {
  /** All or nothing. */
  addCustody(change: CustodyChange, by: Annotator): Promise<void>;
  /** The statements about a source, in the order in which they were added; none of one that is not registered. */
  custody(reference: string): Promise<readonly CustodyEntry[]>;
}
