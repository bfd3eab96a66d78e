/** Opens the ledger of a case, to read or to write: the one place that knows by what it is kept. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { SqliteCatalogue } from '../../case/sqlite/sqlite-catalogue.ts';
import { openSqliteLedger } from '../../case/sqlite/sqlite-ledger.ts';

type Case = Pick<CaseFolder, 'paths'>;

/** For reading, beside any number of others and a run that writes. */
export function openLedger({ paths }: Case): Promise<Ledger> {
  return openSqliteLedger(paths.catalogue);
}

/** For writing; whoever calls holds the run lock. Makes the ledger where the case has none. */
export async function openCatalogue({ paths }: Case): Promise<Catalogue> {
  return new SqliteCatalogue(paths.catalogue);
}
