/** A content that lies in an open file: of the source, or of the spool. */
import { closeSync, readSync } from 'node:fs';
import type { Content } from '../formats/contract.ts';
import { positionedContent } from './positioned-content.ts';

/**
 * `size` bytes of an open file from `begin`; `maxHeldBytes` bounds what `whole` may load. Close with `close` when the visit
 * ends.
 */
export function fileContent(
  descriptor: number,
  size: number,
  maxHeldBytes: number,
  begin = 0,
): Content & { close(): void } {
  const read = (offset: number, length: number): Uint8Array => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const got = readSync(descriptor, bytes, filled, wanted - filled, begin + offset + filled);
      if (got === 0) break;
      filled += got;
    }
    return filled === wanted ? bytes : bytes.subarray(0, filled);
  };
  return positionedContent({ size, read, close: () => closeSync(descriptor) }, maxHeldBytes);
}
