/** What the contents that a parser read last came to: a copy may be asked about together with what it is a copy of. */
import type { Cost } from '../../schemas/findings.ts';

const maxRemembered = 4_096;

export class RecentCosts {
  readonly #costs = new Map<string, Cost>();

  set(sha256: string, cost: Cost): void {
    if (this.#costs.size >= maxRemembered)
      for (const [oldest] of this.#costs.entries().take(1)) this.#costs.delete(oldest);
    this.#costs.set(sha256, cost);
  }

  get(sha256: string): Cost | undefined {
    return this.#costs.get(sha256);
  }
}
