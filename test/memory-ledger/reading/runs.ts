/** The runs of the ledger in memory. */
import type { RunReading } from '../../../case/ledger/runs.ts';
import type { State } from '../state.ts';
import { isWhole } from './shown.ts';

export const runReading = (now: () => Promise<State>): RunReading => ({
  async all(scope) {
    const state = await now();
    return state.runs.map(({ run, id, verb, started, ended, outcome, record, summary }) => ({
      run,
      id,
      verb,
      started,
      ended,
      outcome,
      record: isWhole(state, scope) && summary ? { ...record, summary } : { ...record },
    }));
  },
});
