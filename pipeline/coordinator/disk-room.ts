/** Ends a run before the disk that its case lies on is full: ledger, index and audit log could not be brought to an end there. */
import { statfsSync } from 'node:fs';
import { gib, mib } from '../../schemas/byte-units.ts';
import { Problem } from '../../schemas/problem.ts';

export interface DiskRoom {
  /** Bytes that whoever runs this may still write. */
  readonly freeBytes: number;
  readonly diskBytes: number;
}

export function diskRoomOf(folder: string): DiskRoom {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { freeBytes: bavail * bsize, diskBytes: blocks * bsize };
}

/** Below the 1 GiB that the spool leaves, so that what a parser holds there ends no run; a small disk has a fiftieth. */
const reserveOf = (diskBytes: number): number => Math.min(gib / 2, diskBytes / 50);

/** Throws where a write of `bytes` would leave less than is kept free; what is committed stays, and the run can be resumed. */
export function assertDiskRoom(folder: string, { freeBytes, diskBytes }: DiskRoom, bytes: number): void {
  const reserve = reserveOf(diskBytes);
  if (freeBytes >= reserve + bytes) return;
  throw new Problem(
    'disk-full',
    `the disk of ${folder} is nearly full: ${Math.floor(freeBytes / mib)} MiB are free, ${Math.ceil(reserve / mib)} MiB are kept for bringing a run to its end`,
    'What was read is kept. Make room, then run the same command again.',
  );
}
