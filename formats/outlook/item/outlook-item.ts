/** Reads an item of Outlook's as `write-item.ts` wrote it: what a store holds, which has no bytes of a file of its own. */
import type { Extract } from '../../contract.ts';
import { messageVersion, pushMessage } from '../push-message.ts';
import type { FoundState } from './item-records.ts';
import { readItem } from './read-item.ts';

/** Raised whenever the output changes for any input. */
export const version = `1.${messageVersion}`;

const foundNotes: Readonly<Record<FoundState, string>> = {
  recovered: 'no tree of the store leads to it: it was deleted, or the tree is damaged',
  earlier: 'the store has a later version of it',
  orphaned: 'its folder is lost',
};

export const extract: Extract = async (input, sink) => {
  const item = readItem(input.content);
  if (!item) return { status: 'failed', code: 'corrupt', detail: 'it does not begin as an item does' };
  const { found } = item;
  const outcome = await pushMessage(item.message, input, sink);
  if (found === 'recovered') sink.metadata({ deleted: `recovered; ${foundNotes.recovered}` });
  else if (found) sink.metadata({ other: { 'store.found': `${found}; ${foundNotes[found]}` } });
  return outcome;
};
