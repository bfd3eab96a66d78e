/** Copies a file of a source: nothing in it is looked at, so no parser is asked. */
import { close, fstatSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { codeOf, isProblem, type Problem } from '../../schemas/problem.ts';
import { openSourceFile } from '../../sources/raw-path.ts';
import { type Original, OriginalFile, type OriginalFileOptions } from './original-file.ts';
import { problemOf } from './original-problem.ts';
import type { Route } from './route.ts';

const readInto = promisify(read);
const closeFile = promisify(close);
const pieceBytes = 1024 * 1024;

/** In pieces of 1 MiB, so that a signal is heard in a file of any size; then its reason is thrown. */
export async function copyFile(
  { item, file }: Route,
  options: OriginalFileOptions,
  signal: AbortSignal,
): Promise<Original | Problem> {
  const opened = openSourceFile(file.root, file.rawPath);
  if ('code' in opened) return problemOf(item, opened.code, opened.detail);
  const { descriptor, stats } = opened;
  let target: OriginalFile | undefined;
  try {
    if (Number(stats.size) !== item.size)
      return problemOf(item, 'mismatch', `${stats.size} bytes, the case has ${item.size}`);
    const made = OriginalFile.open(item, options);
    if (isProblem(made)) return made;
    target = made;
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(1, item.size)));
    for (let at = 0; at < item.size;) {
      signal.throwIfAborted();
      const { bytesRead } = await readInto(descriptor, piece, 0, piece.length, at);
      if (bytesRead === 0) break;
      const problem = target.write(piece.subarray(0, bytesRead));
      if (problem) return problem;
      at += bytesRead;
    }
    const after = fstatSync(descriptor, { bigint: true });
    if (after.size !== stats.size || after.mtimeNs !== stats.mtimeNs) {
      target.abandon();
      return problemOf(item, 'changed-while-reading');
    }
    return target.end();
  } catch (error) {
    target?.abandon();
    if (signal.aborted || codeOf(error) === undefined) throw error;
    return problemOf(item, 'unreadable', codeOf(error));
  } finally {
    await closeFile(descriptor);
  }
}
