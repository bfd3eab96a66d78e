/** A run ends before its disk is full, and leaves what it needs to end. */
import { expect, test } from '@jest/globals';
import { assertDiskRoom, diskRoomOf } from '../../../pipeline/coordinator/disk-room.ts';
import { gib, mib } from '../../../schemas/byte-units.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();

test.each<[string, number, number, number, boolean]>([
  ['a large disk keeps half a GiB', gib / 2 + 10, 250 * gib, 10, true],
  ['and not a byte less', gib / 2 + 9, 250 * gib, 10, false],
  ['a small one keeps a fiftieth', mib + 10, 50 * mib, 10, true],
  ['and not a byte less either', mib + 9, 50 * mib, 10, false],
])('%s', (_, freeBytes, diskBytes, bytes, isRoom) => {
  const asking = (): void => assertDiskRoom('/case', { freeBytes, diskBytes }, bytes);
  if (isRoom) expect(asking).not.toThrow();
  else expect(asking).toThrow(expect.objectContaining({ code: 'disk-full' }));
});

test('what the system says of a disk is told in bytes', () => {
  const { freeBytes, diskBytes } = diskRoomOf(folder);
  expect(freeBytes).toBeGreaterThan(mib);
  expect(diskBytes).toBeGreaterThanOrEqual(freeBytes);
});
