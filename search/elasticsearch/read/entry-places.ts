/** The places of entries that a scope shows, those beyond the nested ones included where it matters. */
import type { Occurrence } from '../../../schemas/index-entry.ts';
import { givenLabels, labelsOf, opensAll, shownPlaces, withMarksOfBefore } from '../../place-marks.ts';
import { everyScope, type Scope } from '../../../schemas/scope.ts';
import { inPlaceOrder } from '../entry-document.ts';
import { loadPlaces } from '../place-store.ts';
import type { Connection } from '../server/connection.ts';
import type { IndexNames } from '../server/index-set.ts';
import { type ReadEntry, readEntrySource } from '../stored-entry.ts';
import { type Asker } from './asker.ts';
import type { Dsl } from './compile-words.ts';

const entriesAtOnce = 500;

/** What a hit says of its places. */
export interface ShownPlaces {
  /** In path order; all of them, or those that are nested. */
  readonly first: readonly Occurrence[];
  readonly count: number;
  readonly labels: readonly string[];
}

/** What facets count of an entry and its places. */
export interface ShownEntryPlaces {
  /** What is said of its content. */
  readonly codes: readonly string[];
  readonly places: readonly Occurrence[];
}

export class EntryPlaces {
  readonly #asker: Asker;
  readonly #connection: Connection;
  readonly #names: IndexNames;

  constructor(asker: Asker, connection: Connection, names: IndexNames) {
    this.#asker = asker;
    this.#connection = connection;
    this.#names = names;
  }

  /** All that the scope shows, in path order. */
  async all({ document, entry, placeCount, before }: ReadEntry, scope: Scope): Promise<Occurrence[]> {
    const nested = entry.occurrences;
    const others =
      placeCount > nested.length ? await loadPlaces(this.#connection, this.#names, document) : [];
    const places = withMarksOfBefore(before, [...nested, ...others]);
    return shownPlaces(places, scope).sort(inPlaceOrder);
  }

  /** Those that have marks, and with them maybe others: none is asked for where the entry says that there are none. */
  async marked(read: ReadEntry): Promise<Occurrence[]> {
    const { places } = read.entry;
    return places && places.labels.length === 0 && !places.coded && !places.withheld
      ? []
      : this.all(read, everyScope);
  }

  /** For a hit: places beyond the nested ones are only asked for where some place is withheld. */
  async shown(read: ReadEntry, scope: Scope): Promise<ShownPlaces> {
    const { entry, placeCount } = read;
    if (entry.places && (!entry.places.withheld || opensAll(scope))) {
      const first = entry.occurrences.toSorted(inPlaceOrder);
      return { first, count: placeCount, labels: givenLabels(entry.places.labels) };
    }
    const first = await this.all(read, scope);
    return { first, count: first.length, labels: givenLabels(labelsOf(first)) };
  }

  /** Of each entry that matches. */
  async *of(query: Dsl, scope: Scope): AsyncGenerator<ShownEntryPlaces, void> {
    for (let last: string | undefined; ;) {
      const { hits } = await this.#asker.search('entries', {
        query,
        sort: [{ document: 'asc' }],
        size: entriesAtOnce,
        _source: ['document', 'revision', 'placeCount', 'long', 'stored'],
        track_total_hits: false,
        ...(last === undefined ? {} : { search_after: [last] }),
      });
      for (const { sort, _source } of hits.hits) {
        last = String(sort[0]);
        const read = readEntrySource(_source);
        yield { codes: read.entry.codes, places: await this.all(read, scope) };
      }
      if (hits.hits.length < entriesAtOnce) return;
    }
  }
}
