/** A content that is held in memory. */
import { type Content, sliceBytes } from './contract.ts';

/** Bytes in memory. */
export function memoryContent(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
    *slices(start = 0, end = bytes.length) {
      for (let at = start; at < end; at += sliceBytes)
        yield bytes.subarray(at, Math.min(at + sliceBytes, end));
    },
  };
}
