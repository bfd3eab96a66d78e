/** The transactions of the SQLite catalogue: each says which parts of the ledger it may change. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type ChangeReading,
  type LedgerPart,
  ledgerParts,
  type LedgerWords,
  type RunOn,
} from '../ledger/changes.ts';
import { patiently } from './patiently.ts';
import { textOf } from './row-values.ts';

export class Transactions {
  readonly #database: DatabaseSync;
  readonly #change: Readonly<Record<LedgerPart, StatementSync>>;

  constructor(database: DatabaseSync) {
    const changing = (part: LedgerPart): StatementSync =>
      database.prepare(`UPDATE changed SET ${part} = lower(hex(randomblob(16)))`);
    this.#database = database;
    this.#change = {
      evidence: changing('evidence'),
      marks: changing('marks'),
      records: changing('records'),
    };
  }

  /** Whoever names no other part changes the evidence, from which all that is read follows: none is shown too long. */
  run<T>(work: () => T, parts: readonly LedgerPart[] = ['evidence']): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      for (const part of parts) this.#change[part].run();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** The same beside a run, which is waited for. */
  patiently<T>(work: () => T, parts?: readonly LedgerPart[]): Promise<T> {
    return patiently(() => this.run(work, parts));
  }
}

export class ChangeReader implements ChangeReading {
  readonly #words: StatementSync;
  readonly #version: StatementSync;
  readonly #run: StatementSync;

  constructor(database: DatabaseSync) {
    this.#run = database.prepare(
      `SELECT (SELECT count(*) || ' ' || count(removed_at) FROM withholding) AS withheld,
         (SELECT count(*) FROM unscreened_family) AS unscreened, (SELECT count(*) FROM removal) AS removed
       WHERE (SELECT ended FROM run ORDER BY run DESC LIMIT 1) IS NULL AND EXISTS (SELECT 1 FROM run)
         AND NOT EXISTS (SELECT 1 FROM removal WHERE work IS NOT NULL)`,
    );
    this.#words = database.prepare(`SELECT ${ledgerParts.join(', ')} FROM changed`);
    this.#version = database.prepare('PRAGMA user_version');
  }

  async words(): Promise<LedgerWords> {
    const row = this.#words.get();
    // Who brings the catalogue forward changes rows, and is no transaction of the catalogue.
    const version = Number(this.#version.get()?.['user_version']);
    const of = (part: LedgerPart): string => `${version} ${textOf(row?.[part])}`;
    return { evidence: of('evidence'), marks: of('marks'), records: of('records') };
  }

  async runOn(): Promise<RunOn | undefined> {
    const row = this.#run.get();
    return (
      row && { closed: ['withheld', 'unscreened', 'removed'].map((name) => textOf(row[name])).join(' ') }
    );
  }
}
