/** Counts what a run has come to, and tells it while it goes on and at its end. */
import type { PendingFile } from '../case/catalogue/work.ts';
import { type ListingCounts, noCounts } from './coordinator/listing.ts';
import { isUnaccounted } from '../schemas/status.ts';
import type { DocumentMessage } from './protocol/messages.ts';

export interface IngestProgress {
  readonly stage: 'listing' | 'reading' | 'settling' | 'finishing';
  readonly listed: Readonly<ListingCounts>;
  readonly filesDone: number;
  readonly filesToDo: number;
  readonly bytesDone: number;
  readonly bytesToDo: number;
  /** Items of every depth found by parsers in this run. */
  readonly items: number;
  readonly exceptions: number;
  /** While it settles which carriers come first: rows looked at. */
  readonly looked: number;
  /** While it finishes: documents and items whose places the index was told. */
  readonly shown: number;
  /** Files being parsed now. */
  readonly current: readonly string[];
}

export interface IngestResult {
  readonly interrupted: boolean;
  readonly listed: ListingCounts;
  readonly items: number;
  readonly bytes: number;
  /** Folders, files and members that could not be listed, looked at or read. */
  readonly unread: number;
  /** What this run met that needs a look: a content once for all its copies, and no warning that an item alone has. The report counts items. */
  readonly exceptions: number;
  readonly parserPeakBytes: number;
  readonly listVersion?: string;
}

const exceptional: ReadonlySet<string> = new Set(['failed', 'encrypted', 'unsupported']);

/** What is told of a run while it goes on, and at its end. */
export class IngestTally {
  readonly #tell: (progress: IngestProgress) => void;
  #stage: IngestProgress['stage'] = 'listing';
  listed: ListingCounts = { ...noCounts };
  #filesDone = 0;
  #filesToDo = 0;
  #bytesDone = 0;
  #bytesToDo = 0;
  #items = 0;
  #exceptions = 0;
  #unread = 0;
  #looked = 0;
  #shown = 0;

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

  item(ended: { readonly code?: string } | undefined): void {
    this.#items += 1;
    // A volume is read with its set.
    if (ended && ended.code !== 'removed' && ended.code !== 'volume') this.#exceptions += 1;
    if (isUnaccounted(ended)) this.#unread += 1;
  }

  document({ status, warnings }: DocumentMessage): void {
    if (exceptional.has(status) || warnings.length > 0) this.#exceptions += 1;
  }

  fileDone(file: PendingFile, current: readonly string[]): void {
    this.#filesDone += 1;
    this.#bytesDone += file.size;
    this.#report(current);
  }

  settling(looked: number): void {
    this.#stage = 'settling';
    this.#looked = looked;
    this.#report([]);
  }

  finishing(shown = 0): void {
    this.#stage = 'finishing';
    this.#shown = shown;
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
      looked: this.#looked,
      shown: this.#shown,
      current,
    });
  }

  result(interrupted: boolean): Omit<IngestResult, 'parserPeakBytes'> {
    return {
      interrupted,
      listed: this.listed,
      items: this.#items,
      bytes: this.#bytesDone,
      unread: this.listed.unseen + this.#unread,
      exceptions: this.#exceptions,
    };
  }
}
