/** Where terms are searched: the documents of the case, those among them that are asked about, and what nobody could search. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { readCoverage } from '../run/coverage.ts';
import { documentsAlone, entryCounts, notReadStatuses, unsearchable } from '../run/entry-counts.ts';
import { answering } from '../run/query.ts';
import type { UnaccountedFor } from '../run/unaccounted.ts';

export interface Population {
  /** All documents that the reader sees: contents, each once, wherever copies of it lie. */
  readonly documents: number;
  /** Those that the terms were searched among. */
  readonly searched: number;
  /** By which these were chosen, in the language's own form; absent for all. */
  readonly among?: string;
  /** Of those searched the messages with a message hash, and how many different mails they are. */
  readonly mails: number;
  readonly mailGroups: number;
  /** Entries without a document, which have no words: items, and folders apart. */
  readonly items: number;
  readonly folders: number;
  /** Review scopes that were open: what is withheld for others is in no number. */
  readonly open: readonly string[];
}

const everything: Query = { op: 'all' };

export async function populationOf(
  index: IndexReader,
  among: Query | undefined,
  scope: Scope,
): Promise<Population> {
  const { documents, items, folders } = await entryCounts(index, everything, scope);
  const chosen = documentsAlone(among ?? everything);
  const searched = among === undefined ? documents : await answering(() => index.count(chosen, scope));
  const { mails, groups } = await answering(() => index.mailGroups(chosen, scope));
  return {
    documents,
    searched,
    ...(among === undefined ? {} : { among: printQuery(among) }),
    mails,
    mailGroups: groups,
    items,
    folders,
    open: [...scope.open],
  };
}

export interface ReasonCount {
  readonly value: string;
  readonly count: number;
}

/** What of one custodian no word can be found in, or not each. */
export interface Unsearched {
  /** Absent for what lies with nobody who is named. */
  readonly custodian?: string;
  /** Documents, and items that have none: each once for each custodian who has it. */
  readonly count: number;
  /** By how it ended, each once: together they are `count`. `read in part`: it was read, but not to its end. */
  readonly statuses: readonly ReasonCount[];
  /** By codes: one may have several. */
  readonly codes: readonly ReasonCount[];
}

const both = (...of: readonly Query[]): Query => ({ op: 'and', of });
const withoutCustodian: Query = {
  op: 'not',
  of: { op: 'pattern', field: 'custodian', pattern: '*' },
};

/** Counts by custodian: of those who are named by their names, of nobody under `undefined`. */
export async function custodianCounts(
  index: IndexReader,
  query: Query,
  scope: Scope,
): Promise<Map<string | undefined, number>> {
  const named = await index.facet(query, scope, 'custodian');
  const counts = new Map<string | undefined, number>(named.map(({ value, count }) => [value, count]));
  const nobody = await index.count(both(query, withoutCustodian), scope);
  if (nobody > 0) counts.set(undefined, nobody);
  return counts;
}

type Reasons = Map<string | undefined, Map<string, number>>;

function add(reasons: Reasons, reason: string, counts: ReadonlyMap<string | undefined, number>): void {
  for (const [custodian, count] of counts) {
    const own = reasons.get(custodian) ?? new Map<string, number>();
    own.set(reason, (own.get(reason) ?? 0) + count);
    reasons.set(custodian, own);
  }
}

const inOrder = (counts: ReadonlyMap<string, number> | undefined): ReasonCount[] =>
  [...(counts ?? [])]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));

/**
 * By custodian, most first. Of the whole case, whatever the terms are searched among: what was not read states no date,
 * sender or word by which it could be left out.
 */
export async function unsearchedOf(index: IndexReader, scope: Scope): Promise<Unsearched[]> {
  const [statuses, codes]: [Reasons, Reasons] = [new Map(), new Map()];
  for (const { value } of await index.facet(unsearchable, scope, 'status')) {
    const query = both(unsearchable, { op: 'match', field: 'status', text: value });
    add(
      statuses,
      notReadStatuses.has(value) ? value : 'read in part',
      await custodianCounts(index, query, scope),
    );
  }
  for (const { value } of await index.facet(unsearchable, scope, 'code')) {
    const query = both(unsearchable, { op: 'match', field: 'code', text: value });
    add(codes, value, await custodianCounts(index, query, scope));
  }
  return [...(await custodianCounts(index, unsearchable, scope))]
    .map(([custodian, count]) => ({
      ...(custodian === undefined ? {} : { custodian }),
      count,
      statuses: inOrder(statuses.get(custodian)),
      codes: inOrder(codes.get(custodian)),
    }))
    .sort((a, b) => b.count - a.count || ((a.custodian ?? '') < (b.custodian ?? '') ? -1 : 1));
}

/** What the ledger says of the case as `report` does: places that nobody has seen have no items to be counted. */
export interface CaseState {
  readonly unaccounted: number;
  readonly unaccountedFor: UnaccountedFor;
  /** In words; absent where the last run came to its end. */
  readonly unendedRun?: number;
}

export async function stateOf(ledger: Ledger, scope: Scope): Promise<CaseState> {
  const { unaccounted, unaccountedFor, unendedRun } = await readCoverage(ledger, scope);
  return { unaccounted, unaccountedFor, ...(unendedRun ? { unendedRun: unendedRun.run } : {}) };
}
