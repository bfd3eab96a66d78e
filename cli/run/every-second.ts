/** Progress as people read it: of what a long question does, one line a second at most. */
import type { Output } from '../frame/output.ts';

const everyMs = 1_000;

/** `words` makes the line, where one is due. */
export function everySecond<Told extends readonly unknown[]>(
  out: Pick<Output, 'progress'>,
  words: (...told: Told) => string,
): (...told: Told) => void {
  let last = performance.now();
  return (...told) => {
    if (performance.now() - last < everyMs) return;
    last = performance.now();
    out.progress(words(...told));
  };
}
