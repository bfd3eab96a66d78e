/** Whose an event is: each custodian of a place at which its item, or a copy of its document, lies and shows. */
import type { DatabaseSync } from 'node:sqlite';
import type { ManyPlaces } from './many-places.ts';
import type { Places } from './places.ts';
import type { Visible } from './visible.ts';

/** Keys of which the custodians are kept at hand. */
const maxKept = 100_000;

export class EventCustodians {
  readonly #places: Places;
  readonly #visible: Visible;
  readonly #kept = new Map<string, readonly string[]>();
  /** All sources have this one, and nothing has to be looked up. */
  readonly #only: readonly string[] | undefined;

  constructor(database: DatabaseSync, places: Places, visible: Visible) {
    this.#places = places;
    this.#visible = visible;
    const sources = database.prepare('SELECT source FROM source').all();
    const all = new Set(sources.map(({ source }) => this.#nameOf(Number(source))));
    if (all.size === 1) this.#only = [...all];
  }

  /** All sources have the same one, and nothing has to be looked up. */
  get areOne(): boolean {
    return this.#only !== undefined;
  }

  /**
   * Of what events share that have the same: `source N`, `held N` by a content, `copies N` of a document, or `item N` where something
   * is withheld and each is looked at for itself. Each once, in their order; an empty text for a source without one.
   */
  of(key: string): readonly string[] {
    if (this.#only) return this.#only;
    let found = this.#kept.get(key);
    if (!found) {
      const [of, number = '0'] = key.split(' ');
      const sources =
        of === 'source' ? [Number(number)] : sourcesOf(this.#placesOf(of ?? '', Number(number)));
      found = [...new Set(sources.map((source) => this.#nameOf(source)))].sort((one, other) =>
        Buffer.compare(Buffer.from(one), Buffer.from(other)),
      );
      if (this.#kept.size >= maxKept) this.#kept.clear();
      this.#kept.set(key, found);
    }
    return found;
  }

  #placesOf(of: string, number: number): ManyPlaces {
    return of === 'item' ? this.#visible.placesOf(number) : this.#visible.placesOfContent(number);
  }

  #nameOf(source: number): string {
    return this.#places.source(source).custodian ?? '';
  }
}

const sourcesOf = ({ kinds }: ManyPlaces): number[] => kinds.map(({ first }) => first.source);
