/** What the pages read from and write to, and where is kept what they were asked. */
import type { Question, RecordedQuestion } from '../cli/frame/record-question.ts';
import type { Catalogue } from '../case/catalogue.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { CaseOriginals } from '../cli/run/served-originals.ts';
import type { AuditRecord } from '../schemas/audit-record.ts';
import type { Annotator } from '../schemas/label.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';
import type { Person } from './person.ts';
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
  openLedger(): Promise<Ledger>;
  openCatalogue(): Promise<Catalogue>;
  openIndex(): Promise<IndexReader & { close(): Promise<void> }>;
  /** Resolves when it is on the disk that this was asked. */
  recordQuestion(question: Question): Promise<RecordedQuestion>;
  /** The first records of its audit log, in their order. */
  auditRecords(count: number): AsyncIterable<AuditRecord>;
  /** Shows in the index what was marked; false where a run shows it later. */
  showMarks(catalogue: Catalogue): Promise<boolean>;
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
  /** Of the audit log, up to that record; for a route that is answered `inServer`. */
  auditRecords(): AsyncIterable<AuditRecord>;
  /**
   * Changes the case in the name of who asks; `shown` is false where a run that writes the index shows it later. Throws
   * `wrong-value` for a case that is only read.
   */
  write<T>(
    work: (catalogue: Catalogue, by: Annotator) => Promise<T>,
  ): Promise<{ readonly result: T; readonly shown: boolean }>;
}

const writing = async <T>(
  served: ServedCase,
  by: Annotator,
  work: (catalogue: Catalogue, by: Annotator) => Promise<T>,
): Promise<{ readonly result: T; readonly shown: boolean }> => {
  if (served.toRead.readOnly)
    throw new Problem(
      'wrong-value',
      'this case is only read here: nothing was changed',
      'Start the server without --read-only.',
    );
  const catalogue = await served.openCatalogue();
  try {
    const result = await work(catalogue, by);
    return { result, shown: await served.showMarks(catalogue) };
  } finally {
    await catalogue.close();
  }
};

/** Opened for each question: a case that was reindexed, moved or lost meanwhile is seen as it is. */
export async function reading<T>(
  served: ServedCase,
  { person, to, record }: Pick<Reading, 'person' | 'to' | 'record'>,
  work: (reading: Reading) => Promise<T>,
): Promise<T> {
  const { displayZone } = served.toRead.config;
  const ledger = await served.openLedger();
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
        auditRecords: () => served.auditRecords(record),
        write: (change) => writing(served, { by: person.name, at: new Date().toISOString(), record }, change),
      });
    } finally {
      await index.close();
    }
  } finally {
    await ledger.close();
  }
}
