/** By which words the server tells that a case was written to, whoever did it. */
import { stateOfIndex, stateOfSettings } from '../../case/case-state.ts';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Config } from '../../schemas/config.ts';
import type { ServedCase } from '../../web/served-case.ts';

const cannotBeTold = { evidence: undefined, marks: undefined, records: undefined, index: undefined };

export const servedState =
  ({ paths, openLedger }: Pick<CaseFolder, 'paths' | 'openLedger'>, config: Config): ServedCase['state'] =>
  async () => {
    // A case that has gone or is another now: its pages say so, and nothing of it is kept.
    const ledger = await openLedger().catch(() => undefined);
    if (!ledger) return cannotBeTold;
    try {
      const settings = stateOfSettings(paths);
      const { evidence, marks, records } = await ledger.changes.words();
      const runOn = await ledger.changes.runOn();
      return {
        evidence: `${settings} ${evidence}`,
        marks,
        records,
        runOn,
        // Another index can take its place in Elasticsearch without a word here.
        index: config.index === 'sqlite' ? stateOfIndex(paths) : undefined,
      };
    } finally {
      await ledger.close();
    }
  };
