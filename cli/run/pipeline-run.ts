/** One run of the pipeline over a case: chooses the adapters, keeps the run's record, shows its progress. */
import '../../config/late-optimisation.ts';
import '../../config/small-young-generation.ts';
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import type { Lease } from '../../case/catalogue/runs.ts';
import type { SourceRow } from '../../case/catalogue/sources.ts';
import type { HashSets } from '../../case/hash-sets.ts';
import type { CoverageRow, LedgerTotals, WithheldCount } from '../../case/ledger/coverage.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { programVersion } from '../../config/program.ts';
import { ingest, type IngestOptions } from '../../pipeline/ingest.ts';
import { Screener } from '../../pipeline/coordinator/screener.ts';
import type { IngestResult } from '../../pipeline/ingest-tally.ts';
import { compileRules } from '../../pipeline/rules.ts';
import type { Config } from '../../schemas/config.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { Password } from '../../schemas/password.ts';
import { limitsOf } from '../../schemas/limits.ts';
import { everyScope } from '../../schemas/scope.ts';
import { givenUpCodes } from '../../schemas/status.ts';
import type { Removal } from '../../schemas/removal.ts';
import type { ScreenEntry } from '../../schemas/screen.ts';
import type { Rule } from '../../schemas/rules.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { shownSettings } from '../frame/settings.ts';
import { type EarlierRead, readEarlier } from './earlier-readers.ts';
import { takeIndexLock } from './index-lock.ts';
import { openIndexToWrite } from '../open/open-index.ts';
import { listVersionNow } from './list-version.ts';
import { lookUpLists } from './notable-contents.ts';
import { ProgressLine } from './progress-line.ts';
import { recordEnd } from './record-end.ts';
import { readScreening, type ScreeningOfCase } from './screening.ts';
import { describeOpen, recordOf, requireRings, type SandboxRecord, systemSandbox } from './sandbox-words.ts';
import { tellOfEarlierTika, type TikaInUse, useTika } from './tika-use.ts';
import { Problem } from '../../schemas/problem.ts';

export interface PipelineRun {
  readonly verb: string;
  readonly caseFolder: CaseFolder;
  readonly config: Config;
  readonly operator: string;
  readonly reason: string | undefined;
  readonly out: Output;
  readonly signal: AbortSignal;
  /** What belongs in the run's record besides what every run has: rules, hash sets, overrides. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly rules: readonly Rule[];
  readonly acceptEmpty?: boolean;
  readonly hashSets?: HashSets | undefined;
  readonly watchlist: readonly GazetteerEntity[];
  /** What is encrypted is tried with them. */
  readonly passwords: readonly Password[];
  /** Nothing is screened where it is empty. */
  readonly screen: readonly ScreenEntry[];
  /** Who is to be told of restricted files; absent, whom the run before named, else the operator. */
  readonly alert?: string | undefined;
  /** Registers or marks what the run is to work on; gives the sources that it lists. */
  readonly prepare: (catalogue: Catalogue, lease: Lease) => Promise<readonly SourceRow[]>;
}

/** A run with the folder that its parsers may write to. */
type SpooledRun = PipelineRun & { readonly spoolFolder: string };

export interface PipelineEnd {
  readonly run: number;
  readonly result: IngestResult;
  readonly totals: LedgerTotals;
  /** Present files of the case that are not read any more, since runs died while they were. */
  readonly givenUp: number;
  /** Present items that are on a list of notable files. */
  readonly notable: readonly NotableItem[];
  /** Of a case that is screened. */
  readonly screening: ScreeningOfCase | undefined;
  /** What nobody sees who opens no scope. */
  readonly withheld: readonly WithheldCount[];
  /** Items on lists of restricted files, by list. */
  readonly restricted: readonly CoverageRow[];
  /** Who is to be told of them. */
  readonly alert: string;
  readonly seconds: number;
  /** What was taken out of the case before. */
  readonly removals: readonly Removal[];
  /** What the case holds from other versions of the readers. */
  readonly earlier: readonly EarlierRead[];
}

export interface NotableItem {
  readonly path: string;
  readonly set: string;
}

/** What whoever opens no scope may see. */
async function notableIn(ledger: Ledger): Promise<readonly NotableItem[]> {
  const items = await ledger.items.notable({ open: [] });
  return items.map(({ source, path, notable: set = '' }) => ({ path: `${source}/${path}`, set }));
}

/** By the ledger, not by what the run knows: of what is gone or removed nobody misses anything. */
async function countGivenUp(ledger: Ledger): Promise<number> {
  const codes: readonly string[] = givenUpCodes;
  const rows = await ledger.coverage.by('code', everyScope);
  return rows.reduce((sum, { value, items }) => (codes.includes(value) ? sum + items : sum), 0);
}

/** Whom this run, or the last one before it that did, names to be told of restricted files. */
async function personToAlert({ operator }: PipelineRun, ledger: Ledger): Promise<string> {
  const runs = await ledger.runs.all(everyScope);
  const named = runs.flatMap(({ record }) => (typeof record['alert'] === 'string' ? record['alert'] : []));
  return named.at(-1) ?? operator;
}

/** What a third party needs to repeat the run. */
function runRecord(
  { config, operator, reason, record, caseFolder, alert, watchlist }: PipelineRun,
  tika: TikaInUse | undefined,
  sandbox: SandboxRecord,
): object {
  const { node, icu, tz, sqlite, unicode, zstd } = process.versions;
  return {
    auditRecord: caseFolder.audit.last?.seq,
    operator,
    reason,
    alert,
    versions: { evidex: programVersion, node, icu, tz, sqlite, unicode, zstd },
    host: {
      name: hostname(),
      platform: platform(),
      release: release(),
      arch: arch(),
      processors: cpus().length,
      memoryBytes: totalmem(),
    },
    config: shownSettings(config),
    // Before its parsers tell it: of a run that is killed, too, it is known what its texts were tagged under.
    listVersion: listVersionNow(config, watchlist),
    sandbox,
    ...(tika ? { tika: tika.record } : {}),
    ...record,
  };
}

/**
 * A folder of this run alone, below the spool of the case; what an earlier one left there is nobody's. A case may come
 * from others: nothing is deleted, or given to parsers to write to, through a link that stands there instead.
 */
function freshSpool(spool: string): string {
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const stats = lstatSync(spool);
  if (!stats.isDirectory())
    throw new Problem('case-untrusted', `${spool} is no folder`, 'Take it away; a run makes it anew.');
  for (const name of readdirSync(spool)) rmSync(join(spool, name), { recursive: true, force: true });
  return mkdtempSync(join(spool, 'run-'));
}

/** What the rules of the run say before a file is read, and when it has been identified. */
function rulesOf(stated: readonly Rule[]): Pick<IngestOptions, 'listedRule' | 'skipRule'> {
  const rules = compileRules(stated);
  return {
    listedRule: (path, { size, times }) => {
      const decision = rules.beforeRead({
        path,
        ...(size === undefined ? {} : { size }),
        ...(times.modified ? { modified: times.modified } : {}),
      });
      if (decision === undefined || decision.action === 'keep') return undefined;
      if (decision.action === 'skip') return { skip: decision.rule };
      return decision.priority === undefined ? undefined : { priority: decision.priority };
    },
    skipRule: ({ format, mediaType, size, times }, path) => {
      if (stated.length === 0 || format === undefined || mediaType === undefined) return undefined;
      const item = {
        path,
        format,
        mediaType,
        ...(size === undefined ? {} : { size }),
        ...(times?.modified ? { modified: times.modified } : {}),
      };
      const decision = rules.afterIdentify(item);
      return decision?.action === 'skip' ? decision.rule : undefined;
    },
  };
}

/** What a run says of places names the record of the command, as what a person says does. */
const annotatorOf = ({ operator: by, caseFolder }: PipelineRun): Annotator => ({
  by,
  at: new Date().toISOString(),
  record: caseFolder.audit.last?.seq ?? 0,
});

function ingestOptions(
  run: SpooledRun,
  lease: Lease,
  sources: readonly SourceRow[],
  progress: ProgressLine,
  tika: TikaInUse | undefined,
  sandbox: SandboxRecord,
): IngestOptions {
  const { config, caseFolder, signal, spoolFolder } = run;
  const by = annotatorOf(run);
  const screener = run.screen.length > 0 ? new Screener(run.screen, by) : undefined;
  return {
    lease,
    sources,
    signal,
    acceptEmpty: run.acceptEmpty ?? false,
    parserProcesses: config.parserProcesses,
    maxCrashes: config.maxCrashes,
    parser: {
      spoolFolder,
      spoolBytes: Math.floor(config.spoolBytes / config.parserProcesses),
      maxResidentBytes: config.parserMemoryBytes,
      maxSilentMs: config.parserTimeoutMs,
      configuration: {
        type: 'configure',
        limits: limitsOf(config),
        gazetteers: config.gazetteers,
        personalData: config.personalData,
        watchlist: [...run.watchlist],
        ...(screener ? { screen: run.screen.map(({ kind, value }) => ({ kind, value })) } : {}),
        ...(tika ? { tika: tika.use } : {}),
        ...(run.passwords.length > 0 ? { passwords: [...run.passwords] } : {}),
      },
    },
    ...(tika ? { tika: tika.broker } : {}),
    onSandbox: (actual) => tellOfSources(run, sandbox, recordOf(actual)),
    committer: {
      batchItems: config.batchItems,
      batchBytes: config.batchBytes,
      folder: caseFolder.path,
      by,
      screener,
    },
    spillFolder: caseFolder.path,
    inHandPath: caseFolder.paths.inHand,
    ...rulesOf(run.rules),
    lookUpHashSets: (hashes) => run.hashSets?.lookup(hashes) ?? {},
    progress: (state) => progress.show(state),
  };
}

/** Runs it to its end, or to the point where `signal` stopped it; the record says which. */
export async function runPipeline(run: PipelineRun): Promise<PipelineEnd> {
  const tika = await useTika(run.config, run.caseFolder, run.signal);
  try {
    return await runWith(run, tika);
  } finally {
    await tika?.stop();
  }
}

async function runWith(run: PipelineRun, tika: TikaInUse | undefined): Promise<PipelineEnd> {
  const started = performance.now();
  const spoolFolder = freshSpool(run.caseFolder.paths.spool);
  const indexLock = await takeIndexLock(run.caseFolder, run.signal);
  try {
    return await runLocked({ ...run, spoolFolder }, tika, started);
  } finally {
    indexLock.release();
    rmSync(spoolFolder, { recursive: true, force: true });
  }
}

/** What the system closes around a parser, before a run is begun; what is open is told, and refused where all is asked for. */
function tellOfSystem({ caseFolder, config, out }: PipelineRun): SandboxRecord {
  const sandbox = recordOf(systemSandbox(config, caseFolder.paths.spool));
  requireRings(sandbox, config.requireSandbox);
  for (const line of describeOpen(sandbox)) out.note(escapeLine(line));
  return sandbox;
}

/** A source that the system gives no parser a root for is told, though the system closes every ring around none. */
function tellOfSources({ out, config }: PipelineRun, { open }: SandboxRecord, actual: SandboxRecord): void {
  requireRings(actual, config.requireSandbox);
  if (actual.open.length > open.length) for (const line of describeOpen(actual)) out.note(escapeLine(line));
}

/** In a log the first line of a run says which it is; on a terminal the command stands above. */
function tellOfRun(
  { verb, caseFolder, operator, out }: PipelineRun,
  run: number,
  names: readonly string[],
): void {
  if (out.terminal) return;
  const of = names.length === 0 ? '' : ` of ${names.join(', ')}`;
  out.progress(escapeLine(`Run ${run}: ${verb}${of} into ${caseFolder.path} by ${operator}`));
}

/** What the case has to say when a run has ended in it. */
const readCase = async (
  run: PipelineRun,
  ledger: Ledger,
): Promise<
  Pick<
    PipelineEnd,
    'givenUp' | 'notable' | 'screening' | 'withheld' | 'restricted' | 'alert' | 'removals' | 'earlier'
  >
> => ({
  givenUp: await countGivenUp(ledger),
  notable: await notableIn(ledger),
  alert: await personToAlert(run, ledger),
  screening: await readScreening(ledger, everyScope),
  withheld: await ledger.coverage.withheld({ open: [] }),
  restricted: await ledger.coverage.by('restricted', everyScope),
  removals: await ledger.removals.all(),
  earlier: await readEarlier(ledger, everyScope),
});

async function runLocked(
  run: SpooledRun,
  tika: TikaInUse | undefined,
  started: number,
): Promise<PipelineEnd> {
  const sandbox = tellOfSystem(run);
  const catalogue = await run.caseFolder.openCatalogue();
  const ledger = await run.caseFolder.openLedger();
  const earlier = tika ? undefined : await tellOfEarlierTika(ledger);
  if (earlier !== undefined) run.out.note(earlier);
  const progress = new ProgressLine(run.out, run.config.progressMs);
  const index = await openIndexToWrite(run.caseFolder, run.config, {
    signal: run.signal,
    onWaiting: (reason) => progress.waiting(reason),
    inThread: true,
  }).catch(async (error: unknown) => {
    progress.stop();
    await ledger.close();
    await catalogue.close();
    throw error;
  });
  try {
    const lease = await catalogue.beginRun(randomUUID(), run.verb, runRecord(run, tika, sandbox));
    return await recordEnd(catalogue, lease, async (end) => {
      const sources = await run.prepare(catalogue, lease);
      await lookUpLists({ catalogue, index }, lease, run.hashSets, run.signal);
      const names = sources.map(({ reference }) => reference);
      progress.of(names);
      tellOfRun(run, lease.run, names);
      const result = await ingest(
        catalogue,
        index,
        ingestOptions(run, lease, sources, progress, tika, sandbox),
      );
      const totals = await ledger.coverage.totals(everyScope);
      const seconds = (performance.now() - started) / 1000;
      const { parserPeakBytes, listVersion, items, unread, bytes } = result;
      const summary = { seconds, totals, parserPeakBytes, listVersion, items, unread, bytes };
      await end(result.interrupted ? 'interrupted' : 'complete', summary);
      return { run: lease.run, result, totals, seconds, ...(await readCase(run, ledger)) };
    });
  } finally {
    progress.stop();
    await index.close();
    await ledger.close();
    await catalogue.close();
  }
}
