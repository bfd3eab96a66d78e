/**
 * Slows down who guesses passwords, by what they guess at and from where: each wrong one makes the next wait longer, up to
 * a quarter of an hour. What is tried while it waits is not looked at, and lengthens nothing.
 */
import { createHmac, randomBytes } from 'node:crypto';

/** All that is kept, whatever is guessed at: names that share a place wait together, which happens to one in 65,536. */
const places = 65_536;
const firstWaitMs = 1_000;
const longestWaitMs = 15 * 60_000;
/** After as long without a wrong one, all is forgotten. */
const forgottenAfterMs = 60 * 60_000;

interface Place {
  failures: number;
  last: number;
  until: number;
}

export class Guesses {
  readonly #places = new Map<number, Place>();
  /** So that nobody can look for a name that shares a place with somebody's. */
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now = Date.now) {
    this.#now = now;
  }

  #placeOf(what: string): number {
    return createHmac('sha256', this.#key).update(what).digest().readUInt32BE() % places;
  }

  /** Milliseconds until it may be tried again; 0 for at once. */
  waitMs(what: string): number {
    return Math.max(0, (this.#places.get(this.#placeOf(what))?.until ?? 0) - this.#now());
  }

  /** A wrong one; the first `free` of them make nobody wait. */
  failed(what: string, free: number): void {
    const now = this.#now();
    const at = this.#placeOf(what);
    const known = this.#places.get(at);
    const failures = known && now - known.last < forgottenAfterMs ? known.failures + 1 : 1;
    const wait = failures <= free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - free - 1));
    this.#places.set(at, { failures, last: now, until: now + wait });
  }

  /** The right one. */
  passed(what: string): void {
    this.#places.delete(this.#placeOf(what));
  }
}
