/** Counts what is broken in a store, by what it is, with the first places of each. */

/** How many places of one kind are named: stops a report from being flooded. */
const maxNamed = 5;

export class StoreDamage {
  readonly #kinds = new Map<string, { count: number; readonly named: string[] }>();
  readonly #seen = new Set<string>();

  #isQuiet = false;

  /** Nothing that `look` comes upon is damage: it looks where there may be nothing. */
  quietly<Result>(look: () => Result): Result {
    this.#isQuiet = true;
    try {
      return look();
    } finally {
      this.#isQuiet = false;
    }
  }

  /** `kind` is what it is, as a person reads it ("pages of the node tree with a wrong check sum"); each place counts once. */
  note(kind: string, place: string): void {
    if (this.#isQuiet) return;
    const key = `${kind} ${place}`;
    if (this.#seen.has(key)) return;
    // Beyond it places may be counted twice, and the memory stays as it is.
    if (this.#seen.size < 100_000) this.#seen.add(key);
    const entry = this.#kinds.get(kind) ?? { count: 0, named: [] };
    entry.count += 1;
    if (entry.named.length < maxNamed) entry.named.push(place);
    this.#kinds.set(kind, entry);
  }

  /** One line for each kind. */
  *lines(): Generator<string> {
    for (const [kind, { count, named }] of this.#kinds)
      yield `${count} ${kind}: ${named.join(', ')}${count > named.length ? ' …' : ''}`;
  }

  get isNone(): boolean {
    return this.#kinds.size === 0;
  }
}
