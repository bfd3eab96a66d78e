/** The files of a source, whether it is a folder or a single file. */
import { walkFolder } from '../sources/folder.ts';
import type { SourceRoot } from '../sources/open-root.ts';

/** Its name, one character a byte. */
export const nameOfRoot = ({ raw }: SourceRoot): string =>
  raw.subarray(raw.lastIndexOf(0x2f) + 1).toString('latin1');

/** The folder that raw paths of its files count from. */
export const folderOf = (root: SourceRoot): Buffer =>
  root.kind === 'folder' ? root.raw : root.raw.subarray(0, Math.max(1, root.raw.lastIndexOf(0x2f)));

/** The raw paths of all files of a source, in the order of a walk; the root itself for a single file. */
export async function* filesOf(root: SourceRoot, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (root.kind === 'file') {
    yield Buffer.from(nameOfRoot(root), 'latin1');
    return;
  }
  for await (const entry of walkFolder(root.raw, signal)) {
    if (entry.kind === 'file') yield entry.rawPath;
  }
}
