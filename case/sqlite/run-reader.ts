/** Reads the runs of the ledger. */
import type { DatabaseSync } from 'node:sqlite';
import type { LedgerRun, RunReading } from '../ledger/runs.ts';
import type { Scope } from '../../schemas/scope.ts';
import { present, textOf } from './row-values.ts';
import type { Visibility } from './visible.ts';

export class RunReader implements RunReading {
  readonly #database: DatabaseSync;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, visibility: Visibility) {
    this.#database = database;
    this.#visibility = visibility;
  }

  async all(scope: Scope): Promise<readonly LedgerRun[]> {
    const rows = this.#database
      .prepare('SELECT run, id, verb, started, ended, outcome, record FROM run ORDER BY run')
      .all();
    const isWhole = this.#visibility.to(scope).everything;
    return rows.map((row) => {
      const whole = JSON.parse(textOf(row['record'])) as Record<string, unknown>;
      // What a comparison with the intake found names files; the sums of the run count all.
      const { summary: _summary, verification: _verification, ...rest } = whole;
      return { ...present(row), record: isWhole ? whole : rest } as unknown as LedgerRun;
    });
  }
}
