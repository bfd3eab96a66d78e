/** Hashes a file of a source, by as many algorithms as are asked for in one pass, and stops when it is told to. */
import { createHash } from 'node:crypto';
import { close, read } from 'node:fs';
import { promisify } from 'node:util';
import { codeOf, messageOf } from '../schemas/problem.ts';
import { openSourceFile, type SourceFault } from './raw-path.ts';

const readInto = promisify(read);
const closeFile = promisify(close);
const sliceBytes = 1024 * 1024;

export interface FileHashes<Algorithm extends string> {
  /** Hex, lower-case. */
  readonly hashes: Readonly<Record<Algorithm, string>>;
  readonly bytes: number;
}

/**
 * Reads the file in slices of 1 MiB, so that a signal is heard in a file of any size: then the reason of the signal is
 * thrown. Whatever keeps the file from being read comes as its fault.
 */
export async function hashSourceFile<Algorithm extends string>(
  root: Buffer,
  rawPath: Uint8Array,
  algorithms: readonly Algorithm[],
  signal?: AbortSignal,
): Promise<FileHashes<Algorithm> | SourceFault> {
  const opened = openSourceFile(root, rawPath);
  if ('code' in opened) return opened;
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  const slice = Buffer.allocUnsafe(sliceBytes);
  let bytes = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await readInto(opened.descriptor, slice, 0, sliceBytes, bytes);
      if (bytesRead === 0) break;
      for (const { hash } of hashes) hash.update(slice.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    return { code: 'unreadable', detail: codeOf(error) ?? messageOf(error) };
  } finally {
    await closeFile(opened.descriptor);
  }
  const digests = hashes.map(({ algorithm, hash }) => [algorithm, hash.digest('hex')]);
  return { hashes: Object.fromEntries(digests) as Record<Algorithm, string>, bytes };
}
