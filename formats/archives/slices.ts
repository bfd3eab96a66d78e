/** Cuts a content into slices of a chosen size, and tells data after a format's end from mere padding. */
import type { Content } from '../contract.ts';
import type { ReadSlices } from './zlib-stream.ts';

/** Slices of `step` bytes from `base`. */
export const readSlices = (content: Content, base = 0): ReadSlices =>
  function* slices(start, end, step) {
    for (let at = start; at < end; at += step) yield content.read(base + at, Math.min(step, end - at));
  };

/** At most this much is looked at for zeros: tapes and card readers pad to a block, not to gigabytes. */
const maxPaddingBytes = 1024 * 1024;

/** Bytes from `at` to the end; 0 where they are only the zeros that tapes pad with. */
export function countTrailing(content: Content, at: number): number {
  const rest = Math.max(0, content.size - at);
  if (rest === 0 || rest > maxPaddingBytes) return rest;
  return content.read(at, rest).some((byte) => byte !== 0) ? rest : 0;
}
