/** How an item ended: its own end where it has one, else that of its content. */
import { firstCarrier } from './places.ts';
import type { ItemRecord, State } from './state.ts';

export function statusOf(
  state: State,
  item: ItemRecord,
): { readonly status: string; readonly code?: string } {
  if (item.pending) return { status: 'pending' };
  if (item.ended) return item.ended;
  const document = state.documents.get(item.document ?? '');
  if (!document?.status) return { status: document?.known === undefined ? 'awaiting content' : 'known' };
  const { status, code } = document;
  const toldOfCopies = status === 'failed' || status === 'encrypted';
  if (toldOfCopies || firstCarrier(state, document.hashes.sha256) === item.id) return { status, code };
  return { status: 'duplicate' };
}
