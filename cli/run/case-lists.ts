/**
 * The lists of a case: watchlists, screens and sets of hashes. A later run works with those of the run before it and adds its own,
 * so that no source is read under fewer lists because an option was not repeated; a run under others says so.
 */
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CaseFolder } from '../../case/case-folder.ts';
import { type HashSetList, type HashSets, parseHashSetOption } from '../../case/hash-sets.ts';
import type { HeldLists } from '../../case/held-lists.ts';
import { hashOfFile } from '../../case/file-hash.ts';
import { keepReceived, keptPath } from '../../case/received-files.ts';
import { Problem } from '../../schemas/problem.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import type { ScreenEntry } from '../../schemas/screen.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { type CaseList, listsOf } from './lists-of-runs.ts';
import { loadScreen } from './screens.ts';
import { loadWatchlists } from './watchlists.ts';

export interface GivenLists {
  readonly watchlist?: readonly string[] | undefined;
  readonly screen?: readonly string[] | undefined;
  readonly hashset?: readonly string[] | undefined;
  readonly onlyTheseLists?: boolean;
  /** Of an ingest: the rules for a source, named by where it lies. They are of one run: without them it reads all. */
  readonly rules?: { readonly source: string; readonly text: unknown };
}

export interface TakenLists {
  readonly lists: readonly CaseList[];
  readonly entities: readonly GazetteerEntity[];
  readonly screen: readonly ScreenEntry[];
  readonly hashSets: HashSets;
  /** Lists that the run before did not have, and those that this one has no more; in words. */
  readonly changes: readonly string[];
}

/** Of two with one name and kind the later stands: it is the list's newer version. */
function joined(before: readonly CaseList[], given: readonly CaseList[]): CaseList[] {
  const isReplaced = (one: CaseList): boolean =>
    given.some(({ kind, name, sha256 }) => kind === one.kind && (name === one.name || sha256 === one.sha256));
  return [...before.filter((one) => !isReplaced(one)), ...given];
}

const isIn = (lists: readonly CaseList[], { kind, sha256 }: CaseList): boolean =>
  lists.some((one) => one.kind === kind && one.sha256 === sha256);

const named = ({ kind, name, entities }: CaseList): string =>
  `${kind === 'watchlist' || kind === 'screen' ? kind : `set of ${kind} files`} ${name}${entities === undefined ? '' : ` (${countOf(entities, 'name')})`}`;

/** Lists that the case keeps as they came; the others it keeps as tables of hashes. */
const keptKinds = ['watchlist', 'screen'] as const;
type KeptKind = (typeof keptKinds)[number];

/** Of a list that lies in a case: under this the user holds that it was once named. */
const heldName = ({ kind, sha256 }: Pick<CaseList, 'kind' | 'sha256'>): string => `${sha256}.${kind}`;

/** Throws `case-untrusted` for such a list of the case that this user never named. */
function checkHeld(lists: readonly CaseList[], held: HeldLists): void {
  const foreign = lists.find((list) => !held.trusted && held.held(heldName(list)) !== list.sha256);
  if (foreign)
    throw new Problem(
      'case-untrusted',
      `the ${foreign.kind} "${escapeLine(foreign.name)}" of this case was never named by you`,
      `Name it again with --${foreign.kind} FILE, or go on without with --only-these-lists; --trust-case takes it as it is.`,
    );
}

async function givenLists(
  kind: KeptKind,
  received: string,
  paths: readonly string[],
  held: HeldLists,
): Promise<CaseList[]> {
  const lists: CaseList[] = [];
  for (const path of paths) {
    const entities =
      kind === 'screen' ? loadScreen(path, path).length : loadWatchlists([path]).entities.length;
    const { name, sha256 } = await keepReceived(received, path);
    held.hold(heldName({ kind, sha256 }), sha256);
    lists.push({ kind, name, sha256, ...countedNames(name, entities) });
  }
  return lists;
}

interface Earlier {
  /** Of the run before this one; none where there was none that kept its lists. */
  readonly lists: readonly CaseList[];
  /** Nothing has read evidence before. */
  readonly isFirst: boolean;
  /** The last one that read this source had other rules, or had some where there are none now. */
  readonly hadOtherRules: boolean;
}

async function readEarlier(caseFolder: CaseFolder, rules: GivenLists['rules']): Promise<Earlier> {
  const ledger = await caseFolder.openLedger();
  try {
    const runs = await ledger.runs.all(everyScope);
    const last = runs.findLast(({ verb, record }) => verb === 'ingest' && record['source'] === rules?.source);
    return {
      lists: runs.map(listsOf).findLast((lists) => lists !== undefined) ?? [],
      isFirst: !runs.some(({ verb }) => verb === 'ingest' || verb === 'retry'),
      hadOtherRules: last !== undefined && !isDeepStrictEqual(last.record['rules'], rules?.text),
    };
  } finally {
    await ledger.close();
  }
}

/** The candidates that people accepted, all of them: who may not see some is not told how many the list has. */
export const acceptedList = 'accepted-candidates.csv';

const countedNames = (name: string, entities: number): Pick<CaseList, 'entities'> =>
  name === acceptedList ? {} : { entities };

export interface NamesOfList {
  readonly list: CaseList;
  readonly entities: readonly GazetteerEntity[];
}

/** The lists of a case for what reads no evidence: its watchlists as they are to be, everything else as it was. */
export interface TakenWatchlists {
  readonly lists: readonly CaseList[];
  /** Of each watchlist, in their order. */
  readonly names: readonly NamesOfList[];
}

/** The file of each list by its place. */
function loadNames(lists: readonly CaseList[], paths: readonly string[]): readonly NamesOfList[] {
  const { entities, sources } = loadWatchlists(paths);
  let end = 0;
  return lists.map((list, at) => {
    const start = end;
    end += sources[at]?.entities ?? 0;
    return { list, entities: entities.slice(start, end) };
  });
}

/** Names of a watchlist that the case keeps. Throws `case-damaged` where it does not have it as it came. */
export async function keptNames(
  { paths }: Pick<CaseFolder, 'paths'>,
  watchlists: readonly CaseList[],
): Promise<readonly NamesOfList[]> {
  return loadNames(watchlists, await Promise.all(watchlists.map((list) => keptPath(paths.received, list))));
}

/**
 * As `takeLists`, of watchlists alone. With `keeps` the given ones are kept in the case; without, nothing is written, and
 * they are read where they lie.
 */
export async function takeWatchlists(
  caseFolder: CaseFolder,
  given: Pick<GivenLists, 'watchlist' | 'onlyTheseLists'>,
  held: HeldLists,
  keeps: boolean,
): Promise<TakenWatchlists> {
  const { lists: earlier } = await readEarlier(caseFolder, undefined);
  const files = given.watchlist ?? [];
  const before = given.onlyTheseLists ? [] : earlier.filter(({ kind }) => kind === 'watchlist');
  const named = keeps
    ? await givenLists('watchlist', caseFolder.paths.received, files, held)
    : await Promise.all(files.map(listAt));
  const watchlists = joined(before, named);
  checkHeld(
    watchlists.filter((list) => !isIn(named, list)),
    held,
  );
  const pathOf = async (list: CaseList): Promise<string> => {
    const given = keeps ? undefined : files[named.indexOf(list)];
    return given ?? (await keptPath(caseFolder.paths.received, list));
  };
  const paths = await Promise.all(watchlists.map(pathOf));
  return {
    lists: [...earlier.filter(({ kind }) => kind !== 'watchlist'), ...watchlists],
    names: loadNames(watchlists, paths),
  };
}

const listAt = async (path: string): Promise<CaseList> => ({
  kind: 'watchlist',
  name: basename(path),
  sha256: await hashOfFile(path),
  ...countedNames(basename(path), loadWatchlists([path]).entities.length),
});

/** Throws `bad-file` for a list that cannot be read, `case-untrusted` for one of the case that is not the user's. The caller closes the hash sets. */
export async function takeLists(
  caseFolder: CaseFolder,
  given: GivenLists,
  held: HeldLists,
): Promise<TakenLists> {
  const { received } = caseFolder.paths;
  const { lists: earlier, isFirst, hadOtherRules } = await readEarlier(caseFolder, given.rules);
  const before = given.onlyTheseLists ? [] : earlier;
  const keptOf = async (kind: KeptKind): Promise<CaseList[]> =>
    joined(before.filter((list) => list.kind === kind), await givenLists(kind, received, given[kind] ?? [], held)); // prettier-ignore
  const [watchlists, screens] = [await keptOf('watchlist'), await keptOf('screen')];
  checkHeld([...watchlists, ...screens], held);
  const opened = (given.hashset ?? []).map(parseHashSetOption);
  const kept = before.flatMap(({ kind, name, sha256 }): HashSetList[] =>
    kind === 'watchlist' || kind === 'screen' ? [] : [{ kind, path: name, kept: { name, version: sha256 } }],
  );
  const isReplaced = ({ kind, path }: HashSetList): boolean =>
    opened.some((one) => one.kind === kind && one.path.endsWith(`/${path}`)) ||
    opened.some((one) => one.kind === kind && one.path === path);
  const hashSets = await caseFolder.openHashSets(
    [...kept.filter((one) => !isReplaced(one)), ...opened],
    held,
  );
  try {
    const paths = await Promise.all(watchlists.map((list) => keptPath(received, list)));
    const { entities } = loadWatchlists(paths);
    const sets = hashSets.sets.map(({ kind, name, version }): CaseList => ({ kind, name, sha256: version }));
    const screen = await Promise.all(
      screens.map(async (list) => loadScreen(await keptPath(received, list), list.name)),
    );
    const lists = joined([...watchlists, ...screens], sets);
    return {
      lists,
      entities,
      screen: screen.flat(),
      hashSets,
      changes: [
        ...(isFirst ? [] : changesOf(earlier, lists)),
        ...(hadOtherRules ? ['other rules than when this source was last read, or none'] : []),
      ],
    };
  } catch (error) {
    hashSets.close();
    throw error;
  }
}

const changesOf = (before: readonly CaseList[], now: readonly CaseList[]): string[] => [
  ...now.filter((list) => !isIn(before, list)).map((list) => `new: ${named(list)}`),
  ...before.filter((list) => !isIn(now, list)).map((list) => `no longer: ${named(list)}`),
];

/** What a run under other lists than the one before it says. */
export function listWords({ lists, changes }: Pick<TakenLists, 'lists' | 'changes'>): readonly string[] {
  if (changes.length === 0) return [];
  return [
    escapeLine(`The lists are others than in the run before: ${changes.join('; ')}.`),
    escapeLine(`  They are now: ${lists.length === 0 ? 'none' : lists.map(named).join('; ')}. What was read before is looked up in lists of notable and restricted files, and was not looked at under any other: \`evidex entities\` says which sources, \`evidex retag CASE\` tags what was read under the watchlists, \`evidex retry CASE --source SOURCE\` reads one again.`), // prettier-ignore
  ];
}
