/** Keeps what was used last, up to a weight: a store of any size is read with the same memory. */
export class LeastRecent<Value> {
  readonly #maxWeight: number;
  readonly #entries = new Map<number, { readonly value: Value; readonly weight: number }>();
  #weight = 0;

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  get(key: number): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: number, value: Value, weight = 1): void {
    this.#weight += weight - (this.#entries.get(key)?.weight ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, weight });
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#maxWeight || oldest === key) return;
      this.#entries.delete(oldest);
      this.#weight -= entry.weight;
    }
  }
}
