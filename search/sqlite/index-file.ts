/** The file of an embedded index as a whole: replaced by another, or deleted. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { isLogEmptied } from '../../sqlite/empty-log.ts';
import { openFile } from '../../sqlite/open-file.ts';
import { Problem } from '../../schemas/problem.ts';

/** Of the index itself and of the logs that SQLite keeps beside it. */
const fileEnds = ['', '-wal', '-shm'];

/**
 * Renames the finished file over the one that is read. The log of the old one must not be taken for that of the new:
 * it is emptied into the old file, which only readers have open, and goes first.
 */
export function replaceIndexFile(built: string, live: string): void {
  if (existsSync(live)) {
    const old = openFile(live, 'write', 10_000);
    const isEmptied = isLogEmptied(old);
    old.close();
    if (!isEmptied)
      throw new Problem(
        'case-busy',
        'the index is being read by another command',
        'Run the same again when that has ended: what is copied stays copied.',
      );
  }
  for (const end of fileEnds.slice(1)) rmSync(live + end, { force: true });
  renameSync(built, live);
}

/** Also one that another version of the program wrote. */
export function dropIndexFile(path: string): void {
  for (const end of fileEnds) rmSync(path + end, { force: true });
}
