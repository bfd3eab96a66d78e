/** The text of a document as it is compared with others: its bodies, of a message without signatures and notices. */
import { createHash } from 'node:crypto';
import type { DocumentBody } from '../../case/ledger/entries.ts';
import { withoutLeftOut } from '../../search/likeness/left-out.ts';
import { maxComparedUnits } from '../../search/likeness/text-tokens.ts';
import type { IndexReader } from '../../search/port.ts';
import { textPieces } from './text-pieces.ts';

const readUnits = 1024 * 1024;

export interface ComparedText {
  readonly text: string;
  /** There is more than is compared: the first 8 Mi units are. */
  readonly isCut: boolean;
}

/** 16 bytes that are the same where the same is compared, in hex. */
export const comparedId = ({ isMessage, texts }: DocumentBody): string =>
  createHash('sha256')
    .update(isMessage ? 'message' : 'document')
    .update(texts.map(({ id }) => id).join())
    .digest('hex')
    .slice(0, 32);

/** Throws `failed` where the index does not have a text to its end. */
export async function readCompared(
  index: Pick<IndexReader, 'text'>,
  { isMessage, texts }: DocumentBody,
): Promise<ComparedText> {
  const pieces: string[] = [];
  let room = maxComparedUnits;
  for (const text of texts) {
    for await (const piece of textPieces(index, text, room, readUnits)) {
      pieces.push(piece);
      room -= piece.length;
    }
    pieces.push('\n');
  }
  const whole = pieces.join('');
  const isCut = texts.reduce((sum, { units }) => sum + units, 0) > maxComparedUnits;
  return { text: isMessage ? withoutLeftOut(whole) : whole, isCut };
}
