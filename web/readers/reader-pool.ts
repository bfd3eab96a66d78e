/**
 * The processes that read for the server: ledger and index answer in the thread that asks them, and nothing but the end
 * of its process stops a question there.
 */
import { availableParallelism } from 'node:os';
import { Problem } from '../../schemas/problem.ts';
import type { CaseChange, WriteChanges, Written } from '../case-change.ts';
import type { MadeAnswer, ReaderQuestion } from './messages.ts';
import { goneAway, QuestionLimit } from './question-limit.ts';
import { ReaderProcess } from './reader-process.ts';

/** More only wait for the same processors; with less than three a slow question and a second leave nobody to answer. */
const readersOf = (processors: number): number => Math.min(8, Math.max(3, processors));

export interface ReaderOptions {
  /** The file that a process runs. */
  readonly entry: string;
  /** A question that takes longer is ended: it would keep a process, and its asker, for as long as it liked. */
  readonly questionTimeoutMs: number;
}

export interface PoolBounds {
  readonly most: number;
  /** Some 80 MB each: one stays ready, the others go when they had nothing to do for so long. */
  readonly idleMs: number;
}

const defaults: PoolBounds = { most: readersOf(availableParallelism()), idleMs: 60_000 };

export interface Asking {
  readonly question: ReaderQuestion;
  /** Aborted when who asked no longer waits. */
  readonly signal: AbortSignal;
  /** Writes what the answer asks for. */
  readonly write: WriteChanges;
}

interface Waiting extends Asking {
  readonly resolve: (answer: MadeAnswer) => void;
  readonly reject: (problem: unknown) => void;
}

export class ReaderPool {
  readonly #options: ReaderOptions;
  readonly #bounds: PoolBounds;
  /** Without those that are ending. */
  readonly #readers = new Set<ReaderProcess>();
  readonly #ending = new Set<Promise<void>>();
  readonly #idle = new Map<ReaderProcess, NodeJS.Timeout>();
  /** By name: how many of somebody's questions are being answered. */
  readonly #askers = new Map<string, number>();
  readonly #writing = new Set<Promise<unknown>>();
  #waiting: Waiting[] = [];
  #closed = false;
  readonly #stop = new AbortController();

  /** One is started at once, so that the first page need not wait for it. */
  constructor(options: ReaderOptions, bounds: PoolBounds = defaults) {
    this.#options = options;
    this.#bounds = bounds;
    this.#rest(this.#start());
  }

  /** Rejects with what the route threw; with a `Problem` where it took too long, or `signal` was aborted. */
  ask(asking: Asking): Promise<MadeAnswer> {
    const { signal } = asking;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { ...asking, resolve, reject };
      signal.addEventListener(
        'abort',
        () => {
          const before = this.#waiting.length;
          this.#waiting = this.#waiting.filter((one) => one !== waiting);
          if (this.#waiting.length < before) reject(goneAway());
        },
        { once: true },
      );
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  /** Ends all processes, whatever they do; resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop.abort();
    for (const { reject } of this.#waiting.splice(0))
      reject(new Problem('interrupted', 'stopped with the server'));
    for (const reader of this.#readers) this.#retire(reader);
    await Promise.allSettled([...this.#writing, ...this.#ending]);
  }

  #start(): ReaderProcess {
    const reader = new ReaderProcess(this.#options.entry, (ended) => this.#leave(ended));
    this.#readers.add(reader);
    return reader;
  }

  #leave(reader: ReaderProcess): void {
    this.#readers.delete(reader);
    clearTimeout(this.#idle.get(reader));
    this.#idle.delete(reader);
  }

  /** Ends it. From now on nothing is asked of it and another may take its place: it takes a moment to be gone. */
  #retire(reader: ReaderProcess, why?: Problem): void {
    this.#leave(reader);
    const ending = reader.end(why);
    this.#ending.add(ending);
    void ending.then(() => this.#ending.delete(ending));
  }

  #rest(reader: ReaderProcess): void {
    const timer = setTimeout(() => {
      if (this.#readers.size > 1) this.#retire(reader);
    }, this.#bounds.idleMs);
    this.#idle.set(reader, timer.unref());
  }

  /** One that is idle, with the case open where there is such; a new one where there may be more. */
  #free(casePath: string): ReaderProcess | undefined {
    const idle = [...this.#idle.keys()];
    const reader = idle.find((one) => one.casePath === casePath) ?? idle[0];
    if (!reader) return this.#readers.size < this.#bounds.most ? this.#start() : undefined;
    clearTimeout(this.#idle.get(reader));
    this.#idle.delete(reader);
    return reader;
  }

  #next(): void {
    while (!this.#closed) {
      // Nobody has all processes: the questions of others go on beside the slow ones of one.
      const at = this.#waiting.findIndex(
        ({ question: { person } }) => (this.#askers.get(person.name) ?? 0) < this.#bounds.most - 1,
      );
      const waiting = this.#waiting[at];
      const reader = waiting && this.#free(waiting.question.of.path);
      if (!waiting || !reader) return;
      this.#waiting.splice(at, 1);
      void this.#answer(reader, waiting);
    }
  }

  async #answer(reader: ReaderProcess, waiting: Waiting): Promise<void> {
    const { question, signal, resolve, reject } = waiting;
    const { name } = question.person;
    const count = (by: number): void => void this.#askers.set(name, (this.#askers.get(name) ?? 0) + by);
    let limit: QuestionLimit | undefined;
    count(1);
    try {
      // The start of a process is no part of what the question takes: on a busy machine it takes seconds.
      await reader.ready;
      const running = new QuestionLimit({
        signal,
        timeoutMs: this.#options.questionTimeoutMs,
        end: (why) => this.#retire(reader, why),
      });
      limit = running;
      resolve(await reader.ask(question, (changes) => this.#write(waiting, running, changes)));
    } catch (problem) {
      reject(problem);
    } finally {
      count(-1);
      limit?.stop();
      if (this.#readers.has(reader)) {
        if (reader.isWorn) this.#retire(reader);
        else this.#rest(reader);
      }
      this.#next();
    }
  }

  /** Done whoever goes away; the end of the server is heard between two changes. */
  async #write({ write }: Asking, limit: QuestionLimit, changes: readonly CaseChange[]): Promise<Written> {
    const writing = limit.whileWriting(() => write(changes, this.#stop.signal));
    this.#writing.add(writing);
    try {
      return await writing;
    } finally {
      this.#writing.delete(writing);
    }
  }
}
