/** Opens the files of a case by their own names: never through a link, and nothing but files, which a case from others may be full of. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { codeOf, Problem } from '../schemas/problem.ts';

export const untrusted = (path: string, what: string, hint?: string): Problem =>
  new Problem(
    'case-untrusted',
    `${path} ${what}`,
    hint ??
      'Evidex makes nothing of this sort in a case. Look at it, and take it away; then run the same again.',
  );

/** A descriptor. Throws `case-untrusted` for a link, pipe or device; the system's errors otherwise. */
export function openOwn(path: string, flags: number): number {
  let file: number;
  try {
    // A pipe would be waited for until somebody writes to it.
    file = openSync(path, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), 0o600);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw untrusted(path, 'is a link');
    throw error;
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw untrusted(path, 'is no file');
}

/** The text of a small file. Throws as `openOwn`, and `case-damaged` for more than `maxBytes`. */
export function readOwn(path: string, maxBytes: number): string {
  const file = openOwn(path, constants.O_RDONLY);
  try {
    if (fstatSync(file).size > maxBytes)
      throw new Problem('case-damaged', `${path} is too large`, 'Restore it from a copy.');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
