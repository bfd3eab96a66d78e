/** What a case lacks that an earlier version of this program made: contents that readers of now would read otherwise, or at all. */
import type { ReadBy } from '../../case/ledger/coverage.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { readersOfNow } from '../../formats/readers-of-now.ts';
import type { Scope } from '../../schemas/scope.ts';
import { countOf } from '../frame/quantities.ts';

/** Documents of a format that another version of its reader read, or that nothing read and something reads now. */
export interface EarlierRead {
  readonly format: string;
  /** As the ledger has it; absent where nothing read them. */
  readonly by?: string;
  /** Who reads the format now. */
  readonly now: string;
  readonly documents: number;
}

/** The format whose reader it was: a package that nobody reads was opened by the reader of ZIP. */
const formatOf = ({ format, extractor }: ReadBy): string => extractor?.split('/', 1)[0] ?? format;

/** Its own reader, where Tika had to read on behind it. */
const ownOf = ({ extractor }: ReadBy): string | undefined => extractor?.split(' then ', 1)[0];

/** What ended without any reader, where it is for want of one. */
const wantsReader = ({ extractor, status }: ReadBy): boolean =>
  extractor !== undefined || status === 'unsupported';

/** By format; empty for a case that this version read. What a Tika Server read is not looked at. */
export async function readEarlier(ledger: Ledger, scope: Scope): Promise<EarlierRead[]> {
  const rows = (await ledger.coverage.readBy(scope)).filter(wantsReader);
  const earlier = new Map<string, EarlierRead>();
  for (const row of rows) {
    const now = readersOfNow[formatOf(row)];
    if (now === undefined || now === ownOf(row)) continue;
    const key = JSON.stringify([row.format, row.extractor]);
    const documents = row.documents + (earlier.get(key)?.documents ?? 0);
    const { format, extractor: by } = row;
    earlier.set(key, { format, ...(by === undefined ? {} : { by }), now, documents });
  }
  return [...earlier.values()];
}

/** One line, and the command that reads them anew; none where there is nothing. */
export function describeEarlier(earlier: readonly EarlierRead[]): string[] {
  if (earlier.length === 0) return [];
  const documents = earlier.reduce((sum, one) => sum + one.documents, 0);
  const types = [...new Set(earlier.map(({ format }) => format))];
  return [
    `READ BY ANOTHER VERSION: ${countOf(documents, 'document')}. What only the readers of now find in there is not found; they read it anew with \`evidex retry CASE ${types.map((type) => `--type ${type}`).join(' ')}\`, from the sources.`,
  ];
}
