/** Turns at one server: many at a time, or one that must be alone there; first come, first served. */

interface Waiting {
  readonly alone: boolean;
  readonly start: () => void;
}

export class Turns {
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #alone = false;

  /** Resolves to what gives the turn back (once; more calls do nothing). */
  async take(alone: boolean): Promise<() => void> {
    await new Promise<void>((start) => {
      this.#waiting.push({ alone, start });
      this.#startNext();
    });
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#running -= 1;
      this.#alone = false;
      this.#startNext();
    };
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#alone || (next.alone && this.#running > 0)) return;
      this.#waiting.shift();
      this.#running += 1;
      this.#alone = next.alone;
      next.start();
    }
  }
}
