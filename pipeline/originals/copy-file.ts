/** Copies a file of a source: nothing in it is looked at, so no parser is asked. */
import { close, fstatSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { codeOf, isProblem, type Problem } from '../../schemas/problem.ts';
import { openSourceFile, type SourceFault } from '../../sources/raw-path.ts';
import { volumesAt } from '../coordinator/job-item.ts';
import { type Original, OriginalFile, type OriginalFileOptions } from './original-file.ts';
import { problemOf } from './original-problem.ts';
import type { Route } from './route.ts';

const readInto = promisify(read);
const closeFile = promisify(close);
const pieceBytes = 1024 * 1024;

/** A stretch of what is copied: of a file below the root, or zeros where a volume is missing. */
interface Piece {
  readonly size: number;
  readonly rawPath?: Uint8Array;
}

/** The file, or the volumes of a set; the fault where one cannot be looked at. */
function piecesOf({ file }: Route, size: number): readonly Piece[] | SourceFault {
  const set = volumesAt(file.root, file.rawPath);
  if (!set) return [{ size, rawPath: file.rawPath }];
  if ('code' in set) return set;
  return set.volumes.map(({ size: bytes, path }) => ({
    size: bytes,
    ...(path === undefined ? {} : { rawPath: Buffer.from(path, 'base64') }),
  }));
}

/** The problem where the file is not what it was, or the target takes no more. */
async function copyPiece(
  { item, file }: Route,
  { size, rawPath }: Piece,
  openTarget: () => OriginalFile | Problem,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const piece = Buffer.alloc(Math.min(pieceBytes, Math.max(1, size)));
  const opened = rawPath === undefined ? undefined : openSourceFile(file.root, rawPath);
  if (opened && 'code' in opened) return problemOf(item, opened.code, opened.detail);
  try {
    if (opened && Number(opened.stats.size) !== size)
      return problemOf(item, 'mismatch', `${opened.stats.size} bytes, the case has ${size}`);
    const target = openTarget();
    if (isProblem(target)) return target;
    for (let at = 0; at < size;) {
      signal.throwIfAborted();
      const wanted = Math.min(piece.length, size - at);
      const bytesRead = opened ? (await readInto(opened.descriptor, piece, 0, wanted, at)).bytesRead : wanted;
      if (bytesRead === 0) break;
      const problem = target.write(piece.subarray(0, bytesRead));
      if (problem) return problem;
      at += bytesRead;
    }
    if (!opened) return undefined;
    const after = fstatSync(opened.descriptor, { bigint: true });
    const isAsBefore = after.size === opened.stats.size && after.mtimeNs === opened.stats.mtimeNs;
    return isAsBefore ? undefined : problemOf(item, 'changed-while-reading');
  } finally {
    if (opened) await closeFile(opened.descriptor);
  }
}

/** In pieces of 1 MiB, so that a signal is heard in a file of any size; then its reason is thrown. */
export async function copyFile(
  route: Route,
  options: OriginalFileOptions,
  signal: AbortSignal,
): Promise<Original | Problem> {
  const { item } = route;
  const pieces = piecesOf(route, item.size ?? 0);
  if ('code' in pieces) return problemOf(item, pieces.code, pieces.detail);
  let target: OriginalFile | undefined;
  // Not before what is to be copied could be opened: else an empty file is left in its place.
  const openTarget = (): OriginalFile | Problem => {
    const made = target ?? OriginalFile.open(item, options);
    if (!isProblem(made)) target = made;
    return made;
  };
  try {
    for (const piece of pieces) {
      const problem = await copyPiece(route, piece, openTarget, signal);
      if (!problem) continue;
      target?.abandon();
      return problem;
    }
    return target ? target.end() : problemOf(item, 'no-content');
  } catch (error) {
    target?.abandon();
    if (signal.aborted || codeOf(error) === undefined) throw error;
    return problemOf(item, 'unreadable', codeOf(error));
  }
}
