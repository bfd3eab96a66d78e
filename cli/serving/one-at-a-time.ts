/** Work that does at once what many ask for: twenty people who label at one time wait for one write of the index, or two. */

/**
 * Gives `work`, done once for all who ask while it is done: it begins again when it has ended, so that whoever asks gets
 * an answer of work that began behind their question. What it fails by, each of those gets.
 */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const begun = work();
      running = begun.catch(() => undefined);
      return begun;
    });
    return next;
  };
}
