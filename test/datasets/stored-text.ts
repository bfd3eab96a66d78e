/** The stored text of a file, as its extractor makes it. */
import type { StoredText } from '../../datasets/records/table-record.ts';
import { runExtractor } from '../run-extractor.ts';

const formatOf = (file: string): string => {
  const ending = file.slice(file.lastIndexOf('.') + 1);
  return ending === 'txt' ? 'text' : ending;
};

export const textOf = (text: string, format: string): StoredText => ({
  format,
  anchors: [],
  read: (start, end) => Promise.resolve(text.slice(start, end)),
});

export async function extractBytes(file: string, bytes: Uint8Array): Promise<StoredText> {
  const format = formatOf(file);
  const { texts, packed } = await runExtractor(bytes, { format });
  const { body = '' } = texts;
  return { ...textOf(body, format), anchors: packed.body ?? [] };
}
