/** Gives a list until the user asks to stop. */
import { setImmediate } from 'node:timers/promises';

/** A tenth of the second in which a stop is promised. */
const turnEveryMs = 100;

/**
 * The list, ended early when `signal` is aborted. A store that answers at once never gives signals their turn: the loop
 * would not hear of them before its end.
 */
export async function* untilStopped<T>(list: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  let last = performance.now();
  for await (const one of list) {
    if (performance.now() - last > turnEveryMs) {
      await setImmediate();
      last = performance.now();
    }
    if (signal.aborted) return;
    yield one;
  }
}
