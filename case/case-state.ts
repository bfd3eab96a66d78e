/** Whether the files of a case were written to by others while they were read. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CasePaths } from './case-paths.ts';

const stateOf = (path: string): string => {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
};

/** Another where one of these files, or the log that SQLite keeps beside it, was written to or replaced. */
const stateOfFiles = (paths: readonly string[]): string =>
  paths.flatMap((path) => [stateOf(path), stateOf(`${path}-wal`)]).join();

/** Of a case whose index is embedded: another once what it holds, or by what it is read, was written to. */
export const stateOfCase = ({ file, catalogue, index }: CasePaths): string =>
  stateOfFiles([file, join(dirname(file), 'index.json'), catalogue, index]);

/**
 * Asked now and after reading. A database with a log (`-wal`) beside it is read through that, one state a question; one
 * without is read as it lies there, and is whole only where nobody wrote to it.
 */
export function watchState({ catalogue, index }: CasePaths): () => boolean {
  const alone = [catalogue, index].filter((path) => stateOf(`${path}-wal`) === 'none');
  const before = stateOfFiles(alone);
  return () => stateOfFiles(alone) !== before;
}
