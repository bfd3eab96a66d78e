/** Copies texts from one index to another, or within one, through the port: in chunks, so that none is held. */
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { IndexOperation, IndexReader } from './port.ts';
import { textChunkUnits } from '../schemas/text-chunk.ts';

type TextRef = Pick<IndexEntry['texts'][number], 'id' | 'units'>;

/** Whether the index has the text to its end. */
export async function hasText(index: Pick<IndexReader, 'text'>, { id, units }: TextRef): Promise<boolean> {
  const last = await index.text(id, Math.max(0, units - 1), units);
  return last?.length === Math.min(1, units);
}

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
