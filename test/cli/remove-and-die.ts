/** Runs a command line and ends by SIGKILL when the catalogue, or the stores for packed values, are asked for something: METHOD WORDS… */
import type { Catalogue } from '../../case/catalogue.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { runCli } from './run-cli.ts';

const [method = '', ...words] = process.argv.slice(2);
await runCli(words, {
  stores: {
    ...sqliteStores,
    packedValues(file) {
      if (method === 'packedValues') process.kill(process.pid, 'SIGKILL');
      return sqliteStores.packedValues(file);
    },
    async openCatalogue(paths) {
      const catalogue = await sqliteStores.openCatalogue(paths);
      return new Proxy(catalogue, {
        get(target, name) {
          if (name === method) process.kill(process.pid, 'SIGKILL');
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as Catalogue['close']) : value;
        },
      });
    },
  },
});
