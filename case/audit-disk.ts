/** How the bytes of an audit log go to the disk: a test counts these ways, holds them up and fails them. */
import { fsync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

export interface AuditDisk {
  /** Writes at `place`, or where the file was opened to append, at its end; gives how many bytes were taken. */
  write(file: number, bytes: Uint8Array, place?: number): number;
  /** Resolves when all that was written to the file is on the disk. */
  flush(file: number): Promise<void>;
}

export const systemDisk: AuditDisk = {
  write: (file, bytes, place) => writeSync(file, bytes, 0, bytes.length, place ?? null),
  flush: promisify(fsync),
};
