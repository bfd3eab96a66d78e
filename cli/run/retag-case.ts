/** Tags the stored texts of a case again, and counts what that makes new and what it takes away. */
import { randomUUID } from 'node:crypto';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { programVersion } from '../../config/program.ts';
import {
  Retagging,
  type RetagEnd,
  type RetagGroup,
  type RetagOptions,
  type RetagStores,
} from '../../pipeline/retag.ts';
import type { Config } from '../../schemas/config.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import { limitsOf } from '../../schemas/limits.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import type { Output } from '../frame/output.ts';
import { formatCount } from '../frame/quantities.ts';
import { shownSettings } from '../frame/settings.ts';
import { openIndexToRead, openIndexToWrite, waitingWords } from '../open/open-index.ts';
import { acceptedList, keptNames, type NamesOfList, type TakenWatchlists } from './case-lists.ts';
import { everySecond } from './every-second.ts';
import { shownCandidates } from './give-candidates.ts';
import { recordEnd } from './record-end.ts';
import type { SandboxRecord } from './sandbox-words.ts';
import { changedNames, type ChangedNames, listVersionNow } from './list-version.ts';
import {
  readCutOff,
  readTagVersions,
  type TaggedUnder,
  type TagVersion,
  versionKey,
} from './tag-versions.ts';
import { TagChanges } from './tag-changes.ts';

/** One version that texts of the case have, and how it differs from that of now. */
export interface RetagFrom extends TagVersion {
  /** All is as it is now: nothing of it is looked at. */
  readonly isSame: boolean;
  /** Entities of watchlists by name; absent where the shipped lists, the rules or what is tagged are others, or a run under others was cut off: then all texts are tagged again. */
  readonly change?: ChangedNames;
}

/** What is to be done, before anything is. */
export interface RetagPlan {
  /** Those of which documents show to whoever asks. */
  readonly from: readonly RetagFrom[];
  readonly to: TaggedUnder;
  /** All there are, for the record of the run. */
  readonly recorded: readonly Pick<TagVersion, 'listVersion' | 'runs'>[];
  readonly groups: readonly RetagGroup[];
  readonly entities: readonly GazetteerEntity[];
}

const entitiesOf = (names: readonly NamesOfList[]): readonly GazetteerEntity[] =>
  names.flatMap(({ entities }) => entities);

/** Those that a reader may hear of, by what he sees of accepted candidates. */
const toldOf = (
  names: readonly NamesOfList[],
  isShown: (name: string) => boolean,
): readonly GazetteerEntity[] =>
  names.flatMap(({ list, entities }) =>
    list.name === acceptedList ? entities.filter(({ entity }) => isShown(entity)) : entities,
  );

/** The watchlists that texts were tagged under; undefined where all else was not as it is now, or where it cannot be known. */
async function watchlistOf(
  caseFolder: CaseFolder,
  config: Config,
  { listVersion, gazetteers, personalData, watchlists }: TagVersion,
): Promise<readonly NamesOfList[] | undefined> {
  if (listVersion === undefined || gazetteers !== config.gazetteers || personalData !== config.personalData)
    return undefined;
  try {
    const names = await keptNames(caseFolder, watchlists);
    return listVersionNow(config, entitiesOf(names)) === listVersion ? names : undefined;
  } catch {
    // A list that the case does not have as it was says nothing: all is tagged again.
    return undefined;
  }
}

/** What the texts were tagged under, and what that makes of them. */
export async function planRetag(
  caseFolder: CaseFolder,
  ledger: Ledger,
  config: Config,
  { lists, names }: TakenWatchlists,
  scope: Scope,
): Promise<RetagPlan> {
  const entities = entitiesOf(names);
  const listVersion = listVersionNow(config, entities);
  const isShown = await shownCandidates(ledger, scope);
  const { gazetteers, personalData } = config;
  const watchlists = lists.filter(({ kind }) => kind === 'watchlist');
  const to = { listVersion, evidex: programVersion, gazetteers, personalData, watchlists };
  const shown = new Map((await readTagVersions(ledger, scope)).map((one) => [versionKey(one), one]));
  const versions = await readTagVersions(ledger, everyScope);
  // Their tags can be in the index for texts in which the lists of the ledger and of now say the same.
  const isDoubtful = (await readCutOff(ledger)).some((one) => versionKey(one) !== versionKey(to));
  const from: RetagFrom[] = [];
  const groups: RetagGroup[] = [];
  for (const version of versions) {
    const isSame =
      !isDoubtful && version.listVersion === listVersion && version.personalData === personalData;
    const before = isSame ? names : isDoubtful ? undefined : await watchlistOf(caseFolder, config, version);
    const told = shown.get(versionKey(version));
    const change = before && changedNames(toldOf(before, isShown), toldOf(names, isShown));
    if (told) from.push({ ...told, isSame, ...(change && { change }) });
    if (!isSame) groups.push({ runs: version.runs, before: before && entitiesOf(before) });
  }
  const recorded = versions.map((one) => ({ listVersion: one.listVersion, runs: one.runs }));
  from.sort((one, other) => other.documents - one.documents);
  return { from, to, recorded, groups, entities };
}

export interface RetagRun {
  readonly caseFolder: CaseFolder;
  readonly config: Config;
  readonly operator: string;
  readonly reason: string | undefined;
  readonly out: Output;
  readonly signal: AbortSignal;
  readonly scope: Scope;
  /** Nothing is written. */
  readonly isDry: boolean;
  readonly lists: TakenWatchlists['lists'];
  /** An empty folder of this command alone. */
  readonly folder: string;
  readonly sandbox: SandboxRecord;
}

export interface RetagDone extends RetagEnd {
  /** Absent where nothing was written. */
  readonly run?: number;
  readonly changes: TagChanges;
}

const optionsOf = ({ config, caseFolder, folder, scope, signal, out }: RetagRun, plan: RetagPlan, changes: TagChanges): RetagOptions => ({
  groups: plan.groups,
  listVersion: plan.to.listVersion,
  maxCaseRatio: config.maxCaseRatio,
  folder: caseFolder.path,
  signal,
  scope,
  parser: {
    sources: [],
    spoolFolder: folder,
    spoolBytes: 0,
    maxResidentBytes: config.parserMemoryBytes,
    maxSilentMs: config.parserTimeoutMs,
    configuration: {
      type: 'configure',
      limits: limitsOf(config),
      gazetteers: config.gazetteers,
      personalData: config.personalData,
      watchlist: [...plan.entities],
    },
  },
  onRetagged: (one) => changes.add(one),
  onUnread: (one) => changes.leaveOut(one),
  progress: everySecond(
    out,
    ({ looked, retagged }: RetagEnd | Readonly<Omit<RetagEnd, 'isWhole'>>) =>
      `${formatCount(looked)} documents looked through, ${formatCount(retagged)} tagged again`,
  ),
}); // prettier-ignore

/** For whoever holds the run lock and, where it is written, the index lock. */
export async function runRetag(run: RetagRun, ledger: Ledger, plan: RetagPlan): Promise<RetagDone> {
  const changes = await TagChanges.before(ledger, run.scope);
  if (run.isDry || plan.groups.length === 0) {
    const index = await openIndexToRead(run.caseFolder, run.config);
    try {
      const end = await new Retagging({ ledger, index }, undefined, optionsOf(run, plan, changes)).run();
      return { ...end, changes };
    } finally {
      await index.close();
    }
  }
  return writeRetag(run, ledger, plan, changes);
}

async function writeRetag(
  run: RetagRun,
  ledger: Ledger,
  plan: RetagPlan,
  changes: TagChanges,
): Promise<RetagDone> {
  const { caseFolder, config, operator, reason, out, signal, lists } = run;
  const catalogue = await caseFolder.openCatalogue();
  try {
    const index = await openIndexToWrite(caseFolder, config, { signal, onWaiting: waitingWords(out) });
    try {
      const lease = await catalogue.beginRun(randomUUID(), 'retag', {
        auditRecord: caseFolder.audit.last?.seq,
        operator,
        reason,
        versions: { evidex: programVersion, node: process.versions.node },
        config: shownSettings(config),
        sandbox: run.sandbox,
        lists,
        listVersion: plan.to.listVersion,
        from: plan.recorded,
      });
      return await recordEnd(catalogue, lease, async (end) => {
        const to: RetagStores = { catalogue, index, lease };
        const done = await new Retagging({ ledger, index }, to, optionsOf(run, plan, changes)).run();
        await end(signal.aborted ? 'interrupted' : 'complete', done);
        return { ...done, run: lease.run, changes };
      });
    } finally {
      await index.close();
    }
  } finally {
    await catalogue.close();
  }
}
