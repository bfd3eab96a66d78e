/** The parser process that files are read by, one after another: started when needed, kept for the next, replaced when it dies. */
import { closeSync, existsSync } from 'node:fs';
import { openSourceFile, type SourceFault } from '../../sources/raw-path.ts';
import { volumesAt } from '../coordinator/job-item.ts';
import { ParserProcess } from '../coordinator/parser-process.ts';
import type { FromParser, JobItem } from '../protocol/messages.ts';
import { type Fetched, FileReading } from './file-reading.ts';
import type { Handover } from './handover.ts';
import type { OriginalFileOptions } from './original-file.ts';
import type { OriginalsOptions } from './originals.ts';
import type { Route } from './route.ts';

/** Of a larger file the rest is not read once all that is wanted has come out of it: another process costs less. */
const readOnBytes = 16 * 1024 * 1024;

/** The file as it is now, or all volumes of a set; the fault where it cannot be opened. */
function jobOf({ root, rawPath }: Route['file'], item: string): JobItem | SourceFault {
  const job = {
    item,
    root: Buffer.from(root).toString('base64'),
    path: Buffer.from(rawPath).toString('base64'),
  };
  const set = volumesAt(root, rawPath);
  if (set)
    return 'code' in set ? set : { ...job, size: set.size, device: '', inode: '', volumes: [...set.volumes] };
  const opened = openSourceFile(root, rawPath);
  if ('code' in opened) return opened;
  const { dev, ino, size } = opened.stats;
  closeSync(opened.descriptor);
  return { ...job, size: Number(size), device: String(dev), inode: String(ino) };
}

export class ReadingProcess {
  readonly #options: OriginalsOptions;
  readonly #file: OriginalFileOptions;
  #process: ParserProcess | undefined;
  /** Real paths that the process may read. */
  #roots: readonly string[] = [];
  #reading: FileReading | undefined;
  #job: JobItem | undefined;
  /** Ends when the process has done its job, or is gone. */
  #jobEnded = Promise.withResolvers<void>();
  #readings = 0;

  constructor(options: OriginalsOptions, file: OriginalFileOptions) {
    this.#options = options;
    this.#file = file;
  }

  get readings(): number {
    return this.#readings;
  }

  /** Hands over one answer for each route; all lead into one file. One call at a time, with `settle` between them. */
  async read(routes: readonly [Route, ...Route[]], handover: Handover<Fetched>): Promise<void> {
    const { promise, resolve: over } = Promise.withResolvers<void>();
    const reading = new FileReading(routes, this.#file, {
      async fetched(fetched) {
        const isTaken = await handover.give(fetched);
        if (!isTaken && 'original' in fetched) fetched.original.close();
      },
      answer: (ask, verdicts) => this.#process?.answer(ask, verdicts),
      stop: () => this.#process?.stop(),
      over,
    });
    this.#reading = reading;
    const [{ file, fileItem }] = routes;
    const job = jobOf(file, fileItem);
    if ('code' in job) {
      if (existsSync(file.root)) await reading.refused(job.code, `${file.path}: ${job.detail}`);
      else await reading.refused('source-missing', `${file.source} at ${file.sourceRoot}`);
      return;
    }
    this.#job = job;
    await this.#give(this.#job, file.sourceRoot);
    await promise;
  }

  /** Leaves what was not taken; resolves when the process waits for its next file, or is gone. */
  async settle(): Promise<void> {
    this.#reading?.abandon();
    if (this.#job && this.#job.size > readOnBytes) this.#process?.stop();
    if (this.#job) await this.#jobEnded.promise;
    this.#reading = undefined;
  }

  stop(): void {
    this.#reading?.abandon();
    this.#process?.stop();
  }

  async #give(job: JobItem, sourceRoot: string): Promise<void> {
    this.#readings += 1;
    this.#jobEnded = Promise.withResolvers();
    if (!this.#roots.includes(sourceRoot)) this.#retire();
    this.#process ??= await this.#start(sourceRoot);
    const process = this.#process;
    const { files, faults } = await process.reachable([job]);
    const fault = faults.get(job);
    if (fault) {
      this.#endJob();
      await this.#reading?.refused(fault.code, fault.detail);
    } else if (this.#reading?.isEnded) this.#endJob();
    else if (this.#process === process) process.job(this.#readings, files);
  }

  /** A process that may not read what is needed next. */
  #retire(): void {
    const process = this.#process;
    this.#process = undefined;
    process?.stop();
  }

  async #start(sourceRoot: string): Promise<ParserProcess> {
    const { ledger, scope, spoolFolder, parser } = this.#options;
    const { limits, passwords, ...bounds } = parser;
    const known = (await ledger.sources.all(scope))
      .map(({ root }) => root)
      .filter((root) => existsSync(root));
    this.#roots = [...new Set([...known, sourceRoot])];
    const process: ParserProcess = new ParserProcess(
      {
        ...bounds,
        sources: this.#roots,
        spoolFolder,
        // What is only passed through is not tagged.
        configuration: {
          type: 'configure',
          limits,
          gazetteers: false,
          personalData: false,
          watchlist: [],
          passwords,
        },
      },
      {
        message: (message, blob) => (process === this.#process ? this.#message(message, blob) : undefined),
        gone: (code, detail) => {
          if (process === this.#process) void this.#gone(code, detail);
        },
      },
    );
    return process;
  }

  async #message(message: FromParser, blob: Uint8Array): Promise<void> {
    await this.#reading?.message(message, blob);
    if (message.type === 'done') this.#endJob();
  }

  async #gone(...[code, detail]: Parameters<FileReading['gone']>): Promise<void> {
    this.#process = undefined;
    const job = this.#job;
    const again = (await this.#reading?.gone(code, detail)) ?? false;
    if (again && job) await this.#give(job, this.#roots.at(-1) ?? '');
    else this.#endJob();
  }

  #endJob(): void {
    this.#job = undefined;
    this.#jobEnded.resolve();
  }
}
