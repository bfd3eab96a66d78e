/**
 * The one file that a parser process can write: it is given the open file and no right to write any path. The file has
 * no name, so that it is gone with the processes that hold it.
 */
import { closeSync, constants, openSync, statfsSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { SpoolCode } from '../../schemas/status.ts';

/** Stops evidence from filling the disk that the case lies on. */
const minFreeDiskBytes = 1024 * 1024 * 1024;

/** An open file in `folder` that has no name any more, to be read and written; closed by who asked for it. */
export function openNameless(folder: string): number {
  const path = join(folder, randomUUID());
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const descriptor = openSync(path, flags, 0o600);
  try {
    unlinkSync(path);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}

/** What one spool may take; `code` is that of what does not fit, and says whether the disk is why. */
export interface SpoolAllowance {
  readonly bytes: number;
  readonly code: SpoolCode;
}

/** For each of `processes` spools below `folder`: what is set for them, as long as 1 GiB stays free. */
export function spoolAllowance(folder: string, spoolBytes: number, processes: number): SpoolAllowance {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.max(0, bavail * bsize - minFreeDiskBytes);
  return {
    bytes: Math.floor(Math.min(spoolBytes, free) / processes),
    code: free < spoolBytes ? 'disk-full' : 'spool-full',
  };
}
