/** What the index must show of an item that has no document there, as the ledger knows it. */
import type { IndexEntry, Occurrence } from '../schemas/index-entry.ts';
import type { ItemTimes } from '../schemas/item-times.ts';
import type { Code, EntryStatus, Warning } from '../schemas/status.ts';

/**
 * An item has an entry of its own where the index has no document of its content (it has none that could be read, or one
 * that was left unparsed), or where it ended otherwise than that document says. Folders have one each; the roots of
 * sources have none. Each revision is an item.
 */
export interface ItemEntry {
  readonly item: NonNullable<IndexEntry['item']>;
  readonly status: EntryStatus;
  readonly code?: Code;
  /** The item's own. */
  readonly warnings: readonly Warning[];
  /** As the folder, file system or archive states it. */
  readonly size?: number;
  /** Of its content, where that was identified. */
  readonly format?: string;
  readonly mediaType?: string;
  readonly times: ItemTimes;
  /** The run that found it. */
  readonly run: number;
  /** What the source of its first place declares for clocks that state no zone. */
  readonly zone?: string;
  /** The date of the message that carries it, as `carriedDate` says. */
  readonly carried?: IndexEntry['dates'][number];
  /** All its places, past ones included, as `StaleDocument.occurrences`; one at least. */
  readonly occurrences: readonly Occurrence[];
}
