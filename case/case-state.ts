/** Whether a case was written to by others while it was read without the books that SQLite keeps for that. */
import { statSync } from 'node:fs';
import type { CasePaths } from './case-paths.ts';

const stateOf = (path: string): string => {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
};

/**
 * Asked now and after reading. A database with a log (`-wal`) beside it is read through that, one state a question; one
 * without is read as it lies there, and is whole only where nobody wrote to it.
 */
export function watchState({ catalogue, index }: CasePaths): () => boolean {
  const alone = [catalogue, index].filter((path) => stateOf(`${path}-wal`) === 'none');
  const seen = (): string => alone.flatMap((path) => [stateOf(path), stateOf(`${path}-wal`)]).join();
  const before = seen();
  return () => seen() !== before;
}
