/** From a volume to the set that it is a part of: what was read of its bytes lies there. */
import type { Scope } from '../schemas/scope.ts';
import type { LedgerItem } from './ledger/items.ts';
import type { Ledger } from './ledger/ledger.ts';

/** How a volume says whose it is. */
const saying = 'part of ';
export const volumeDetail = (set: string): string => `${saying}${set}`;

export const isVolume = ({ code }: Pick<LedgerItem, 'code'>): boolean => code === 'volume';

/** The set in the same folder, as it is now; undefined where it does not show, or is not there any more. */
export async function setOfVolume(
  ledger: Pick<Ledger, 'items'>,
  { source, path, detail = '' }: LedgerItem,
  scope: Scope,
): Promise<LedgerItem | undefined> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const at = `${folder}${detail.slice(saying.length)}`;
  const found = await ledger.items.at(`${source}/${at}`, scope);
  return found.find((one) => one.source === source && one.path === at && !one.superseded && !one.gone);
}
