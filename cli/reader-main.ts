/** What a process runs that reads for `evidex serve`: this file composes it. */
import { casePathsOf } from '../case/case-paths.ts';
import { stateOfCase } from '../case/case-state.ts';
import { answerQuestions } from '../web/readers/answer-questions.ts';
import { ruledLedger } from '../case/ruled-ledger.ts';
import { openDatasets } from './open/open-datasets.ts';
import { openIndexToRead } from './open/open-index.ts';
import { openSketches } from './open/near-store.ts';
import { sqliteStores } from './open/stores.ts';

answerQuestions(async ({ id, path, readOnly, config }) => {
  const paths = casePathsOf(path);
  const before = stateOfCase(paths);
  const openLedger = () => sqliteStores.openLedger(paths, readOnly);
  const ledger = ruledLedger(await openLedger());
  const toRead = { id, path, paths, readOnly, openLedger };
  const index = await openIndexToRead(toRead, config).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  return {
    ledger,
    index,
    openDatasets: () => openDatasets(toRead),
    openSketches: () => openSketches(toRead),
    // Another index can take its place in Elasticsearch without a word here.
    isSame: () => config.index === 'sqlite' && stateOfCase(paths) === before,
    async close() {
      await index.close();
      await ledger.close();
    },
  };
});
