/** What the pages read from, and where is kept what they were asked. */
import type { QuestionEnd } from '../cli/frame/verb.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';

export interface ServedCase {
  readonly caseName: string;
  /** What all readers of this server may see. */
  readonly scope: Scope;
  /** As the setting of that name. */
  readonly displayZone: string;
  openLedger(): Promise<Ledger>;
  openIndex(): Promise<IndexReader & { close(): Promise<void> }>;
  /** Resolves when it is on the disk that this was asked; gives what records how it ended. */
  recordQuestion(words: readonly string[]): Promise<(end: QuestionEnd) => Promise<void>>;
}

/** A case as one question reads it. */
export interface Reading {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly displayZone: string;
}

/** Opened for each question: a case that was reindexed, moved or lost meanwhile is seen as it is. */
export async function reading<T>(served: ServedCase, work: (reading: Reading) => Promise<T>): Promise<T> {
  const ledger = await served.openLedger();
  try {
    const index = await served.openIndex();
    try {
      return await work({ ledger, index, scope: served.scope, displayZone: served.displayZone });
    } finally {
      await index.close();
    }
  } finally {
    await ledger.close();
  }
}
