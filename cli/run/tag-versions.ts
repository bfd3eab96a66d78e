/** Under which lists and rules the texts of a case were tagged: by the run that last tagged each, and what runs kept of it. */
import { z } from 'zod';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { LedgerRun } from '../../case/ledger/runs.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { type CaseList, lastWholeRetag, listsOf } from './lists-of-runs.ts';

/** What a run tagged under. */
export interface TaggedUnder {
  /** SHA-256 over all lists and the rules; absent where nothing was tagged with, or where the run did not come to say it. */
  readonly listVersion?: string | undefined;
  /** Of the program. */
  readonly evidex: string;
  /** The shipped lists were tagged with. */
  readonly gazetteers: boolean;
  readonly personalData: boolean;
  readonly watchlists: readonly CaseList[];
}

export interface TagVersion extends TaggedUnder {
  /** Those that last tagged the texts. */
  readonly runs: readonly number[];
  /** That the scope shows. */
  readonly documents: number;
}

/** As runs keep it; what another program kept otherwise is not known. */
const kept = z.object({
  versions: z.object({ evidex: z.string() }).catch({ evidex: 'unknown' }),
  config: z.object({ gazetteers: z.boolean(), personalData: z.boolean() }).catch({ gazetteers: true, personalData: true }),
  listVersion: z.string().optional().catch(undefined),
  summary: z.object({ listVersion: z.string().optional(), isWhole: z.boolean().optional() }).optional().catch(undefined),
}); // prettier-ignore

const recordOf = ({ record }: LedgerRun): z.infer<typeof kept> => kept.parse(record);

function taggedUnder(run: LedgerRun): TaggedUnder {
  const { versions, config, listVersion, summary } = recordOf(run);
  const watchlists = (listsOf(run) ?? []).filter(({ kind }) => kind === 'watchlist');
  return { listVersion: listVersion ?? summary?.listVersion, evidex: versions.evidex, ...config, watchlists };
}

/** What decides the version, as far as a run kept it that was killed before it could say the version itself. */
const choiceKey = ({ evidex, gazetteers, watchlists }: TaggedUnder): string =>
  JSON.stringify([evidex, gazetteers, watchlists.map(({ sha256 }) => sha256)]);

/** What has one version, whichever runs tagged under it. */
export const versionKey = (one: TaggedUnder): string =>
  JSON.stringify([one.listVersion ?? choiceKey(one), one.personalData]);

/** Most documents first. */
export async function readTagVersions(ledger: Ledger, scope: Scope): Promise<readonly TagVersion[]> {
  const runs = await ledger.runs.all(everyScope);
  const under = new Map(runs.map((run) => [run.run, taggedUnder(run)]));
  const byChoice = new Map<string, string>();
  for (const one of under.values())
    if (one.listVersion !== undefined) byChoice.set(choiceKey(one), one.listVersion);
  const last = lastWholeRetag(runs);
  const versions = new Map<string, TagVersion>();
  for (const { run, documents } of await ledger.tagged.by(scope)) {
    const found = under.get(Math.max(run, last));
    if (!found) continue;
    const listVersion = found.listVersion ?? byChoice.get(choiceKey(found));
    const key = versionKey({ ...found, listVersion });
    const before = versions.get(key) ?? { runs: [], documents: 0 };
    versions.set(key, {
      ...found,
      listVersion,
      runs: [...before.runs, run],
      documents: before.documents + documents,
    });
  }
  return [...versions.values()].sort((one, other) => other.documents - one.documents);
}

/**
 * What runs began to tag texts again under that were killed or failed since the last that came to its end and left nothing out:
 * the index can show their tags where the ledger has those of before.
 */
export async function readCutOff(ledger: Ledger): Promise<readonly TaggedUnder[]> {
  const runs = await ledger.runs.all(everyScope);
  const last = lastWholeRetag(runs);
  return runs
    .filter((run) => run.verb === 'retag' && run.run > last && recordOf(run).summary?.isWhole === undefined)
    .map(taggedUnder);
}

/** For people: the version, and what it was made of. */
export function versionWords({
  listVersion,
  evidex,
  gazetteers,
  personalData,
  watchlists,
}: TaggedUnder): string {
  const lists = [
    ...(gazetteers ? ['shipped lists'] : []),
    ...watchlists.map(({ name }) => `watchlist ${name}`),
  ];
  return escapeLine(
    `${listVersion === undefined ? 'an unknown version' : `${listVersion.slice(0, 12)}…`} (evidex ${evidex}; ${lists.join(', ') || 'no lists'}${personalData ? '' : '; no personal data'})`,
  );
}

/** Nothing where all texts have the tags of one version. */
export function describeTagVersions(versions: readonly TagVersion[]): string[] {
  if (versions.length < 2) return [];
  return [
    'TAGGED UNDER DIFFERENT LISTS OR RULES, so what only one of them names is not counted in the others:',
    ...versions.map((one) => `  ${countOf(one.documents, 'document')} under ${versionWords(one)}`),
    '  `evidex retag --case CASE` tags them again from the stored texts, without the evidence; with --dry-run it says what would change.',
  ];
}
