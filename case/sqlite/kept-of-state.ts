/** What was summed up for a scope, for as long as nothing is written to the file: one report asks for each sum several times. */
import type { Scope } from '../../schemas/scope.ts';
import type { Places } from './places.ts';

/** The last one alone: who reads beside others has a connection of their own. */
export class KeptOfState<Sums> {
  readonly #places: Places;
  readonly #make: (scope: Scope) => Sums;
  #kept: { readonly key: string; readonly sums: Sums } | undefined;

  constructor(places: Places, make: (scope: Scope) => Sums) {
    this.#places = places;
    this.#make = make;
  }

  of(scope: Scope): Sums {
    if (this.#kept?.key === this.#keyOf(scope)) return this.#kept.sums;
    const sums = this.#make(scope);
    // Temporary tables of its own are writes too.
    this.#kept = { key: this.#keyOf(scope), sums };
    return sums;
  }

  #keyOf({ open }: Scope): string {
    return JSON.stringify([this.#places.version(), open.toSorted()]);
  }
}
