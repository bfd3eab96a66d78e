/** How an item ended: its own end where it has one, else that of its content. */
import type { Warning } from '../../schemas/status.ts';
import type { ItemRecord, State } from './state.ts';

/** What an item has, whoever asks. */
interface Ending {
  readonly status: string;
  readonly code?: string;
  readonly detail?: string;
}

/** `first` is the first carrier of its content, of those that whoever asks may see. */
export function statusOf(state: State, item: ItemRecord, first: ItemRecord | undefined): Ending {
  const document = state.documents.get(item.document ?? '');
  const code = document?.code;
  const detail = document?.status && document.attempts.at(-1)?.document.detail;
  if (item.pending) return { status: 'pending', code, detail };
  if (item.ended) return item.ended;
  if (item.listed?.kind === 'folder') return { status: 'container' };
  if (!document?.status) return { status: document?.known === undefined ? 'awaiting content' : 'known' };
  const isToldOfCopies = document.status === 'failed' || document.status === 'encrypted';
  return { status: isToldOfCopies || first === item ? document.status : 'duplicate', code, detail };
}

/** Its own, then those of its content. */
export const warningsOf = (
  state: State,
  { found, listed, document = '' }: ItemRecord,
): readonly Warning[] => [
  ...((found ?? listed)?.warnings ?? []),
  ...(state.documents.get(document)?.attempts.at(-1)?.document.warnings ?? []),
];
