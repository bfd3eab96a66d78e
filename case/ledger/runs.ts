/** Reading port: the runs that wrote to the case. */
import type { Scope } from '../../schemas/scope.ts';

export interface LedgerRun {
  readonly run: number;
  readonly id: string;
  readonly verb: string;
  readonly started: string;
  readonly ended?: string;
  readonly outcome?: string;
  /** What a third party needs to repeat it; with `summary`, which counts the whole case, only where every scope is open. */
  readonly record: Readonly<Record<string, unknown>>;
}

export interface RunReading {
  /** In the order in which they began. */
  all(scope: Scope): Promise<readonly LedgerRun[]>;
}
