/** Lists that a source came with may lie in what they describe: whether a file of it is one of them. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { lookAt } from '../sources/folder.ts';
import { hashSourceFile } from '../sources/hash-file.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import { joinRaw } from '../sources/raw-path.ts';
import { folderOf } from './source-files.ts';

/** A file, and what it was called where it was received. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

async function sha256Of(folder: Buffer, name: Uint8Array): Promise<string | undefined> {
  const found = await hashSourceFile(folder, name, ['sha256']);
  return 'code' in found ? undefined : found.hashes.sha256;
}

/** Told by content: the case keeps a copy of each list, under another name. */
export async function listsInside(
  root: SourceRoot,
  lists: readonly NamedFile[],
): Promise<(rawPath: Buffer) => Promise<boolean>> {
  const own = await Promise.all(
    lists.map(async ({ path }) => {
      const folder = realpathSync(dirname(path));
      const sha256 = await sha256Of(Buffer.from(folder), Buffer.from(basename(path)));
      return { bytes: statSync(path).size, sha256: sha256 ?? '' };
    }),
  );
  return async (rawPath) => {
    if (own.length === 0) return false;
    const { size } = lookAt(joinRaw(folderOf(root), rawPath), rawPath);
    if (!own.some(({ bytes }) => bytes === size)) return false;
    const sha256 = await sha256Of(folderOf(root), rawPath);
    return own.some((one) => one.sha256 === sha256);
  };
}
