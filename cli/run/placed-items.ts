/** Items as an inventory lists them: a line for each place, the members of copied containers below each copy. */
import { shownOnce } from '../../case/ledger/coverage.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { LedgerPlace } from '../../case/ledger/places.ts';
import type { Scope } from '../../schemas/scope.ts';

/** Places of one item that are listed; copies in copies of containers multiply. */
const maxListed = 1_000;

const shownEverywhere: ReadonlySet<string> = new Set(['failed', 'encrypted']);
const isHeld = ({ kind }: LedgerItem): boolean =>
  kind === 'member' || kind === 'attachment' || kind === 'embedded';

/** A line of an inventory: `id`, `revision` and `place` together name it. */
export interface PlacedItem extends LedgerItem {
  /** Its number among the places of the item, from 1, what is there before what is past. */
  readonly place: number;
  /** The item that it lies in at this place, for what a content holds. */
  readonly parent?: string;
}

/** A folder that was listed is counted apart in all totals: it goes by a word of its own. */
const statusOf = ({ kind, status }: LedgerItem): string =>
  kind === 'folder' && status === 'container' ? 'folder' : status;

/** In evidence order of the first places, each followed by its others. Tells how many places it left out. */
export async function* placedItems(
  ledger: Pick<Ledger, 'items' | 'places'>,
  { exceptionsOnly }: { readonly exceptionsOnly: boolean },
  scope: Scope,
  leftOut: (places: number) => void,
): AsyncGenerator<PlacedItem, void> {
  for await (const item of ledger.items.all({ exceptionsOnly }, scope)) {
    if (!isHeld(item)) {
      yield { ...item, status: statusOf(item), place: 1 };
      continue;
    }
    // Of copies the first alone needs a look, unless none of them could be read.
    const isFirstAlone = exceptionsOnly && !shownEverywhere.has(item.status);
    const places = await ledger.places.ofItem(item, isFirstAlone ? 1 : maxListed, scope);
    const parentOf = (place: LedgerPlace | undefined) =>
      place?.parent === undefined ? {} : { parent: place.parent };
    yield { ...item, place: 1, ...parentOf(places[0]) };
    if (isFirstAlone) continue;
    for (const [at, other] of places.entries()) {
      const { path, source, past } = other;
      if (at === 0 || (exceptionsOnly && past)) continue;
      const status = shownOnce.has(item.status) ? 'duplicate' : item.status;
      yield { ...item, path, source, status, gone: item.gone || past, place: at + 1, ...parentOf(other) };
    }
    if (places.length >= maxListed || places.length === 0)
      leftOut((await ledger.places.count(item, scope)) - Math.max(1, places.length));
  }
}
