/** A process that takes the run lock of a case and keeps it: `hold-lock.ts CASE`. */
import { openCase } from '../../case/case-folder.ts';

const folder = openCase(process.argv[2] ?? '');
folder.lock();
process.send?.('held');
setInterval(() => undefined, 1000);
