/** Whether the files of a case were written to by others while they were read. */
import { statSync } from 'node:fs';
import type { CasePaths } from './case-paths.ts';

const stateOf = (path: string): string => {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
};

/** Another where one of these files, or the log that SQLite keeps beside it, was written to or replaced. */
export const stateOfFiles = (paths: readonly string[]): string =>
  paths.flatMap((path) => [stateOf(path), stateOf(`${path}-wal`)]).join();

/**
 * Asked now and after reading. A database with a log (`-wal`) beside it is read through that, one state a question; one
 * without is read as it lies there, and is whole only where nobody wrote to it.
 */
export function watchState({ catalogue, index }: CasePaths): () => boolean {
  const alone = [catalogue, index].filter((path) => stateOf(`${path}-wal`) === 'none');
  const before = stateOfFiles(alone);
  return () => stateOfFiles(alone) !== before;
}
