/** Hands values from one side to the other, one at a time: who gives waits until it was taken. */

interface Waiting<T> {
  readonly value: T;
  readonly taken: () => void;
}

export class Handover<T> {
  #waiting: Waiting<T> | undefined;
  #wake: (() => void) | undefined;
  #isOver = false;
  #error: unknown;

  /** Resolves when the value was taken, to false where nobody takes any more. One call at a time. */
  async give(value: T): Promise<boolean> {
    if (this.#isOver) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { value, taken: resolve };
    this.#wake?.();
    await promise;
    return this.#waiting?.value !== value;
  }

  /** No more is given; with an error, who takes gets it after what was given. */
  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#error = error;
    this.#wake?.();
  }

  /** Nobody takes any more; who gives is told. */
  leave(): void {
    this.#isOver = true;
    this.#waiting?.taken();
  }

  async *taken(): AsyncGenerator<T, void> {
    for (;;) {
      const waiting = this.#waiting;
      if (waiting) {
        this.#waiting = undefined;
        waiting.taken();
        yield waiting.value;
      } else if (this.#isOver) {
        if (this.#error !== undefined) throw this.#error;
        return;
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
        this.#wake = undefined;
      }
    }
  }
}
