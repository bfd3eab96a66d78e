/** What a process runs that exports for `evidex serve`: this file composes it. */
import { casePathsOf } from '../case/case-paths.ts';
import { storedPasswords } from '../config/password-store.ts';
import { userFolderOf } from '../config/user-folder.ts';
import { originalBounds } from '../pipeline/originals/originals.ts';
import { runExport } from '../web/exports/run-export.ts';
import { openIndexToRead } from './open/open-index.ts';
import { sqliteStores } from './open/stores.ts';

runExport(async ({ id, path, readOnly, config }) => {
  const paths = casePathsOf(path);
  const catalogue = await sqliteStores.openCatalogue(paths);
  const openLedger = () => sqliteStores.openLedger(paths);
  const ledger = await openLedger();
  const index = await openIndexToRead({ id, path, paths, readOnly, openLedger }, config);
  return {
    catalogue,
    ledger,
    index,
    parser: originalBounds(config, storedPasswords(userFolderOf(process.env), id)),
    async close() {
      await index.close();
      await ledger.close();
      await catalogue.close();
    },
  };
});
