/** What folds hits of a search into others that stand for them: copies of one mail, or near-duplicates. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Hit, IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import type { Output } from '../frame/output.ts';
import { formatCount } from '../frame/quantities.ts';
import { openSketches } from '../open/near-store.ts';
import { foldCountWords, type FoldScope, foldScopes, type MailCopies, MailFold } from './mail-fold.ts';
import { NearFold, type NearFolded, nearFoldWords } from './near-fold.ts';
import { answering } from './query.ts';

export const foldings = [...foldScopes.map((per) => `mail=${per}` as const), 'near'] as const;
export type Folding = (typeof foldings)[number];

/** What stands below a hit. */
export interface Below {
  readonly copies?: MailCopies;
  readonly near?: NearFolded;
}

export interface HitFold {
  /** Of all that match; names are fields of `--json`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Behind the number of documents. */
  readonly words: string;
  readonly notes: readonly string[];
  /** Whether another hit stands for it. */
  isFolded(hit: Hit): Promise<boolean>;
  below(hit: Hit): Promise<Below>;
}

export interface HitFoldAsking {
  readonly index: IndexReader;
  readonly caseFolder: CaseFolder;
  readonly scope: Scope;
  readonly query: Query;
  readonly signal: AbortSignal;
  readonly out: Pick<Output, 'progress'>;
}

async function foldMails(asking: HitFoldAsking, per: FoldScope): Promise<HitFold> {
  const fold = new MailFold(asking, per);
  const counts = await answering(() => fold.counts());
  return {
    counts: { ...counts },
    words: foldCountWords(counts, per),
    notes: [],
    isFolded: (hit) => fold.isFolded(hit),
    async below(hit) {
      const copies = await fold.copiesOf(hit);
      return copies ? { copies } : {};
    },
  };
}

async function foldNear({ caseFolder, query, out, ...asking }: HitFoldAsking): Promise<HitFold> {
  const store = openSketches(caseFolder);
  const ledger = await caseFolder.openLedger();
  try {
    const onProgress = (done: number): void => out.progress(`${formatCount(done)} documents sketched`);
    const fold = await NearFold.of({ ...asking, ledger, store, onProgress }, query);
    return {
      counts: { ...fold.counts },
      words: nearFoldWords(fold.counts),
      notes: fold.notes,
      isFolded: (hit) => Promise.resolve(fold.isFolded(hit)),
      async below(hit) {
        const near = await fold.foldedBelow(hit);
        return near ? { near } : {};
      },
    };
  } finally {
    store.close();
    await ledger.close();
  }
}

export const openFold = (folding: Folding, asking: HitFoldAsking): Promise<HitFold> =>
  folding === 'near' ? foldNear(asking) : foldMails(asking, folding === 'mail=case' ? 'case' : 'custodian');
