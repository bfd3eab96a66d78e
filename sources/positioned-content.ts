/** A content from what reads it by positions: held whole within a bound, or slice by slice. */
import { type Content, LimitError, sliceBytes } from '../formats/contract.ts';

export interface Positioned {
  readonly size: number;
  readonly read: Content['read'];
  readonly close: () => void;
}

/** `maxHeldBytes` bounds what `whole` may load. */
export const positionedContent = (
  { size, read, close }: Positioned,
  maxHeldBytes: number,
): Content & { close(): void } => ({
  size,
  read,
  whole() {
    if (size > maxHeldBytes)
      throw new LimitError('too-large', `${size} bytes, at most ${maxHeldBytes} may be held`);
    return read(0, size);
  },
  *slices(start = 0, end = size) {
    for (let at = start; at < end; at += sliceBytes) yield read(at, Math.min(sliceBytes, end - at));
  },
  close,
});
