/** Where what the services need is kept between runs, and how it gets there whole. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** EVIDEX_CACHE, or `.cache` in the project. */
export const serviceCache = (name: string): string =>
  resolve(process.env.EVIDEX_CACHE ?? join(import.meta.dirname, '../../.cache'), 'services', name);

/**
 * `target` (a file or folder), made by `make` where it does not exist: `make` gets a path beside it, which is
 * renamed into place when whole, since an interrupted download must not look like a finished one. Two
 * processes may do so at once.
 */
export async function cached(target: string, make: (partial: string) => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true });
  const partial = mkdtempSync(join(folder, 'partial-'));
  try {
    const made = join(partial, basename(target));
    await make(made);
    try {
      renameSync(made, target);
    } catch (error) {
      // Another process was first: what it made is the same.
      if (!existsSync(target)) throw error;
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
}
