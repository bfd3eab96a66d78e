/** One process that reads for the server, as the server has it: one question at a time, ended from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../schemas/problem.ts';
import type { Written } from '../case-change.ts';
import {
  problemOf,
  type MadeAnswer,
  type ReaderQuestion,
  type ReaderReady,
  type ReaderReply,
  type ReaderWrites,
  sentProblem,
  type ToReader,
} from './messages.ts';

/** A question takes tens of megabytes; stops one over much evidence from taking the machine's. */
const maxHeapMegabytes = 1024;
/** What a process keeps between questions grows with what it was asked. */
const maxResidentBytes = 512 * 1024 * 1024;
const maxQuestions = 2000;
const maxStderrBytes = 4096;

type Write = (changes: ReaderWrites['write']) => Promise<Written>;

interface Asked {
  readonly write: Write;
  readonly resolve: (answer: MadeAnswer) => void;
  readonly reject: (problem: unknown) => void;
}

export class ReaderProcess {
  readonly #child: ChildProcess;
  /** What it copies of a case that must not be written to; a process that is killed cannot clear it away. */
  readonly #folder: string;
  readonly #ended: Promise<void>;
  /** Resolves when it takes questions; rejects where it ended before. */
  readonly ready: Promise<void>;
  #asked: Asked | undefined;
  #endedFor: unknown;
  #questions = 0;
  #residentBytes = 0;
  #stderr = '';
  /** Folder of the case that it was asked of last, and has open. */
  casePath: string | undefined;

  /** `entry` is the file that it runs. */
  constructor(entry: string, onEnd: (reader: ReaderProcess) => void) {
    this.#folder = mkdtempSync(join(tmpdir(), 'evidex-reader-'));
    this.#child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${maxHeapMegabytes}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, TMPDIR: this.#folder },
    });
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = (this.#stderr + bytes.toString('latin1')).slice(-maxStderrBytes);
    });
    const { promise, resolve: isReady, reject: isNever } = Promise.withResolvers<void>();
    this.ready = promise;
    // Whoever asks it hears of that, if anybody does.
    promise.catch(() => undefined);
    this.#child.on('message', (told: ReaderReady | ReaderReply | ReaderWrites) => {
      if ('ready' in told) isReady();
      else if ('write' in told) this.#write(told);
      else this.#take(told);
    });
    this.#ended = new Promise((resolve) => {
      const ended = (how: Error): void => {
        rmSync(this.#folder, { recursive: true, force: true });
        onEnd(this);
        isNever(this.#endedFor ?? how);
        this.#settle()?.reject(this.#endedFor ?? how);
        resolve();
      };
      this.#child.on('error', (error) => this.#child.pid === undefined && ended(error));
      this.#child.on('close', (code, signal) => ended(this.#endBy(code, signal)));
    });
  }

  /** It has read enough: another takes its place. */
  get isWorn(): boolean {
    return this.#questions >= maxQuestions || this.#residentBytes > maxResidentBytes;
  }

  #endBy(code: number | null, signal: NodeJS.Signals | null): Error {
    // Ctrl-C reaches it before the server has ended it.
    if (signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP')
      return new Problem('interrupted', 'stopped with the server');
    return new Error(`a process that reads ended: ${signal ?? code} ${this.#stderr}`.trim());
  }

  #settle(): Asked | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked;
  }

  #take({ made, problem, residentBytes }: ReaderReply): void {
    this.#residentBytes = residentBytes;
    const asked = this.#settle();
    if (made) asked?.resolve(made);
    else asked?.reject(problem ? problemOf(problem) : new Error('a process that reads said nothing'));
  }

  #tell(words: ToReader): void {
    // One that has ended meanwhile needs no answer.
    this.#child.send(words, () => undefined);
  }

  #write({ write: changes }: ReaderWrites): void {
    const asked = this.#asked;
    if (!asked) return;
    asked.write(changes).then(
      (written) => this.#tell({ written }),
      (problem: unknown) => this.#tell({ notWritten: sentProblem(problem) }),
    );
  }

  /** `write` does what the route asks for. Rejects with what the route threw, or why the process ended. */
  ask(question: ReaderQuestion, write: Write): Promise<MadeAnswer> {
    this.#questions += 1;
    this.casePath = question.of.path;
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject, write };
      this.#tell({ question });
    });
  }

  /** Ends it, whatever it does: a call into SQLite hears of nothing else. What it was asked rejects with `why`. */
  end(why?: unknown): Promise<void> {
    this.#endedFor ??= why;
    this.#child.kill('SIGKILL');
    return this.#ended;
  }
}
