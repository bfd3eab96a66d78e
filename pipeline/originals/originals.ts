/**
 * The exact bytes of any item of a case, a member deep in containers included. The one way to them:
 *
 *     const originals = new Originals({ ledger, scope, spoolFolder, parser: originalBounds(config) });
 *     const original = await originals.one(item, signal); // throws the Problem
 *     for await (const fetched of originals.fetch(items, signal)) // any number, best in evidence order
 *       if ('problem' in fetched) tell(fetched.problem);
 *       else use(fetched.original.descriptor); // positioned reads; then fetched.original.close()
 *     originals.close(); // in a finally
 *
 * An `Original` is an open file without a name whose SHA-256 was compared with the ledger's while it was written; whoever
 * got it closes it. A file of a source is copied, as no link leads to it. What lies in a file is opened by a parser
 * process without rights, from the file down; items of one file that come one behind another in `items` are taken in one
 * reading of it, so hand them over in evidence order: a solid archive is then decoded once. They come as they are met,
 * at most two of them are in the spool at a time, and the process waits for who takes them.
 *
 * What cannot be had comes as a `Problem` with `details.reason` (`OriginalReason`): the source is not there, the file has
 * changed, the member is encrypted, it is larger than `maxBytes`, its parser died of it twice, it is or holds a restricted file. Nothing is written but in
 * `spoolFolder`, in files without names: a kill leaves nothing there. When `signal` is aborted its reason is thrown.
 *
 * A process is started when one is needed (some 300 ms) and kept for the next question: keep an `Originals` where
 * answers must be quick, and several for several at a time, for calls wait for each other. What is withheld from the
 * scope has no way. Roots of sources that are found again elsewhere are read at each start of a process.
 */
import { existsSync } from 'node:fs';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Config } from '../../schemas/config.ts';
import { type Limits, limitsOf } from '../../schemas/limits.ts';
import type { Password } from '../../schemas/password.ts';
import { isProblem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { ParserOptions } from '../coordinator/parser-process.ts';
import { copyFile } from './copy-file.ts';
import type { Fetched } from './file-reading.ts';
import { Handover } from './handover.ts';
import type { Original, OriginalFileOptions } from './original-file.ts';
import { problemOf } from './original-problem.ts';
import { ReadingProcess } from './reading-process.ts';
import { type Route, Routes } from './route.ts';

export interface OriginalsOptions extends Pick<OriginalFileOptions, 'spoolFolder' | 'open'> {
  readonly ledger: Ledger;
  readonly scope: Scope;
  /** Bounds of the parser process, as an ingest has them. */
  readonly parser: Omit<ParserOptions, 'sources' | 'spoolFolder' | 'configuration' | 'entry'> &
    Pick<ParserOptions['configuration'], 'limits' | 'passwords'>;
  /** Bytes of one original; default any number. */
  readonly maxBytes?: number;
}

/** The bounds of the parser process that the settings give; what is encrypted on the way is tried with the passwords. */
export function originalBounds(
  config: Limits & Pick<Config, 'spoolBytes' | 'parserMemoryBytes' | 'parserTimeoutMs'>,
  passwords: readonly Password[] = [],
): OriginalsOptions['parser'] {
  return {
    limits: limitsOf(config),
    passwords: [...passwords],
    spoolBytes: config.spoolBytes,
    maxResidentBytes: config.parserMemoryBytes,
    maxSilentMs: config.parserTimeoutMs,
  };
}

/** Items of one file that are taken in one reading. */
const maxTogether = 100_000;

export class Originals {
  readonly #options: OriginalsOptions;
  readonly #file: OriginalFileOptions;
  readonly #process: ReadingProcess;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: OriginalsOptions) {
    this.#options = options;
    const { spoolFolder, open, maxBytes = Infinity } = options;
    this.#file = { spoolFolder, maxBytes, ...(open ? { open } : {}) };
    this.#process = new ReadingProcess(options, this.#file);
  }

  /** Readings of files by a parser process so far: what items in one file cost. */
  get readings(): number {
    return this.#process.readings;
  }

  /** The bytes of one item. Throws the problem where they cannot be had. */
  async one(item: LedgerItem, signal: AbortSignal): Promise<Original> {
    for await (const fetched of this.fetch([item], signal)) {
      if ('problem' in fetched) throw fetched.problem;
      return fetched.original;
    }
    throw problemOf(item, 'no-way');
  }

  /** One answer for each item, though it is asked for twice in a row; see above. */
  async *fetch(
    items: AsyncIterable<LedgerItem> | Iterable<LedgerItem>,
    signal: AbortSignal,
  ): AsyncGenerator<Fetched, void> {
    const routes = new Routes(this.#options.ledger, this.#options.scope);
    let together: Route[] = [];
    for await (const item of items) {
      signal.throwIfAborted();
      const route = await routes.to(item);
      if (isProblem(route)) {
        yield { item, problem: route };
        continue;
      }
      const [first] = together;
      if (first && (first.fileItem !== route.fileItem || together.length >= maxTogether)) {
        yield* this.#read(together, signal);
        together = [];
      }
      together.push(route);
    }
    if (together.length > 0) yield* this.#read(together, signal);
  }

  /** Stops the process; what was handed over stays open. */
  close(): void {
    this.#process.stop();
  }

  async *#read(routes: readonly Route[], signal: AbortSignal): AsyncGenerator<Fetched, void> {
    for (const route of routes)
      if (route.through.length === 0 && route.item.id === route.fileItem)
        yield await this.#copy(route, signal);
    const [first, ...others] = routes.filter(({ item, fileItem }) => item.id !== fileItem);
    if (first) yield* this.#readInside([first, ...others], signal);
  }

  async #copy(route: Route, signal: AbortSignal): Promise<Fetched> {
    const { item, file } = route;
    // Where the whole source is gone, it is not the one file that is missed.
    const copied = existsSync(file.root)
      ? await copyFile(route, this.#file, signal)
      : problemOf(item, 'source-missing', `${item.source} at ${file.sourceRoot}`);
    return isProblem(copied) ? { item, problem: copied } : { item, original: copied };
  }

  /** Readings follow one another: there is one process. */
  async *#readInside(
    routes: readonly [Route, ...Route[]],
    signal: AbortSignal,
  ): AsyncGenerator<Fetched, void> {
    const before = this.#turn;
    const { promise, resolve: end } = Promise.withResolvers<void>();
    this.#turn = before.then(() => promise);
    await before;
    const handover = new Handover<Fetched>();
    const stop = (): void => {
      this.#process.stop();
      handover.end(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      void this.#process.read(routes, handover).then(
        () => handover.end(),
        (error: unknown) => handover.end(error),
      );
      yield* handover.taken();
    } finally {
      signal.removeEventListener('abort', stop);
      handover.leave();
      await this.#process.settle();
      end();
    }
  }
}
