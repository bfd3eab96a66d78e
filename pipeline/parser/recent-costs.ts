/** What the contents that a parser read last came to: a copy may be asked about together with what it is a copy of. */
import type { Cost } from '../../schemas/findings.ts';

const maxRemembered = 4_096;

export class RecentCosts {
  readonly #costs = new Map<string, Cost>();
  /** One for all: a new one walks over the places of all that were deleted since the map was made anew. */
  readonly #oldest = this.#costs.keys();

  set(sha256: string, cost: Cost): void {
    if (this.#costs.size >= maxRemembered) {
      const { value } = this.#oldest.next();
      if (value !== undefined) this.#costs.delete(value);
    }
    this.#costs.set(sha256, cost);
  }

  get(sha256: string): Cost | undefined {
    return this.#costs.get(sha256);
  }
}
