/** Copies an index and ends by SIGKILL in the middle of a write: SOURCE TARGET NUMBER-OF-THE-WRITE. */
import { copyIndex } from '../../search/copy-index.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';

const [source = '', target = '', number] = process.argv.slice(2);
const from = openSqliteIndex(source, { readOnly: true });
const to = openSqliteIndex(target);
let writes = 0;
await copyIndex({
  from,
  to: {
    ...to,
    sweep: () => to.sweep(),
    entries: (after, limit) => to.entries(after, limit),
    entry: (document, scope) => to.entry(document, scope),
    write(operations) {
      writes += 1;
      if (writes < Number(number)) return to.write(operations);
      void to.write(operations.slice(0, operations.length / 2));
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
  signal: new AbortController().signal,
  progress: () => undefined,
  batchUnits: 10_000,
});
