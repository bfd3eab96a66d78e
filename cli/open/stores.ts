/** By what a case is kept: the one place that chooses the adapters of the ledger. */
import type { Stores } from '../../case/stores.ts';

/** Each is loaded where it is used: most commands need some of them, and `--help` none. */
export const sqliteStores: Stores = {
  async openLedger({ catalogue }) {
    const { openSqliteLedger } = await import('../../case/sqlite/sqlite-ledger.ts');
    return openSqliteLedger(catalogue);
  },
  async openCatalogue({ catalogue }) {
    const { SqliteCatalogue } = await import('../../case/sqlite/sqlite-catalogue.ts');
    return new SqliteCatalogue(catalogue);
  },
};
