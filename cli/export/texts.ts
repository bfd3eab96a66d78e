/** The text of a document as a file: what the index has of it, unchanged, one kind behind the other. */
import type { LedgerText } from '../../case/ledger/documents.ts';
import type { IndexReader } from '../../search/port.ts';
import { OutFile } from './out-file.ts';

const sliceUnits = 256 * 1024;

function endsInHalf(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Gives the SHA-256 of the file; undefined, and no file, where the index has no text of it. */
export async function writeText(
  path: string,
  texts: readonly Pick<LedgerText, 'id' | 'kind' | 'units'>[],
  index: IndexReader,
): Promise<string | undefined> {
  if (texts.length === 0) return undefined;
  const file = new OutFile(path);
  try {
    for (const { id, kind, units } of texts) {
      if (texts.length > 1) file.write(`--- ${kind} ---\n`);
      // A slice may end in the middle of a character.
      let half = '';
      for (let start = 0; start < units; start += sliceUnits) {
        const slice = half + ((await index.text(id, start, Math.min(units, start + sliceUnits))) ?? '');
        half = endsInHalf(slice) ? slice.slice(-1) : '';
        file.write(half === '' ? slice : slice.slice(0, -1));
      }
      file.write(half);
      if (texts.length > 1) file.write('\n');
    }
    return file.end({ isOneOfMany: true });
  } catch (error) {
    file.abandon();
    throw error;
  }
}
