/** The ledger in memory against the contracts of its ports. */
import { everyScope } from '../../schemas/scope.ts';
import { catalogueContract, type CatalogueUnderTest } from '../contracts/catalogue-contract.ts';
import { ledgerContract } from '../contracts/ledger-contract.ts';
import { marksContract } from '../contracts/marks-contract.ts';
import { statusOf } from './item-status.ts';
import { MemoryLedger, openMemoryCatalogue } from './memory-catalogue.ts';
import { openMemoryLedger } from './memory-ledger.ts';
import { firstCarrier, isPresent, placesOf } from './places.ts';
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
            const { status, code } = statusOf(state, item, firstCarrier(state, item.document ?? ''));
            return [placesOf(state, item)[0]?.path, code ? `${status} ${code}` : status];
          }),
        ),
      );
    },
    notable: () => openMemoryLedger(ledger).items.notable(everyScope),
    close: () => catalogue.close(),
  });
}

catalogueContract('memory', openFresh);
marksContract('memory', openFresh);
ledgerContract('memory', () => {
  const ledger = new MemoryLedger();
  const catalogue = openMemoryCatalogue(ledger);
  return Promise.resolve({
    catalogue,
    openLedger: () => Promise.resolve(openMemoryLedger(ledger)),
    close: () => catalogue.close(),
  });
});
