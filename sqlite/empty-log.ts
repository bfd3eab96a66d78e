/** Empties the write-ahead log of a SQLite file into the file. */
import type { DatabaseSync } from 'node:sqlite';

/** Outside of a transaction. False where others read the file: some of its log is left, with what it held before. */
export function isLogEmptied(database: DatabaseSync): boolean {
  const log = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  return Number(log?.['busy'] ?? 0) === 0;
}

/** The same; throws with code `case-busy` where it is not. `of` says to people what the file is. */
export function emptyLog(database: DatabaseSync, of: string): void {
  if (isLogEmptied(database)) return;
  throw Object.assign(new Error(`others are reading ${of}: its log cannot be emptied`), {
    code: 'case-busy',
  });
}
