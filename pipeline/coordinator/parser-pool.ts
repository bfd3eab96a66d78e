/**
 * The parser processes and the units they work on. A parser that dies is replaced; the files it had not finished
 * go on one by one, so that the next death names its file; what kills twice is condemned to its code.
 */
import type { PendingFile } from '../../case/catalogue/work.ts';
import type { InHand } from '../../case/in-hand.ts';
import type { FoundItem } from '../../schemas/findings.ts';
import type { Code } from '../../schemas/status.ts';
import type { Claims } from './claims.ts';
import type { Committer } from './committer.ts';
import { ParserSession, type SessionOptions, type UnitEnd } from './parser-session.ts';
import type { Unit, UnitProgress } from './unit.ts';
import type { NextUnit } from './work.ts';

export interface PoolOptions extends SessionOptions {
  readonly inHand: InHand;
  readonly processes: number;
  /** Parsers that one file may kill before the rest of it is left: stops the poisoned archive. */
  readonly maxCrashes: number;
}

const crashesToFail = 2;
/** Processes in a row that died before they took a job: that is the machine's fault, no evidence is blamed for it. */
const maxStartsInVain = 3;

export class ParserPool {
  readonly #options: PoolOptions;
  readonly #claims: Claims;
  readonly #committer: Committer;
  readonly #workers = new Map<number, ParserSession>();
  readonly #retries: Unit[] = [];
  readonly #fileCrashes = new Map<string, number>();
  #startsInVain = 0;
  /** A slot failed: none begins anything more. */
  #isStopped = false;
  #peakResidentBytes = 0;
  #listVersion: string | undefined;

  constructor(options: PoolOptions, claims: Claims, committer: Committer) {
    this.#options = options;
    this.#claims = claims;
    this.#committer = committer;
  }

  /** Bytes; of the largest parser so far. */
  get peakResidentBytes(): number {
    return Math.max(
      this.#peakResidentBytes,
      ...[...this.#workers.values()].map((worker) => worker.peakResidentBytes),
    );
  }

  /** Files being parsed now, one for each busy parser. */
  get current(): string[] {
    return [...this.#workers.values()].flatMap((worker) => worker.current?.path ?? []);
  }

  /** The hash of the lists that the parsers tag with; known once the first is ready. */
  get listVersion(): string | undefined {
    return this.#listVersion;
  }

  /**
   * Works off all units that `next` gives; `signal` ends it after the units at hand were stopped. Where one slot fails
   * the others are stopped, and it throws when all have ended: nothing of it goes on behind its caller's back.
   */
  async run(next: NextUnit, signal: AbortSignal): Promise<void> {
    const slot = (number: number): Promise<void> =>
      this.#workSlot(number, next, signal).catch((error: unknown) => {
        this.#isStopped = true;
        this.stop();
        throw error;
      });
    // A slot that found nothing may be needed again for what another slot's parser died on.
    do {
      const numbers = Array.from({ length: this.#options.processes }, (_, number) => number);
      const failed = (await Promise.allSettled(numbers.map(slot))).find(
        ({ status }) => status === 'rejected',
      );
      if (failed?.status === 'rejected') throw failed.reason;
    } while (this.#retries.length > 0 && !signal.aborted);
  }

  async #workSlot(number: number, next: NextUnit, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#isStopped || signal.aborted) return;
      const unit = this.#retries.shift() ?? (await next());
      // Stopped while the ledger was asked: its files stay pending.
      if (!unit || this.#isStopped || signal.aborted) return;
      const worker = this.#workers.get(number) ?? this.#start(number);
      const stopped = (): void => worker.stop();
      signal.addEventListener('abort', stopped, { once: true });
      const items = unit.files.map(({ item }) => item);
      this.#options.inHand.take(items);
      const end = await worker.work(unit);
      this.#options.inHand.endIn(items, this.#committer.batch);
      signal.removeEventListener('abort', stopped);
      if (end.kind === 'failed') throw end.error;
      if (end.kind === 'gone') this.#afterGone(number, worker, unit, end, signal.aborted);
    }
  }

  #afterGone(
    number: number,
    worker: ParserSession,
    unit: Unit,
    { progress, code, detail }: Extract<UnitEnd, { kind: 'gone' }>,
    stopped: boolean,
  ): void {
    this.#workers.delete(number);
    this.#startsInVain = worker.wasReady || stopped ? 0 : this.#startsInVain + 1;
    if (this.#startsInVain >= maxStartsInVain)
      throw new Error(`the parser processes do not start: ${detail}`);
    this.#peakResidentBytes = Math.max(this.#peakResidentBytes, worker.peakResidentBytes);
    if (worker.wasReady) this.#afterDeath(progress, code, detail, stopped || this.#isStopped);
    else this.#retries.push(unit);
  }

  /** Starts the processes ahead of their first unit: loading takes each of them most of a second. */
  warm(): void {
    for (let number = 0; number < this.#options.processes; number++) {
      if (!this.#workers.has(number)) this.#start(number);
    }
  }

  #start(number: number): ParserSession {
    const worker = new ParserSession(number, this.#options, this.#claims, this.#committer, (version) => {
      this.#listVersion = version;
    });
    this.#workers.set(number, worker);
    return worker;
  }

  #afterDeath(progress: UnitProgress, code: Code, detail: string, stopped: boolean): void {
    const { culprit, current, remaining, open } = progress;
    this.#claims.release(open);
    this.#committer.forget(open);
    if (stopped) return;
    if (current) {
      const crashes = (this.#fileCrashes.get(current.item) ?? 0) + 1;
      this.#fileCrashes.set(current.item, crashes);
      if (culprit !== undefined) this.#claims.crashed(culprit, code, !progress.isOfFile(culprit));
      const top = open[0];
      if (crashes >= this.#options.maxCrashes && top !== undefined)
        this.#claims.condemn(top, 'crash-limit', !progress.isOfFile(top));
      // Nothing was asked of it: the file itself cannot even be read or identified.
      if (culprit === undefined && remaining.length === 1 && crashes >= crashesToFail) {
        this.#fail(current, code, detail);
        return;
      }
    }
    this.#retries.push(...progress.again);
  }

  #fail(file: PendingFile, code: Code, detail: string): void {
    const found: FoundItem = {
      item: file.item,
      name: '',
      size: file.size,
      ended: { status: 'failed', code, detail },
      warnings: [],
    };
    this.#committer.item({ found });
    this.#options.onFileDone(file);
  }

  stop(): void {
    for (const worker of this.#workers.values()) worker.stop();
  }
}
