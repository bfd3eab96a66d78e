/** What the pages read from and write to, and where is kept what they were asked. */
import type { Question, RecordedQuestion } from '../cli/frame/record-question.ts';
import type { Catalogue } from '../case/catalogue.ts';
import { casePathsOf } from '../case/case-paths.ts';
import { type HeldItem, readHeld } from '../case/in-hand.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import { ruledLedger } from '../case/ruled-ledger.ts';
import type { CaseOriginals } from '../cli/run/served-originals.ts';
import type { DatasetStore } from '../datasets/dataset-store.ts';
import type { AuditRecord } from '../schemas/audit-record.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import type { SketchStore } from '../search/likeness/sketch-store.ts';
import type { IndexReader } from '../search/port.ts';
import { type CaseChange, writeAll, type WriteChanges, type Written } from './case-change.ts';
import type { Person } from './person.ts';
import type { CaseState } from './readers/case-parts.ts';
import type { CaseToRead } from './readers/messages.ts';
import type { To } from './route.ts';

export interface ServedCase {
  /** Of its address; no two cases of a server have the same. */
  readonly key: string;
  /** Base name of the case folder. */
  readonly caseName: string;
  /** By what a process that reads opens it. */
  readonly toRead: CaseToRead;
  readonly originals: CaseOriginals;
  state(): Promise<CaseState>;
  openLedger(): Promise<Ledger>;
  openCatalogue(): Promise<Catalogue>;
  openIndex(): Promise<IndexReader & { close(): Promise<void> }>;
  /** Resolves when it is on the disk that this was asked. */
  recordQuestion(question: Question): Promise<RecordedQuestion>;
  /** The first records of its audit log, in their order. */
  auditRecords(count: number): AsyncIterable<AuditRecord>;
  /** Shows in the index what was marked until it is asked; false where a run shows it later. */
  showMarks(): Promise<boolean>;
}

/** A case as one question reads it. */
export interface Reading {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly displayZone: string;
  readonly person: Person;
  readonly to: To;
  /** Number of the question's record in the audit log. */
  readonly record: number;
  /** What parsers of a run have in hand now, as the run wrote it last. */
  heldItems(): readonly HeldItem[];
  /** What is kept of the tables of the case; whoever opens it closes it. Not for a route that is answered `inServer`. */
  openDatasets(): Promise<DatasetStore>;
  /** The same of near-duplicates. */
  openSketches(): SketchStore;
  /** Of the audit log, up to that record; for a route that is answered `inServer`. */
  auditRecords(): AsyncIterable<AuditRecord>;
  /**
   * Has the server change the case in the name of who asks, for a route of `post`. Throws what the catalogue throws, and
   * `wrong-value` for a case that is only read.
   */
  write(changes: readonly CaseChange[]): Promise<Written>;
}

/** Writes what somebody asked for under the record of their question; in the server, where all that is written meets. */
export const writing =
  (served: ServedCase, { person, record }: Pick<Reading, 'person' | 'record'>): WriteChanges =>
  async (changes, signal) => {
    if (served.toRead.readOnly)
      throw new Problem(
        'wrong-value',
        'this case is only read here: nothing was changed',
        'Start the server without --read-only.',
      );
    const catalogue = await served.openCatalogue();
    let changed: number;
    try {
      const by = { by: person.name, at: new Date().toISOString(), record };
      changed = await writeAll(catalogue, changes, by, signal);
    } finally {
      await catalogue.close();
    }
    // Nothing of the rest is in the index.
    const isMarked = changes.some((one) => 'label' in one || 'withhold' in one || 'release' in one);
    return { changed, shown: !isMarked || (await served.showMarks()) };
  };

/** Of a route of `get`. */
export const changesNothing = (): Promise<never> =>
  Promise.reject(new Error('a page that is read changes nothing'));

/** Opened for each question: a case that was reindexed, moved or lost meanwhile is seen as it is. */
export async function reading<T>(
  served: ServedCase,
  { person, to, record }: Pick<Reading, 'person' | 'to' | 'record'>,
  work: (reading: Reading) => Promise<T>,
): Promise<T> {
  const { displayZone } = served.toRead.config;
  const ledger = ruledLedger(await served.openLedger());
  try {
    const index = await served.openIndex();
    try {
      return await work({
        ledger,
        index,
        scope: person.scope,
        displayZone,
        person,
        to,
        record,
        heldItems: () => readHeld(casePathsOf(served.toRead.path).inHand),
        openDatasets: () => Promise.reject(new Error('tables are read by a process that can be ended')),
        openSketches: () => {
          throw new Error('near-duplicates are read by a process that can be ended');
        },
        auditRecords: () => served.auditRecords(record),
        write: changesNothing,
      });
    } finally {
      await index.close();
    }
  } finally {
    await ledger.close();
  }
}
