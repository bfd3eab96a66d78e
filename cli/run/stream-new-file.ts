/** Writes a new file piece by piece where the user names it: whole or not at all. */
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';

/** Throws `usage` where there is one, `interrupted` when it is stopped, `failed` where it cannot be written; then no part is left. */
export async function streamNewFile(file: string, pieces: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  // What the pieces throw is not of the file.
  let broken: unknown;
  stream.on('error', (error) => (broken = error));
  const failed = once(stream, 'error').then(([error]: unknown[]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  let isOpen = false;
  try {
    await Promise.race([once(stream, 'open'), failed]);
    isOpen = true;
    for await (const piece of pieces) if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), failed]);
    if (signal.aborted) throw new Problem('interrupted', `stopped by the user: ${file} was not written`);
    stream.end();
    await Promise.race([once(stream, 'finish'), failed]);
  } catch (error) {
    stream.destroy();
    // A file that holds a part would be read as the whole.
    if (isOpen) rmSync(file, { force: true });
    if (broken === undefined) throw error;
    if (!isOpen && codeOf(error) === 'EEXIST')
      throw new Problem('usage', `${file} exists already`, 'Name a new file; nothing is overwritten.');
    throw new Problem('failed', `${file} cannot be written: ${messageOf(error)}`, 'Check the folder and its free space.');
  }
} // prettier-ignore
