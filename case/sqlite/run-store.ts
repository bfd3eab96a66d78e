/** The runs of the SQLite catalogue, and the units that they wrote; each method within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { Claim, Lease, RunOutcome } from '../catalogue/runs.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/** Units whose answers are kept; see `Runs`. */
const maxKeptUnits = 4_096;

const statements = {
  interrupt:
    "UPDATE run SET lease = NULL, outcome = COALESCE(outcome, 'interrupted') WHERE lease IS NOT NULL",
  insert: 'INSERT INTO run (id, verb, record, started, lease) VALUES (?, ?, ?, ?, ?)',
  byId: 'SELECT run, lease FROM run WHERE id = ?',
  lease: 'SELECT lease FROM run WHERE run = ?',
  record: 'SELECT record FROM run WHERE run = ?',
  end: 'UPDATE run SET record = ?, ended = ?, outcome = ?, lease = NULL WHERE run = ?',
  answer: 'SELECT answer FROM written_unit WHERE unit = ? AND run = ?',
  keep: 'INSERT INTO written_unit (unit, run, answer) VALUES (?, ?, ?)',
  forget: 'DELETE FROM written_unit WHERE seq <= ?',
} as const;

export class RunStore {
  readonly #run: Prepared<typeof statements>;

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  /** See `Runs.beginRun`. */
  begin(id: string, verb: string, record: object, token: string): Lease {
    const begun = this.#run.byId.get(id) as { run: number; lease: string | null } | undefined;
    if (begun) {
      if (begun.lease === null) throw leaseLost(begun.run);
      return { run: begun.run, token: begun.lease };
    }
    this.#run.interrupt.run();
    const started = new Date().toISOString();
    const { lastInsertRowid } = this.#run.insert.run(id, verb, JSON.stringify(record), started, token);
    return { run: Number(lastInsertRowid), token };
  }

  end(run: number, outcome: RunOutcome, summary: object): void {
    const { record } = this.#run.record.get(run) as { record: string };
    const merged = JSON.stringify({ ...(JSON.parse(record) as object), summary });
    this.#run.end.run(merged, new Date().toISOString(), outcome, run);
  }

  /** Throws with code `lease-lost` where the run no longer writes. */
  check({ run, token }: Lease): void {
    const row = this.#run.lease.get(run) as { lease: string | null } | undefined;
    if (row?.lease !== token) throw leaseLost(run);
  }

  /** What the unit was answered when it was written; undefined where it was not. */
  answerTo({ unit, run }: Claim): { readonly value: unknown } | undefined {
    const row = this.#run.answer.get(unit, run) as { answer: string | null } | undefined;
    return row && { value: row.answer === null ? undefined : (JSON.parse(row.answer) as unknown) };
  }

  keepAnswer({ unit, run }: Claim, value: unknown): void {
    const { lastInsertRowid } = this.#run.keep.run(unit, run, JSON.stringify(value) ?? null);
    this.#run.forget.run(Number(lastInsertRowid) - maxKeptUnits);
  }
}

const leaseLost = (run: number): Error =>
  Object.assign(new Error(`run ${run} no longer writes to this case: another run has taken over`), {
    code: 'lease-lost',
  });
