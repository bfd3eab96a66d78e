/** What the ledger calls whoever reads a format. */
import { codedTextVersion } from './coded/coded-text.ts';
import type { Extractor } from './contract.ts';
import { formats } from './registry.ts';

/** `eml/8.6`: the format, the version of its reader, and that of what reads code in any text. */
export const readerName = (format: string, { version }: Pick<Extractor, 'version'>): string =>
  `${format}/${version}.${codedTextVersion}`;

/** The names that readers of these formats have now; a format that nothing reads has none. */
export async function readerNames(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { id, load } of formats) {
    if (load !== undefined && ids.has(id)) names.set(id, readerName(id, await load()));
  }
  return names;
}
