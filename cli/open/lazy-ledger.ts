/** A ledger that is opened when a question needs it, and not before: most searches name nobody. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import { codeOf } from '../../schemas/problem.ts';

export class LazyLedger {
  readonly #openLedger: () => Promise<Ledger>;
  #ledger: Promise<Ledger | undefined> | undefined;

  constructor(openLedger: () => Promise<Ledger>) {
    this.#openLedger = openLedger;
  }

  /** Undefined for a case of an earlier version. What could not be opened is tried again by the next question. */
  async opened(): Promise<Ledger | undefined> {
    this.#ledger ??= this.#readable();
    try {
      return await this.#ledger;
    } catch (error) {
      this.#ledger = undefined;
      throw error;
    }
  }

  /** A case of an earlier version is searched as it was: nothing in it says who is who. */
  async #readable(): Promise<Ledger | undefined> {
    try {
      return await this.#openLedger();
    } catch (error) {
      if (codeOf(error) === 'catalogue-version' || codeOf(error) === 'catalogue-missing') return undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#ledger)?.close();
  }
}
