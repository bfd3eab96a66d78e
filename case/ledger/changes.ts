/**
 * Reading port: whether something was written. Each part of the ledger has a word, which is another after every write
 * that may have changed what is read of that part, and is never one that it had before.
 */

/**
 * - `evidence`: all but what the others name; who writes a thing of which no other part is told changes it. What is
 *   withheld is part of it, and sources, runs and removals are.
 * - `marks`: labels and notes.
 * - `records`: case records.
 */
export const ledgerParts = ['evidence', 'marks', 'records'] as const;
export type LedgerPart = (typeof ledgerParts)[number];

export type LedgerWords = Readonly<Record<LedgerPart, string>>;

/** A run that writes, or that ended without a word: the last of the case, where it has not come to its end. It adds. */
export interface RunOn {
  /** Another one once anything was withheld, released or taken out of the case, by whomever. */
  readonly closed: string;
}

export interface ChangeReading {
  /** Of one moment. They are of the whole case, whoever asks: nothing in them says what was written. */
  words(): Promise<LedgerWords>;
  /** Undefined also while something is taken out of the case. */
  runOn(): Promise<RunOn | undefined>;
}
