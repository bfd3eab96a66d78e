/** Cuts a content into slices of a chosen size. */
import type { Content } from '../contract.ts';
import type { ReadSlices } from './zlib-stream.ts';

/** Slices of `step` bytes from `base`. */
export const readSlices = (content: Content, base = 0): ReadSlices =>
  function* slices(start, end, step) {
    for (let at = start; at < end; at += step) yield content.read(base + at, Math.min(step, end - at));
  };
