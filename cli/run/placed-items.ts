/** Items as an inventory lists them: a line for each place, the members of copied containers below each copy. */
import { shownOnce } from '../../case/ledger/coverage.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';

/** Places of one item that are listed; copies in copies of containers multiply. */
const maxListed = 1_000;

const shownEverywhere: ReadonlySet<string> = new Set(['failed', 'encrypted']);
const isHeld = ({ kind }: LedgerItem): boolean =>
  kind === 'member' || kind === 'attachment' || kind === 'embedded';

/** In evidence order of the first places, each followed by its others. Tells how many places it left out. */
export async function* placedItems(
  ledger: Pick<Ledger, 'items' | 'places'>,
  { exceptionsOnly }: { readonly exceptionsOnly: boolean },
  scope: Scope,
  leftOut: (places: number) => void,
): AsyncGenerator<LedgerItem, void> {
  for await (const item of ledger.items.all({ exceptionsOnly }, scope)) {
    yield item;
    // Of copies the first alone needs a look, unless none of them could be read.
    if (!isHeld(item) || (exceptionsOnly && !shownEverywhere.has(item.status))) continue;
    const places = await ledger.places.ofItem(item, maxListed, scope);
    for (const { path, source, past } of places.slice(1)) {
      if (exceptionsOnly && past) continue;
      const status = shownOnce.has(item.status) ? 'duplicate' : item.status;
      yield { ...item, path, source, status, gone: item.gone || past };
    }
    if (places.length >= maxListed || places.length === 0)
      leftOut((await ledger.places.count(item, scope)) - Math.max(1, places.length));
  }
}
