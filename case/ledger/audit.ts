/** Reading port: which records of the audit log the case names, and what it has of each. */

export interface NamedRecord {
  /** Its number. */
  readonly record: number;
  /** The hashes that were kept of it, in their order; none where only what was written under it names it. */
  readonly hashes: readonly string[];
  /** The verbs of the runs that it began. */
  readonly runs: readonly string[];
  /** Targets that it labelled or took labels off, each once. */
  readonly labels: number;
  readonly notes: number;
  /** Targets that it withheld or released, each once. */
  readonly withholdings: number;
  /** Statements of custody. */
  readonly custody: number;
  /** Versions of case records. */
  readonly records: number;
  readonly removals: number;
}

/** One row that was written under a record, as nothing but a removal changes it any more. */
export interface WrittenRow {
  readonly record: number;
  /** Its kind first, then what it says. They are hashed: another order or form makes a case look tampered with. */
  readonly says: readonly string[];
}

export interface AuditReading {
  /** In the order of their numbers. They are of the whole case, whoever asks: nothing in them says what was written of. */
  named(): Promise<readonly NamedRecord[]>;
  /** What was written under these records, of each in an order that is always the same. Of the whole case, as `named`. */
  written(records: readonly number[]): AsyncIterable<WrittenRow>;
}
