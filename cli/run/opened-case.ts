/** A case with all that is read and written of it, open for as long as something runs. */
import type { Catalogue } from '../../case/catalogue.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Context } from '../frame/verb.ts';
import { openIndexToRead } from '../open/open-index.ts';

export interface OpenedCase {
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
  readonly index: IndexReader;
}

export async function withOpenedCase<T>(
  { caseFolder, config }: Pick<Context<unknown, 'mark'>, 'caseFolder' | 'config'>,
  work: (opened: OpenedCase) => Promise<T>,
): Promise<T> {
  const catalogue = await caseFolder.openCatalogue();
  try {
    const ledger = await caseFolder.openLedger();
    try {
      const index = await openIndexToRead(caseFolder, config);
      try {
        return await work({ catalogue, ledger, index });
      } finally {
        await index.close();
      }
    } finally {
      await ledger.close();
    }
  } finally {
    await catalogue.close();
  }
}
