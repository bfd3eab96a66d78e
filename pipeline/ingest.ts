/**
 * The main job, on one page: evidence in, documents out.
 *
 *   source → list → [parser: identify → digest → (known? seen?) → extract → enrich] → index → ledger
 *                        ↑_________________ members _________________|
 *
 * The coordinator (this process) lists the source, hands out units, answers the parsers' questions and commits;
 * it never parses evidence. Parsers (processes without rights) read, hash, parse and tag; see `parser/`.
 */
import type { Catalogue } from '../case/catalogue.ts';
import { claimUnit, type Lease } from '../case/catalogue/runs.ts';
import type { SourceRow } from '../case/catalogue/sources.ts';
import type { PendingFile } from '../case/catalogue/work.ts';
import type { SearchIndex } from '../search/port.ts';
import { Claims, type SetMatch, type SkipRule } from './coordinator/claims.ts';
import { Committer, type CommitterLimits } from './coordinator/committer.ts';
import { type ListedRule, type ListingCounts, listSource, rootOf } from './coordinator/listing.ts';
import { ParserPool } from './coordinator/parser-pool.ts';
import { showMarks } from './index-upkeep/mark-projector.ts';
import { projectStale } from './index-upkeep/projector.ts';
import { workOff } from './coordinator/work.ts';
import type { DocumentMessage } from './protocol/messages.ts';
import type { Hashes } from '../schemas/findings.ts';
import type { ParserOptions } from './coordinator/parser-process.ts';
import type { TikaBroker } from './coordinator/tika/tika-broker.ts';

export interface IngestOptions {
  readonly lease: Lease;
  /** Listed and read in this order; empty for a run that only finishes what is pending. */
  readonly sources: readonly SourceRow[];
  readonly parserProcesses: number;
  readonly maxCrashes: number;
  readonly parser: Omit<ParserOptions, 'sourceFolders'>;
  readonly committer: CommitterLimits;
  readonly listedRule: ListedRule;
  readonly skipRule: SkipRule;
  /** Asks Tika for the parsers; absent where none is used. */
  readonly tika?: TikaBroker;
  readonly lookUpHashSets: (hashes: Hashes) => SetMatch;
  readonly signal: AbortSignal;
  readonly progress: (progress: IngestProgress) => void;
}

export interface IngestProgress {
  readonly stage: 'listing' | 'reading' | 'finishing';
  readonly listed: Readonly<ListingCounts>;
  readonly filesDone: number;
  readonly filesToDo: number;
  readonly bytesDone: number;
  readonly bytesToDo: number;
  /** Items of every depth found by parsers in this run. */
  readonly items: number;
  readonly exceptions: number;
  /** Files being parsed now. */
  readonly current: readonly string[];
}

export interface IngestResult {
  readonly interrupted: boolean;
  readonly listed: ListingCounts;
  readonly items: number;
  readonly bytes: number;
  readonly parserPeakBytes: number;
  readonly listVersion?: string;
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
  const tally = new Tally(options.progress);
  await index.sweep();

  const claims = new Claims(catalogue, options.lookUpHashSets, options.skipRule);
  const committer = new Committer(catalogue, index, lease, options.committer, (documents) =>
    claims.release(documents),
  );
  const roots = new Map((await catalogue.sources()).map((source) => [source.source, source]));
  const pool = new ParserPool(
    {
      processes: options.parserProcesses,
      maxCrashes: options.maxCrashes,
      parser: {
        ...options.parser,
        sourceFolders: [...roots.values()].map((source) => rootOf(source).toString()),
      },
      run: lease.run,
      rootOf: (source) => rootOf(roots.get(source) as SourceRow),
      namesOf: (source) => namesOf(roots.get(source) as SourceRow),
      ...(options.tika ? { tika: options.tika } : {}),
      onDocument: (message) => tally.document(message),
      onItem: (decision) => tally.item(decision.commit.found.ended !== undefined),
      onFileDone: (file) => tally.fileDone(file, pool.current),
    },
    claims,
    committer,
  );
  const showing = setInterval(() => committer.showMarks(), showMarksEveryMs);
  try {
    // list
    for (const source of options.sources) {
      const before = { ...tally.listed };
      await listSource(
        catalogue,
        lease,
        source,
        options.listedRule,
        (counts) => {
          tally.listing(before, counts);
          // A rescan of what is known needs no parsers; else they start while the listing goes on.
          if (counts.fresh + counts.changed > 0) pool.warm();
        },
        signal,
      ).catch(passAbort);
    }

    // identify → digest → extract → enrich in the parsers; index → ledger in the committer
    tally.reading(await catalogue.pendingTotals());
    await workOff(catalogue, claims, committer, (next) => pool.run(next, signal), signal);
    pool.stop();

    // what changed places is shown by the index, then the ledger says so
    tally.finishing();
    await catalogue.settle(claimUnit(lease));
    await projectStale(catalogue, index, lease);
  } finally {
    clearInterval(showing);
    pool.stop();
    // Where the run failed: its caller closes the stores.
    await committer.idle();
  }
  await showMarks(catalogue, index, lease);
  return {
    ...tally.result(signal.aborted),
    parserPeakBytes: pool.peakResidentBytes,
    ...(pool.listVersion === undefined ? {} : { listVersion: pool.listVersion }),
  };
}

const namesOf = ({ reference, intake }: SourceRow): { reference: string; custodian?: string } => ({
  reference,
  ...(intake.custodian === undefined ? {} : { custodian: intake.custodian }),
});

function passAbort(error: unknown): void {
  if ((error as { name?: string }).name !== 'AbortError') throw error;
}

const exceptional: ReadonlySet<string> = new Set(['failed', 'encrypted', 'unsupported']);

/** What is told of a run while it goes on, and at its end. */
class Tally {
  readonly #tell: (progress: IngestProgress) => void;
  #stage: IngestProgress['stage'] = 'listing';
  listed: ListingCounts = { files: 0, folders: 0, bytes: 0, fresh: 0, changed: 0, unchanged: 0, gone: 0 };
  #filesDone = 0;
  #filesToDo = 0;
  #bytesDone = 0;
  #bytesToDo = 0;
  #items = 0;
  #exceptions = 0;

  constructor(tell: (progress: IngestProgress) => void) {
    this.#tell = tell;
  }

  listing(before: ListingCounts, counts: Readonly<ListingCounts>): void {
    for (const name of Object.keys(this.listed) as (keyof ListingCounts)[])
      this.listed[name] = before[name] + counts[name];
    this.#report([]);
  }

  reading({ files, bytes }: { files: number; bytes: number }): void {
    this.#stage = 'reading';
    this.#filesToDo = files;
    this.#bytesToDo = bytes;
    this.#report([]);
  }

  item(ended: boolean): void {
    this.#items += 1;
    if (ended) this.#exceptions += 1;
  }

  document({ status, warnings }: DocumentMessage): void {
    if (exceptional.has(status) || warnings.length > 0) this.#exceptions += 1;
  }

  fileDone(file: PendingFile, current: readonly string[]): void {
    this.#filesDone += 1;
    this.#bytesDone += file.size;
    this.#report(current);
  }

  finishing(): void {
    this.#stage = 'finishing';
    this.#report([]);
  }

  #report(current: readonly string[]): void {
    this.#tell({
      stage: this.#stage,
      listed: this.listed,
      filesDone: this.#filesDone,
      filesToDo: this.#filesToDo,
      bytesDone: this.#bytesDone,
      bytesToDo: this.#bytesToDo,
      items: this.#items,
      exceptions: this.#exceptions,
      current,
    });
  }

  result(interrupted: boolean): Omit<IngestResult, 'parserPeakBytes'> {
    return { interrupted, listed: this.listed, items: this.#items, bytes: this.#bytesDone };
  }
}
