/** Stands before the way of an audit log to the disk: counts, holds up, or fails what goes there. */

export class FlushGate {
  /** Ways to the disk that were begun. */
  begun = 0;
  #held: Promise<void> | undefined;
  #reached: (() => void) | undefined;
  #failure: Error | undefined;

  /** For the adapter: its own way to the disk, through the gate. */
  async through(flush: () => Promise<void>): Promise<void> {
    this.begun += 1;
    this.#reached?.();
    await this.#held;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure;
    await flush();
  }

  /** Holds up what comes from now on; `reached` resolves when something waits there. */
  hold(): { readonly reached: Promise<void>; release(): void } {
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    this.#held = held.promise;
    this.#reached = reached.resolve;
    return {
      reached: reached.promise,
      release: () => {
        if (this.#held === held.promise) this.#held = undefined;
        held.resolve();
      },
    };
  }

  /** The next way to the disk fails. */
  failNext(failure: Error): void {
    this.#failure = failure;
  }
}
