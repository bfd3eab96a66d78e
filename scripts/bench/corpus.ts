/** Finds the corpora that the benchmarks run over. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The folder of EVIDEX_CORPORA, or `../shared/corpora` beside the project; undefined where there is none. */
export function corporaFolder(): string | undefined {
  const folder = resolve(process.env.EVIDEX_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora'));
  return existsSync(folder) ? folder : undefined;
}

/** Paths of all regular files below a folder, relative to it, in code-unit order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
