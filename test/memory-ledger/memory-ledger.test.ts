/** The catalogue in memory against the contract of its port. */
import { catalogueContract, type CatalogueUnderTest } from '../contracts/catalogue-contract.ts';
import { marksContract } from '../contracts/marks-contract.ts';
import { statusOf } from './item-status.ts';
import { MemoryLedger, openMemoryCatalogue } from './memory-catalogue.ts';
import { isPresent, placesOf } from './places.ts';
import { latestItems } from './state.ts';

function openFresh(): Promise<CatalogueUnderTest> {
  const ledger = new MemoryLedger();
  const catalogue = openMemoryCatalogue(ledger);
  return Promise.resolve({
    catalogue,
    statuses() {
      const { state } = ledger;
      const files = latestItems(state).filter(
        (item) => item.listed?.kind !== 'folder' && isPresent(state, item),
      );
      return Promise.resolve(
        Object.fromEntries(
          files.map((item) => {
            const { status, code } = statusOf(state, item);
            return [placesOf(state, item)[0]?.path, code ? `${status} ${code}` : status];
          }),
        ),
      );
    },
    close: () => catalogue.close(),
  });
}

catalogueContract('memory', openFresh);
marksContract('memory', openFresh);
