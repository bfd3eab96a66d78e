/** What a process runs that reads for `evidex serve`: this file composes it. */
import { join } from 'node:path';
import { casePathsOf } from '../case/case-paths.ts';
import { stateOfFiles } from '../case/case-state.ts';
import { answerQuestions } from '../web/readers/answer-questions.ts';
import { openIndexToRead } from './open/open-index.ts';
import { sqliteStores } from './open/stores.ts';

answerQuestions(async ({ id, path, readOnly, config }) => {
  const paths = casePathsOf(path);
  const files = [paths.file, join(path, 'index.json'), paths.catalogue, paths.index];
  const before = stateOfFiles(files);
  const ledger = await sqliteStores.openLedger(paths, readOnly);
  const index = await openIndexToRead({ id, path, paths, readOnly }, config).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  return {
    ledger,
    index,
    // Another index can take its place in Elasticsearch without a word here.
    isSame: () => config.index === 'sqlite' && stateOfFiles(files) === before,
    async close() {
      await index.close();
      await ledger.close();
    },
  };
});
