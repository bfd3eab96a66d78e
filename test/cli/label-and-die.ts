/** Labels a document and ends by SIGKILL around the write to the index: CASE DOCUMENT LABEL before|after. */
import { join } from 'node:path';
import { SqliteCatalogue } from '../../case/sqlite/sqlite-catalogue.ts';
import { projectStale } from '../../pipeline/index-upkeep/projector.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';

const [casePath = '', document = '', label = '', when] = process.argv.slice(2);
const catalogue = new SqliteCatalogue(join(casePath, 'catalogue.sqlite'));
const index = openSqliteIndex(join(casePath, 'index.sqlite'));
await catalogue.label(
  { targets: [{ covers: 'content', id: document }], add: [{ name: label, key: label }], remove: [] },
  { by: 'ann', at: new Date().toISOString(), record: 1 },
);
await projectStale(
  catalogue,
  {
    async write(operations) {
      if (when === 'after') await index.write(operations);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
  undefined,
);
