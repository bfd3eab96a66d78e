/** Checks the folder or file that a command was given as a source, and finds its real path. */
import { closeSync, lstatSync, opendirSync, openSync, realpathSync } from 'node:fs';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

export interface SourceRoot {
  /** Absolute, links resolved. */
  readonly path: string;
  readonly raw: Buffer;
  readonly kind: 'folder' | 'file';
}

/** Throws `source-missing` or `source-unreadable`. The path itself may be a link: the user named it. */
export function openRoot(path: string): SourceRoot {
  let raw: Buffer;
  try {
    raw = realpathSync(path, { encoding: 'buffer' });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Problem('source-missing', `${path} does not exist`, 'Check the path of the source.');
    }
    throw new Problem(
      'source-unreadable',
      `${path} cannot be read: ${messageOf(error)}`,
      'Check the rights to it and to the folders above it.',
    );
  }
  const stats = lstatSync(raw);
  if (!stats.isDirectory() && !stats.isFile()) {
    throw new Problem(
      'source-unreadable',
      `${path} is neither folder nor file`,
      'Name a folder or a regular file.',
    );
  }
  try {
    if (stats.isDirectory()) opendirSync(path).closeSync();
    else closeSync(openSync(raw, 'r'));
  } catch (error) {
    throw new Problem(
      'source-unreadable',
      `${path} cannot be read: ${messageOf(error)}`,
      'Run it as a user who may read the source.',
    );
  }
  return { path: raw.toString('utf8'), raw, kind: stats.isDirectory() ? 'folder' : 'file' };
}
