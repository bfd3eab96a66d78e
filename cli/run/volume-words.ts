/** What is said of volumes to who means what was read of them. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { isVolume, setOfVolume } from '../../case/volumes.ts';
import { Problem } from '../../schemas/problem.ts';
import { everyScope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';

/** Throws `wrong-value` for a volume whose set is there: its text, members and hits are the set's. */
export async function refuseVolume(
  ledger: Pick<Ledger, 'items'>,
  item: LedgerItem,
  hint: string,
): Promise<void> {
  const set = isVolume(item) ? await setOfVolume(ledger, item, everyScope) : undefined;
  if (set === undefined) return;
  const shown = escapeLine(`${item.source}/${item.path}`);
  throw new Problem(
    'wrong-value',
    `${shown} is a volume: what was read of it lies in ${escapeLine(`${set.source}/${set.path}`)}`,
    hint,
  );
}
