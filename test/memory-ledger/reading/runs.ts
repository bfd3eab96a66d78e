/** The runs of the ledger in memory. */
import type { RunReading } from '../../../case/ledger/runs.ts';
import type { State } from '../state.ts';
import { isWhole } from './shown.ts';

/** What a comparison with the intake found names files. */
const withoutFiles = (record: { readonly verification?: unknown }): Record<string, unknown> => {
  const { verification: _verification, ...rest } = record;
  return rest;
};

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
      record: isWhole(state, scope) ? { ...record, ...(summary && { summary }) } : withoutFiles(record),
    }));
  },
});
