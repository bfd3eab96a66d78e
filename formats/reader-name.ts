/** What the ledger calls whoever reads a format. */
import { codedTextVersion } from './coded/coded-text.ts';
import type { Extractor } from './contract.ts';

/** `eml/8.6`: the format, the version of its reader, and that of what reads code in any text. */
export const readerName = (format: string, { version }: Pick<Extractor, 'version'>): string =>
  `${format}/${version}.${codedTextVersion}`;
