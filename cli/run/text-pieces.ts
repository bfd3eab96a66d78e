/** A stored text piece by piece, to its end or not at all: what is compared must not be a part that looks whole. */
import { Problem } from '../../schemas/problem.ts';
import type { IndexReader } from '../../search/port.ts';

/**
 * The first `most` units of a text, up to `unitsAtOnce` in a piece. Throws `failed` where the index does not have what its
 * entry names.
 */
export async function* textPieces(
  index: Pick<IndexReader, 'text'>,
  { id, units }: { readonly id: string; readonly units: number },
  most: number,
  unitsAtOnce: number,
): AsyncGenerator<string, void> {
  const end = Math.min(units, most);
  for (let at = 0; at < end;) {
    const piece = await index.text(id, at, Math.min(end, at + unitsAtOnce));
    if (piece === undefined || piece === '')
      throw new Problem(
        'failed',
        `the index does not have the text ${id} to its end`,
        '`evidex verify --index` compares it with the ledger.',
      );
    yield piece;
    at += piece.length;
  }
}
