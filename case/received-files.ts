/** Files that came with evidence, such as its manifest: the case keeps each as it came, under its hash. */
import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ReceivedFile } from '../schemas/custody.ts';
import { messageOf, Problem } from '../schemas/problem.ts';
import { hashOfFile } from './file-hash.ts';

/** Copies a file into the case, where it has not got it. Throws `bad-file` where it cannot be read. */
export async function keepReceived(folder: string, path: string): Promise<ReceivedFile> {
  try {
    const sha256 = await hashOfFile(path);
    const kept = join(folder, sha256);
    if (!existsSync(kept)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const temporary = `${kept}.${process.pid}.tmp`;
      rmSync(temporary, { force: true });
      copyFileSync(path, temporary, constants.COPYFILE_EXCL);
      // What was read and what was copied must be the same.
      if ((await hashOfFile(temporary)) !== sha256) throw new Error('it changes while it is read');
      renameSync(temporary, kept);
    }
    return { name: basename(path), sha256 };
  } catch (error) {
    throw new Problem('bad-file', `${path} cannot be read: ${messageOf(error)}`, 'Check its path.');
  }
}

/** Where the case keeps it. Throws `case-damaged` where that is not, or not any more, what was received. */
export async function keptPath(folder: string, { name, sha256 }: ReceivedFile): Promise<string> {
  const kept = join(folder, sha256);
  const found = existsSync(kept) ? await hashOfFile(kept) : 'not there';
  if (found === sha256) return kept;
  throw new Problem(
    'case-damaged',
    `${kept}, which is "${name}" as it was received, ${found === 'not there' ? 'is not there' : `has the SHA-256 ${found}`}`,
    'Restore it from a copy of the case, or from the file that was received: its name here is its SHA-256.',
  );
}
