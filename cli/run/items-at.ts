/** Finds the items that a user names by a path: as it is, as it was printed, or from a slash on. */
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
  // A path below a source may be typed as if the source were a disk.
  const meant = unescapeLine(name);
  for (const path of new Set([name, meant, meant.replace(/^\/+/u, '')])) {
    const found = path === '' ? [] : await ledger.items.at(path, scope);
    if (found.length > 0) return found;
  }
  return [];
}
