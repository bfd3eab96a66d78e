/** Shows bytes that are held as a content. */
import type { Content } from '../contract.ts';

const sliceBytes = 64 * 1024;

export const heldContent = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
  whole: () => bytes,
  *slices(start = 0, end = bytes.length) {
    for (let at = start; at < end; at += sliceBytes) yield bytes.subarray(at, Math.min(at + sliceBytes, end));
  },
});
