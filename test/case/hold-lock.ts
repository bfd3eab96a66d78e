/** A process that takes the run lock of a case and keeps it: `hold-lock.ts CASE`. */
import { openCase } from '../../case/case-folder.ts';
import { sqliteStores } from '../../cli/open/stores.ts';

const folder = await openCase(process.argv[2] ?? '', sqliteStores);
await folder.lock();
// A lock that the collector can take away is none: `--expose-gc` lets it try.
await new Promise((done) => setTimeout(done, 1));
(globalThis as { gc?: () => void }).gc?.();
await new Promise((done) => setTimeout(done, 1));
process.send?.('held');
setInterval(() => undefined, 1000);
