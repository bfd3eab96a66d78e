/** Stops an expanding stream that grows beyond what its compressed size can honestly hold. */
import { LimitError } from '../contract.ts';
import type { Limits } from '../../schemas/limits.ts';

/** Below this nothing is called a bomb: highly regular small data compresses 1000:1 in good faith. */
const freeBytes = 64 * 1024 * 1024;

/** Throws `LimitError('bomb')` when `expanded` bytes out of `compressed` are beyond the limits. */
export function assertExpansion(expanded: number, compressed: number, limits: Limits): void {
  if (expanded > limits.maxExpandedBytes) {
    throw new LimitError('bomb', `expands to more than ${limits.maxExpandedBytes} bytes`);
  }
  if (expanded > freeBytes && expanded > limits.maxRatio * Math.max(compressed, 1)) {
    throw new LimitError('bomb', `expands more than ${limits.maxRatio} times`);
  }
}

/** Passes `stream` through, counting; the bomb's bytes are not delivered, nor read any further. */
export async function* limitExpansion(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  compressed: number,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  let expanded = 0;
  for await (const chunk of stream) {
    expanded += chunk.length;
    assertExpansion(expanded, compressed, limits);
    yield chunk;
  }
}
