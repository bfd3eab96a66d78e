/**
 * The main job, on one page: evidence in, documents out.
 *
 *   source → list → [parser: identify → digest → (known? seen?) → extract → enrich] → index → ledger
 *                        ↑_________________ members _________________|
 *
 * The coordinator (this process) lists the source, hands out units, answers the parsers' questions and commits;
 * it never parses evidence. Parsers (processes without rights) read, hash, parse and tag; see `parser/`.
 */
import { setImmediate } from 'node:timers/promises';
import type { SourceNames } from './coordinator/unit.ts';
import type { Catalogue } from '../case/catalogue.ts';
import { claimUnit, type Lease } from '../case/catalogue/runs.ts';
import type { SourceRow } from '../case/catalogue/sources.ts';
import type { SearchIndex } from '../search/port.ts';
import { Claims, type SetMatch, type SkipRule } from './coordinator/claims.ts';
import { Committer, type CommitterLimits } from './coordinator/committer.ts';
import { type ListedRule, listSource, rootOf } from './coordinator/listing.ts';
import { ParserPool } from './coordinator/parser-pool.ts';
import { Spill } from './coordinator/spill.ts';
import { InHand } from '../case/in-hand.ts';
import { showMarks } from './index-upkeep/mark-projector.ts';
import { type Pace, projectStale } from './index-upkeep/projector.ts';
import { workOff } from './coordinator/work.ts';
import type { Hashes } from '../schemas/findings.ts';
import { isUnread } from '../schemas/status.ts';
import { checkIdentity, identityOf } from '../sources/source-identity.ts';
import type { ParserOptions } from './coordinator/parser-process.ts';
import type { Sandbox } from './sandbox/outer-ring.ts';
import { keepCode, sandboxOf } from './sandbox/parser-command.ts';
import type { TikaBroker } from './coordinator/tika/tika-broker.ts';
import { IngestTally, type IngestProgress, type IngestResult } from './ingest-tally.ts';

export interface IngestOptions {
  readonly lease: Lease;
  /** Listed and read in this order; empty for a run that only finishes what is pending. */
  readonly sources: readonly SourceRow[];
  readonly parserProcesses: number;
  readonly maxCrashes: number;
  readonly parser: Omit<ParserOptions, 'sources' | 'processes'>;
  /** Told of the rings that are closed around the parsers of these sources, before one starts; what it throws ends the run. */
  readonly onSandbox: (sandbox: Sandbox) => void;
  readonly committer: CommitterLimits;
  /** A folder of the case for what waits for its commit; no parser may look into it. */
  readonly spillFolder: string;
  /** The file of the case that says which files are being read. */
  readonly inHandPath: string;
  readonly listedRule: ListedRule;
  /** A source that has nothing any more is believed. */
  readonly acceptEmpty: boolean;
  readonly skipRule: SkipRule;
  /** Asks Tika for the parsers; absent where none is used. */
  readonly tika?: TikaBroker;
  readonly lookUpHashSets: (hashes: Hashes) => SetMatch;
  readonly signal: AbortSignal;
  readonly progress: (progress: IngestProgress) => void;
}

/** Labels and withholding that are written beside a run are looked for so often: whoever wrote them waits. */
const showMarksEveryMs = 100;

/** Lists and reads the sources; resumes whatever an earlier run left. Resolves when index and ledger agree. */
export async function ingest(
  catalogue: Catalogue,
  index: SearchIndex,
  options: IngestOptions,
): Promise<IngestResult> {
  const { lease, signal } = options;
  const tally = new IngestTally(options.progress);
  await index.sweep();

  const claims = new Claims(catalogue, options.lookUpHashSets, options.skipRule);
  const spill = new Spill(options.spillFolder);
  const inHand = new InHand(options.inHandPath);
  const committer = new Committer(catalogue, index, lease, options.committer, spill, (documents, batch) => {
    claims.ended(documents);
    inHand.committed(batch);
  });
  const pool = await openPool(catalogue, claims, committer, tally, inHand, options);
  const showing = setInterval(() => committer.showMarks(), showMarksEveryMs);
  try {
    // list
    await listSources(catalogue, tally, pool, options);

    // identify → digest → extract → enrich in the parsers; index → ledger in the committer
    tally.reading(await catalogue.pendingTotals());
    await workOff(catalogue, claims, committer, inHand, (next) => pool.run(next, signal), signal);
    pool.stop();

    // what changed places is shown by the index, then the ledger says so
    // A run that was stopped while it read brings what it has to its end; who stops it here means this.
    const pace = {
      signal: signal.aborted ? undefined : signal,
      told: (shown: number) => tally.finishing(shown),
    };
    await settle(catalogue, lease, { ...pace, told: (looked) => tally.settling(looked) });
    tally.finishing();
    await catalogue.endScreening(claimUnit(lease));
    await projectStale(catalogue, index, lease, pace);
  } finally {
    clearInterval(showing);
    pool.stop();
    // Where the run failed: its caller closes the stores.
    await committer.idle();
    inHand.close();
    spill.close();
  }
  await showMarks(catalogue, index, lease);
  return {
    ...tally.result(signal.aborted),
    parserPeakBytes: pool.peakResidentBytes,
    listVersion: pool.listVersion,
  };
}

/** Step by step, so that the run hears who stops it; what is left then is done by the next run. */
async function settle(
  catalogue: Pick<Catalogue, 'settle'>,
  lease: Lease,
  { signal, told }: Pace,
): Promise<void> {
  let step = { looked: 0, isLast: false };
  for (let looked = 0; !step.isLast; looked += step.looked) {
    told?.(looked);
    if (signal?.aborted) return;
    step = await catalogue.settle(claimUnit(lease));
    // A signal is heard between two turns of the loop of events only.
    await setImmediate();
  }
}

/** The parsers of the run, none of them started. */
async function openPool(
  catalogue: Catalogue,
  claims: Claims,
  committer: Committer,
  tally: IngestTally,
  inHand: InHand,
  options: IngestOptions,
): Promise<ParserPool> {
  const roots = new Map((await catalogue.sources()).map((source) => [source.source, source]));
  const identities = [...roots.values()].map(({ root }) => identityOf(Buffer.from(root)));
  const parser: ParserOptions = {
    ...options.parser,
    sources: [...roots.values()].map(({ root }) => Buffer.from(root).toString()),
    processes: options.parserProcesses,
  };
  // Before the rings are tried, which show a parser what is kept.
  keepCode(parser);
  options.onSandbox(sandboxOf(parser));
  const pool: ParserPool = new ParserPool(
    {
      processes: options.parserProcesses,
      maxCrashes: options.maxCrashes,
      inHand,
      parser,
      run: options.lease.run,
      rootOf: (source) => rootOf(roots.get(source) as SourceRow),
      namesOf: (source) => namesOf(roots.get(source) as SourceRow),
      ...(options.tika ? { tika: options.tika } : {}),
      onDocument: (message) => tally.document(message),
      onItem: ({ commit: { found } }) => {
        // A share that went away fails all its files: then the run ends, and nothing is believed of the rest.
        if (isUnread(found.ended)) for (const identity of identities) checkIdentity(identity);
        tally.item(found.ended);
      },
      onFileDone: (file) => tally.fileDone(file, pool.current),
    },
    claims,
    committer,
  );
  return pool;
}

/** Ends early, without an error, where the run is stopped. */
async function listSources(
  catalogue: Catalogue,
  tally: IngestTally,
  pool: ParserPool,
  options: IngestOptions,
): Promise<void> {
  for (const source of options.sources) {
    const before = { ...tally.listed };
    await listSource(
      catalogue,
      options.lease,
      source,
      {
        rule: options.listedRule,
        acceptEmpty: options.acceptEmpty,
        screener: options.committer.screener,
      },
      (counts) => {
        tally.listing(before, counts);
        // A rescan of what is known needs no parsers; else they start while the listing goes on.
        if (counts.fresh + counts.changed > 0) pool.warm();
      },
      options.signal,
    ).catch(passAbort);
  }
}

const namesOf = ({ reference, intake }: SourceRow): SourceNames => ({
  reference,
  custodian: intake.custodian,
  zone: intake.timeZone,
});

function passAbort(error: unknown): void {
  if ((error as { name?: string }).name !== 'AbortError') throw error;
}
