/** Runs a command line and ends by SIGKILL when the ledger is asked for an item for the NUMBERth time: NUMBER WORDS… */
import type { ItemReading } from '../../case/ledger/items.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { runCli } from './run-cli.ts';

const [number = '', ...words] = process.argv.slice(2);
let asked = 0;

await runCli(words, {
  stores: {
    ...sqliteStores,
    async openLedger(paths, untouched) {
      const ledger = await sqliteStores.openLedger(paths, untouched);
      const items: ItemReading = {
        all: (where, scope) => ledger.items.all(where, scope),
        notable: (scope) => ledger.items.notable(scope),
        heldBy: (of, asked, scope) => ledger.items.heldBy(of, asked, scope),
        ofFamily: (family, scope) => ledger.items.ofFamily(family, scope),
        at: (path, scope) => ledger.items.at(path, scope),
        byHash: (prefix, limit, scope) => ledger.items.byHash(prefix, limit, scope),
        get(id, scope) {
          if (++asked === Number(number)) process.kill(process.pid, 'SIGKILL');
          return ledger.items.get(id, scope);
        },
      };
      return { ...ledger, items, close: () => ledger.close() };
    },
  },
});
