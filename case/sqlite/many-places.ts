/** The places of an item or a content as far as they can be listed, and sums over all of them. */
import { comparePlaces, type ItemPlace } from './item-place.ts';

/** Places of one kind cannot be told apart by any question but that for the path. */
export interface PlaceKind {
  readonly key: string;
  /** In evidence order. */
  readonly first: ItemPlace;
  readonly count: number;
}

/**
 * Copies of containers in copies of containers multiply: places are counted by arithmetic, and only the first are
 * listed. `kinds` has them all.
 */
export interface ManyPlaces {
  /** In the order of `comparePlaces`. */
  readonly first: readonly ItemPlace[];
  readonly kinds: readonly PlaceKind[];
}

/** Places of one content that are listed one by one. */
export const maxListedPlaces = 1_000;
/** And units of their paths: long names in deep nesting would multiply too. */
const maxListedUnits = 256 * 1024;

/** Sums of products: what cannot be counted exactly any more is at least this. */
export const addCounts = (one: number, other: number): number =>
  Math.min(one + other, Number.MAX_SAFE_INTEGER);

export const countPlaces = ({ kinds }: ManyPlaces): number =>
  kinds.reduce((sum, { count }) => addCounts(sum, count), 0);

/** Takes places as they come, in any order. */
export class PlaceGathering {
  #first: ItemPlace[] = [];
  readonly #kinds = new Map<string, PlaceKind>();

  /** To be listed, where there is room. */
  list(place: ItemPlace): void {
    this.#first.push(place);
    if (this.#first.length >= 4 * maxListedPlaces) this.#first = beginning(this.#first);
  }

  /** To be counted; `first` is the first of `count` places of this kind. */
  count(key: string, first: ItemPlace, count: number): void {
    const known = this.#kinds.get(key);
    this.#kinds.set(
      key,
      known === undefined
        ? { key, first, count }
        : {
            key,
            first: comparePlaces(first, known.first) < 0 ? first : known.first,
            count: addCounts(known.count, count),
          },
    );
  }

  result(): ManyPlaces {
    const kinds = [...this.#kinds.values()].sort((one, other) => comparePlaces(one.first, other.first));
    return { first: beginning(this.#first), kinds };
  }
}

/** In order, as many as the limits let: one at least. */
function beginning(places: ItemPlace[]): ItemPlace[] {
  if (places.length > 1) places.sort(comparePlaces);
  let units = 0;
  const end = places.findIndex(({ pathUnits }, at) => {
    units += pathUnits;
    return at > 0 && (at >= maxListedPlaces || units > maxListedUnits);
  });
  return end < 0 ? places : places.slice(0, end);
}
