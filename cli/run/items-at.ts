/** Finds the items that a user names by a path: as it is, or as it was printed. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { isItemEntryId, itemOfEntryId } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import { unescapeLine } from '../frame/escape.ts';

/** By a hash, or the id of an item or of its entry, or their first digits. */
export async function itemsByHash(
  ledger: Pick<Ledger, 'items'>,
  name: string,
  limit: number,
  scope: Scope,
): Promise<readonly LedgerItem[]> {
  const found = await ledger.items.byHash(name, limit, scope);
  return found.length > 0 || !isItemEntryId(name)
    ? found
    : ledger.items.byHash(itemOfEntryId(name).id, limit, scope);
}

export async function itemsAt(
  ledger: Pick<Ledger, 'items'>,
  name: string,
  scope: Scope,
): Promise<readonly LedgerItem[]> {
  const found = await ledger.items.at(name, scope);
  const meant = unescapeLine(name);
  return found.length > 0 || meant === name ? found : ledger.items.at(meant, scope);
}
