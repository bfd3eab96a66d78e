/** The way to an item: the file of a source that it lies in, and what is to be opened between the two. */
import { existsSync } from 'node:fs';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { LedgerPlace } from '../../case/ledger/places.ts';
import type { HashedFile } from '../../case/ledger/sources.ts';
import { closedBytes } from '../../case/restricted.ts';
import { isVolume, setOfVolume } from '../../case/volumes.ts';
import type { Problem } from '../../schemas/problem.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { problemOf } from './original-problem.ts';

export interface Route {
  readonly item: LedgerItem;
  /** The id of the item that is the file. */
  readonly fileItem: string;
  readonly file: HashedFile;
  /** Ids of the items between the file and the item, which are opened to reach it; none for the file itself. */
  readonly through: readonly string[];
}

/** As the parser's own limit of nesting can be set. */
const maxSteps = 1_000;
/** Places of one item that are looked at for one whose source is there. */
const maxPlaces = 8;
/** Holders whose way is kept at hand: the members of one lie behind each other. */
const maxKept = 1_000;

type Way = Pick<Route, 'fileItem' | 'file' | 'through'>;

/** Finds ways; what has been found of a holder is kept while the case stands as it does. */
export class Routes {
  readonly #ledger: Ledger;
  readonly #scope: Scope;
  readonly #ofHolders = new Map<string, Way | undefined>();

  constructor(ledger: Ledger, scope: Scope) {
    this.#ledger = ledger;
    this.#scope = scope;
  }

  /** Of several places the first whose source can be reached now; the problem where there is no way. */
  async to(item: LedgerItem): Promise<Route | Problem> {
    if (item.sha256 === undefined)
      return problemOf(item, item.status === 'encrypted' ? 'password-required' : 'no-content', item.detail);
    const closed = await closedBytes(this.#ledger, item.sha256, this.#scope);
    if (closed?.by === 'restricted') return problemOf(item, 'restricted', closed.list);
    if (closed) return problemOf(item, 'holds-withheld');
    if (isVolume(item) && !(await this.#isSetOpen(item))) return problemOf(item, 'holds-withheld');
    const places = await this.#ledger.places.ofItem(item, maxPlaces, this.#scope);
    const present = places.filter(({ past }) => !past);
    if (present.length === 0) return problemOf(item, 'vanished', 'it is no longer in its source');
    let first: Way | undefined;
    for (const place of present) {
      const way = await this.#wayTo(place);
      if (way && existsSync(way.file.root)) return { item, ...way };
      first ??= way;
    }
    return first ? { item, ...first } : problemOf(item, 'no-way');
  }

  /** With the bytes of a volume goes what the set holds: it is as open as the set. */
  async #isSetOpen(volume: LedgerItem): Promise<boolean> {
    const set = await setOfVolume(this.#ledger, volume, this.#scope);
    // One that does not show is withheld, or the volume is of none any more.
    if (set === undefined) return (await setOfVolume(this.#ledger, volume, everyScope)) === undefined;
    return set.sha256 === undefined || !(await closedBytes(this.#ledger, set.sha256, this.#scope));
  }

  /** The holders of a place, from the file down; undefined where one of them does not show. */
  async #wayTo(place: LedgerPlace): Promise<Way | undefined> {
    if (place.parent !== undefined) return await this.#wayThrough(place.parent);
    const file = await this.#ledger.sources.file(place.item, this.#scope);
    return file && { fileItem: place.item, file, through: [] };
  }

  async #wayThrough(holder: string): Promise<Way | undefined> {
    const known = this.#ofHolders.get(holder);
    if (known) return known;
    const through: string[] = [];
    let at: string | undefined = holder;
    while (through.length < maxSteps) {
      const file = await this.#ledger.sources.file(at, this.#scope);
      if (file) return this.#keep(holder, { fileItem: at, file, through });
      through.unshift(at);
      at = await this.#holderOf(at);
      if (at === undefined) return undefined;
    }
    return undefined;
  }

  async #holderOf(id: string): Promise<string | undefined> {
    const item = await this.#ledger.items.get(id, this.#scope);
    const places = item ? await this.#ledger.places.ofItem(item, maxPlaces, this.#scope) : [];
    return places.find(({ past }) => !past)?.parent;
  }

  #keep(holder: string, way: Way): Way {
    if (this.#ofHolders.size >= maxKept) this.#ofHolders.clear();
    this.#ofHolders.set(holder, way);
    return way;
  }
}
