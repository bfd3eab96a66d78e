/** Under which lists the sources of a case were read: by the run that last parsed each of their files. */
import { z } from 'zod';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { LedgerRun } from '../../case/ledger/runs.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { quoted } from './mark-targets.ts';

const caseList = z.object({
  kind: z.enum(['watchlist', 'known', 'notable', 'restricted', 'screen']),
  name: z.string(),
  sha256: z.string(),
  /** Names of a watchlist, terms of a screen; absent of the accepted candidates, of which some can be withheld. */
  entities: z.number().optional(),
});
export type CaseList = z.infer<typeof caseList>;

/** The lists that a run worked with; undefined for one of an earlier program, and for one that reads no evidence. */
export function listsOf({ record }: Pick<LedgerRun, 'record'>): readonly CaseList[] | undefined {
  const lists = z.array(caseList).safeParse(record['lists']);
  return lists.success ? lists.data : undefined;
}

const retagEnd = z.object({ isWhole: z.literal(true) });

/** The last run that tagged the stored texts again and left nothing out: what runs before it read has the tags of its watchlists. 0 for none. */
export const lastWholeRetag = (runs: readonly LedgerRun[]): number =>
  runs.findLast(
    ({ verb, outcome, record }) =>
      verb === 'retag' && outcome === 'complete' && retagEnd.safeParse(record['summary']).success,
  )?.run ?? 0;

/** Files of a source that were last parsed without some list of the case. */
export interface UnseenList {
  readonly source: string;
  readonly list: string;
  readonly kind: CaseList['kind'];
  readonly files: number;
}

export interface ListsOfCase {
  /** Those of the last run. */
  readonly lists: readonly CaseList[];
  readonly unseen: readonly UnseenList[];
}

export async function readLists(ledger: Ledger, scope: Scope): Promise<ListsOfCase> {
  const runs = await ledger.runs.all(everyScope);
  const retagged = lastWholeRetag(runs);
  const listsByRun = new Map(runs.map((run) => [run.run, listsOf(run) ?? []]));
  const lists = runs.map(listsOf).findLast((one) => one !== undefined) ?? [];
  const unseen = new Map<string, UnseenList>();
  for (const { source, run, files } of await ledger.sources.parsedBy(scope)) {
    const seen = new Set((listsByRun.get(run) ?? []).map(({ sha256 }) => sha256));
    const tagged = new Set((listsByRun.get(Math.max(run, retagged)) ?? []).map(({ sha256 }) => sha256));
    for (const { name: list, kind, sha256 } of lists) {
      // A list of notable or restricted files is looked up for all that was ever found.
      if (kind === 'notable' || kind === 'restricted') continue;
      if ((kind === 'watchlist' ? tagged : seen).has(sha256)) continue;
      const key = JSON.stringify([source, kind, sha256]);
      unseen.set(key, { source, list, kind, files: (unseen.get(key)?.files ?? 0) + files });
    }
  }
  return { lists, unseen: [...unseen.values()] };
}

const kinds = {
  watchlist: 'watchlist',
  screen: 'screen',
  known: 'set of known files',
  notable: 'set of notable files',
  restricted: 'set of restricted files',
} as const;

const tagsAgain = '`evidex retag CASE` tags what was read of them again, without the evidence';

/** Nothing where the case has no list of its own. */
export function describeLists({ lists, unseen }: ListsOfCase): readonly string[] {
  if (lists.length === 0) return [];
  const all = lists.map(({ kind, name, sha256 }) => `${kinds[kind]} ${name} (${sha256.slice(0, 12)}…)`);
  return [
    '',
    escapeLine(`Lists of the case: ${all.join('; ')}.`),
    ...(unseen.length === 0 ? ['All sources were read under them.'] : ['NOT ALL WAS READ UNDER THEM, so the counts above are not of the whole case:']), // prettier-ignore
    ...unseen.map(
      ({ source, list, kind, files }) =>
      escapeLine(`  ${source}: ${countOf(files, 'file')} without the ${kinds[kind]} ${list}; ${kind === 'watchlist' ? tagsAgain : `\`evidex retry CASE --source ${quoted(source)}\` reads them again`}`), // prettier-ignore
    ),
  ];
}
