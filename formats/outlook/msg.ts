/** Reads a message of Outlook ([MS-OXMSG]): a mail, contact, appointment, task, note or list as a file of its own. */
import type { Extract } from '../contract.ts';
import { CompoundFile } from '../ole/compound-file.ts';
import { MsgFile } from './msg-storage.ts';
import { messageVersion, pushMessage } from './push-message.ts';

/** Raised whenever the output changes for any input. */
export const version = `1.${messageVersion}`;

export const extract: Extract = async (input, sink) => {
  const { content } = input;
  const file = CompoundFile.open(content);
  if (!file) return { status: 'failed', code: 'corrupt', detail: 'no compound file' };
  for (const { code, detail } of file.damage) sink.warn(code, detail);
  const outcome = await pushMessage(new MsgFile(file, content.size).message(), input, sink);
  const isPartial = outcome.status === 'extracted' && file.damage.length > 0;
  return isPartial ? { ...outcome, completeness: 'partial' } : outcome;
};
