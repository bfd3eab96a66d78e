/** The locks of a case, which the system drops with the process that holds them. */
import type { DatabaseSync } from 'node:sqlite';
import { openFile } from '../../sqlite/open-file.ts';
import { messageOf } from '../../schemas/problem.ts';
import type { CaseLock } from '../case-lock.ts';

/** Locks held by this process: one that nobody refers to must not be dropped with its collected connection. */
const heldLocks = new Set<DatabaseSync>();

/**
 * An SQLite exclusive lock: the system drops it when the process ends, kill -9 included, and no process id can
 * be taken for another's. Readers of the case do not take it. On the case's own disk only: network file systems
 * that do not keep POSIX locks cannot hold a case that several machines write to.
 */
export function tryLock(path: string): CaseLock | undefined {
  const database = openFile(path, 'write');
  try {
    database.exec('PRAGMA locking_mode = NORMAL; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!/locked|busy/i.test(messageOf(error))) throw error;
    return undefined;
  }
  heldLocks.add(database);
  return {
    release() {
      if (!heldLocks.delete(database)) return;
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
