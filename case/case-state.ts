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

/** By what a case is read: another once that was written to. */
export const stateOfSettings = ({ file }: CasePaths): string =>
  stateOfFiles([file, join(dirname(file), 'index.json')]);

/** Of an embedded index. */
export const stateOfIndex = ({ index }: CasePaths): string => stateOfFiles([index]);

/** Of a case whose index is embedded: another once what it holds, or by what it is read, was written to. */
export const stateOfCase = (paths: CasePaths): string =>
  [stateOfSettings(paths), stateOfFiles([paths.catalogue]), stateOfIndex(paths)].join();

/**
 * Asked now and after reading. A database with a log (`-wal`) beside it is read through that, one state a question; one
 * without is read as it lies there, and is whole only where nobody wrote to it.
 */
export function watchState({ catalogue, index }: CasePaths): () => boolean {
  const alone = [catalogue, index].filter((path) => stateOf(`${path}-wal`) === 'none');
  const before = stateOfFiles(alone);
  return () => stateOfFiles(alone) !== before;
}
