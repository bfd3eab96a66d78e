/** Reading port: what was removed from the case. */
import type { Removal } from '../../schemas/removal.ts';

export interface RemovalReading {
  /** In the order in which they were made. A tombstone says nothing of what it was, so every scope sees all. */
  all(): Promise<readonly Removal[]>;
  /** As `Removals.tombstones`. */
  tombstones(ids: readonly string[]): Promise<ReadonlyMap<string, Removal>>;
}
