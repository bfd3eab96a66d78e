/** Copies texts from one index to another, or within one, through the port: in chunks, so that none is held. */
import type { IndexOperation, IndexReader, TextRef } from './port.ts';
import { textChunkUnits } from '../schemas/text-chunk.ts';

/**
 * The operations that stage and seal a text which another index has. Throws with code `text-missing` where that does
 * not give it whole; whether it is the right one is checked where it is sealed, under its hash.
 */
export async function* textOperations(
  from: Pick<IndexReader, 'text'>,
  handle: string,
  { id, units }: TextRef,
): AsyncGenerator<IndexOperation, void> {
  for (let at = 0, seq = 0; at < units; seq++) {
    const chunk = (await from.text(id, at, Math.min(units, at + textChunkUnits))) ?? '';
    if (chunk === '')
      throw Object.assign(new Error(`text ${id} ends at ${at} of ${units}`), { code: 'text-missing' });
    yield { op: 'text', handle, seq, chunk };
    at += chunk.length;
  }
  yield { op: 'seal', handle, id };
}
