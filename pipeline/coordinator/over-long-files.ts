/**
 * Files whose path is too long for the system: a parser cannot reach them, since that takes one's own descriptors as
 * paths, which would open every other path to it. The coordinator puts their bytes into the parser's spool, and looks into
 * none of them.
 */
import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { setImmediate as pause } from 'node:timers/promises';
import { isOverLong, openSourceFile, type SourceFault } from '../../sources/raw-path.ts';
import type { SpoolCode } from '../../schemas/status.ts';
import type { ListedFile } from '../protocol/messages.ts';

const pieceBytes = 4 * 1024 * 1024;

/** Whether a parser needs this file in its spool. */
export const needsSpool = ({ root, path }: ListedFile): boolean =>
  isOverLong(Buffer.from(root, 'base64'), Buffer.from(path, 'base64'));

/**
 * Writes the file's bytes into `spool` from `start`, and says why it could not. Aborted by `ended`, when its answer means
 * nothing. `maxBytes` is what the spool may still take, `code` that of what does not fit.
 */
export async function putIntoSpool(
  { root, path, size, device, inode }: ListedFile,
  spool: number,
  {
    start,
    maxBytes,
    code,
    ended,
  }: {
    readonly start: number;
    readonly maxBytes: number;
    readonly code: SpoolCode;
    readonly ended: AbortSignal;
  },
): Promise<SourceFault | undefined> {
  if (size > maxBytes)
    return {
      code,
      detail: 'its path is too long to be read in place, and the spool has no room',
    };
  const opened = openSourceFile(Buffer.from(root, 'base64'), Buffer.from(path, 'base64'));
  if ('code' in opened) return opened;
  const { descriptor, stats } = opened;
  try {
    if (String(stats.dev) !== device || String(stats.ino) !== inode || Number(stats.size) !== size)
      return { code: 'changed-while-reading', detail: 'another file took its place since it was listed' };
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size));
    for (let at = 0; at < size && !ended.aborted;) {
      const got = readSync(descriptor, piece, 0, Math.min(piece.length, size - at), at);
      if (got === 0) return { code: 'changed-while-reading', detail: 'the file became shorter' };
      for (let written = 0; written < got;)
        written += writeSync(spool, piece, written, got - written, start + at + written);
      at += got;
      await pause();
    }
    const after = fstatSync(descriptor, { bigint: true });
    return after.size === stats.size && after.mtimeNs === stats.mtimeNs
      ? undefined
      : { code: 'changed-while-reading', detail: 'size or modification time changed' };
  } catch (error) {
    return {
      code: 'unreadable',
      detail: `it could not be put into the spool: ${String(error)}`.slice(0, 500),
    };
  } finally {
    closeSync(descriptor);
  }
}
