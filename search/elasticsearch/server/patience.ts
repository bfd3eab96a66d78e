/** Waits while Elasticsearch is away or takes nothing: longer each time, up to a limit, and says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { problemOf, type ServerAnswer } from './server-answer.ts';

export interface PatienceOptions {
  /** Milliseconds without anything taken after which it gives up. */
  readonly waitMs: number;
  /** Told why it waits, and with undefined that it no longer does. */
  readonly onWaiting: (reason: string | undefined) => void;
  /** The user wants to stop: nothing is waited for any more. */
  readonly signal?: AbortSignal | undefined;
}

const firstDelayMs = 100;
const maxDelayMs = 15_000;
const hurriedMs = 3_000;

/** One for all requests of a writer: what one of them got through ends the waiting of all. */
export class Patience {
  readonly #connection: Pick<Connection, 'where'>;
  readonly #options: PatienceOptions;
  #lastGood = performance.now();
  #waiting = false;
  #waitMs: number;

  constructor(connection: Pick<Connection, 'where'>, options: PatienceOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#waitMs = options.waitMs;
  }

  /** What follows is of use and not needed: from now on it waits for a moment only. */
  hurry(): void {
    this.#waitMs = Math.min(this.#waitMs, hurriedMs);
  }

  /** Something was taken. */
  good(): void {
    this.#lastGood = performance.now();
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#options.onWaiting(undefined);
  }

  /** Resolves when it is time to try again. `since`: when this work began. Throws the problem at the limit. */
  async wait(answer: ServerAnswer, attempt: number, since: number): Promise<void> {
    const { onWaiting, signal } = this.#options;
    const left = Math.max(this.#lastGood, since) + this.#waitMs - performance.now();
    if (left <= 0 || signal?.aborted === true) throw problemOf(answer, this.#connection.where);
    this.#waiting = true;
    onWaiting(`${answer.type === '' ? '' : `${answer.type}: `}${answer.reason}`);
    const full = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attempt, 10));
    // Many writers that were turned away together must not come back together.
    const delay = Math.min(left, full * (0.5 + Math.random() / 2));
    await sleep(delay, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw problemOf(answer, this.#connection.where);
    });
  }
}
