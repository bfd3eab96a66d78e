/** `document.case_bytes`: what a content came to, or that it has no cost since it was cut in its file of the source. */
import type { DocumentResult } from '../../schemas/findings.ts';
import type { KnownContent } from '../catalogue/work.ts';

const cutInFile = -1;

export const keptCost = (document: DocumentResult): number =>
  document.cutInFile ? cutInFile : document.caseBytes;

export const costOf = (
  caseBytes: number,
  expandedBytes: number | null,
): Pick<KnownContent, 'cost' | 'cutInFile'> =>
  caseBytes === cutInFile ? { cutInFile: true } : { cost: { caseBytes, expandedBytes: expandedBytes ?? 0 } };
