/** The case that the parts of the catalogue's contract suite work on. */
import type { Catalogue } from '../../case/catalogue.ts';
import type { CommitBatch, ItemCommit } from '../../case/catalogue/commits.ts';
import type { Lease } from '../../case/catalogue/runs.ts';
import type { ListedEntry, ListResult, SourceRow } from '../../case/catalogue/sources.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { KnownContent, PendingFile } from '../../case/catalogue/work.ts';

/** What the parts of the suite work on: a fresh catalogue for each test, with a run and one source. */
export interface ContractCase {
  readonly catalogue: Catalogue;
  /** Of the run that writes now. */
  readonly lease: Lease;
  readonly source: SourceRow;
  begin(): Promise<Lease>;
  /** A new run, as a later command begins it. */
  nextRun(): Promise<void>;
  sourceNamed(reference: string, root: string): Omit<SourceRow, 'source'>;
  register(by: Lease, root: string, reference?: string): Promise<SourceRow>;
  /** Lists the root of the source. */
  list(...entries: ListedEntry[]): Promise<ListResult>;
  listBelow(folder: string, ...entries: ListedEntry[]): Promise<ListResult>;
  commit(items: ItemCommit[], documents?: CommitBatch['documents']): Promise<void>;
  settle(): Promise<void>;
  known(content: string): Promise<KnownContent | undefined>;
  /** All pages of files to read. */
  pending(limit?: number): Promise<PendingFile[]>;
  statuses(): Promise<Readonly<Record<string, string>>>;
  notable(): Promise<readonly LedgerItem[]>;
  /** The id of a file of the source's root. */
  idOf(name: string): string;
}
