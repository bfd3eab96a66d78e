/**
 * One parser process as the coordinator sees it: started without rights, fed with jobs, watched, killed.
 *
 * What it may do is what Node's permission model leaves: read the program and the source, write the spool. No
 * network, no child processes, no workers, no environment, and no `node:sqlite`, which the model would not
 * confine. Where the system allows it, an outer ring (its own user and network namespace) stands around it.
 *
 * What the model alone does not stop, by the tests of `test/pipeline/parser/escapes.test.ts`: signals to processes
 * of the same user (the ring stops them), and reading through a link inside a source (`openSourceFile` refuses it).
 * Without the ring a parser that evidence has taken over could kill the coordinator: the run would be resumed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Readable, Writable } from 'node:stream';
import {
  type FromParser,
  type JobItem,
  type ListedFile,
  readFromParser,
  type ToParser,
  type Verdict,
} from '../protocol/messages.ts';
import type { Code } from '../../schemas/status.ts';
import { encodeFrame, FrameReader } from '../protocol/framing.ts';
import { messageOf } from '../../schemas/problem.ts';

export interface ParserOptions {
  /** Absolute paths that may be read: the roots of the sources. */
  readonly sourceFolders: readonly string[];
  readonly spoolFolder: string;
  readonly configuration: Extract<ToParser, { type: 'configure' }>;
  /** Resident bytes at which the process is killed: WebAssembly lies outside the heap's own limit. */
  readonly maxResidentBytes: number;
  /** Milliseconds without any message at which it is killed: an extractor that works reports progress. */
  readonly maxSilentMs: number;
  /** The file that the process runs, below the program's folder; default `parser-main`. Another composition of parsers. */
  readonly entry?: string;
}

export interface ParserEvents {
  /** Called in order; the next frame is not read before the promise resolves: that is the back-pressure. */
  message(message: FromParser, blob: Uint8Array, headerBytes: number): Promise<void> | void;
  /** The process is gone; `code` says why it was killed, or that it crashed. Called once. */
  gone(code: Code, detail: string): void;
}

const programFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const entry = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  'parser',
  `parser-main${extname(fileURLToPath(import.meta.url))}`,
);
const watchEveryMs = 250;
const pageBytes = 4096;
const maxStderrBytes = 8192;
/** What a parser says in dying may be quoted from evidence. */
const maxDetail = 200;

let outerRing: readonly string[] | undefined;

/** The process dies with the coordinator, even where an endless loop keeps it from seeing that its input ended. */
const dyingTogether = ['setpriv', '--pdeathsig', 'KILL'];
const namespaces = [
  'unshare',
  '--user',
  '--map-root-user',
  '--net',
  '--pid',
  '--fork',
  '--kill-child=SIGKILL',
  '--',
];

function works(command: readonly string[]): boolean {
  try {
    execFileSync(command[0] as string, [...command.slice(1), 'true'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * The command that runs another in namespaces of its own: no network device, and no process but its own to
 * signal (Node's model does not stop `process.kill`). As much of it as the system allows; empty where nothing.
 */
export function findOuterRing(): readonly string[] {
  const rings = [[...dyingTogether, ...namespaces], namespaces, dyingTogether];
  outerRing ??= process.platform === 'linux' ? (rings.find(works) ?? []) : [];
  return outerRing;
}

/** Whether the ring keeps the parser from the network and from other processes. */
export const isRingClosed = (): boolean => findOuterRing().includes('unshare');

/** Where Node looks for packages: beside the program, or above it where the program is itself a package. */
function libraryFolders(folder: string): string[] {
  const above = dirname(folder);
  const here = join(folder, 'node_modules');
  return [...(existsSync(here) ? [here] : []), ...(above === folder ? [] : libraryFolders(above))];
}

/** The flags that take the process's rights, and the file that it runs. */
export function parserArguments(
  options: Pick<ParserOptions, 'maxResidentBytes' | 'spoolFolder' | 'sourceFolders' | 'entry'>,
): string[] {
  const heapMegabytes = Math.max(128, Math.floor(options.maxResidentBytes / 1024 / 1024));
  // Paths too long for the system are reached folder by folder through the process's own descriptors.
  const readable = [
    programFolder,
    ...libraryFolders(programFolder),
    options.spoolFolder,
    '/proc/self/fd',
    ...options.sourceFolders,
  ];
  return [
    '--permission',
    ...readable.map((folder) => `--allow-fs-read=${folder}`),
    `--allow-fs-write=${options.spoolFolder}`,
    '--no-experimental-sqlite',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapMegabytes}`,
    options.entry ?? entry,
  ];
}

/** The line of a stack trace that says what happened. */
function lastWords(stderr: string): string {
  const line = stderr.split('\n').find((candidate) => /^\w*Error\b/u.test(candidate));
  return line === undefined ? '' : `: ${line.slice(0, maxDetail)}`;
}

export class ParserProcess {
  readonly #child: ChildProcess;
  readonly #options: ParserOptions;
  readonly #events: ParserEvents;
  readonly #watch: NodeJS.Timeout;
  #lastMessage = performance.now();
  #busy = false;
  #handling = false;
  #killedFor: { code: Code; detail: string } | undefined;
  #stderr = '';
  #peakResidentBytes = 0;
  readonly #ended = new AbortController();

  constructor(options: ParserOptions, events: ParserEvents) {
    this.#options = options;
    this.#events = events;
    const [command = '', ...words] = [...findOuterRing(), process.execPath, ...parserArguments(options)];
    this.#child = spawn(command, words, {
      cwd: options.spoolFolder,
      env: {},
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      // Its own process group: `process.kill(0)` must reach nobody else.
      detached: true,
    });
    this.#child.on('error', (error) => this.#kill('parser-crash', `could not be started: ${error.message}`));
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = (this.#stderr + bytes.toString('latin1')).slice(-maxStderrBytes);
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.on('exit', () => this.#ended.abort());
    const received = this.#receive(this.#child.stdio[3] as Readable);
    this.#child.on('close', (status, signal) => void received.then(() => this.#end(status, signal)));
    this.#watch = setInterval(() => this.#check(), watchEveryMs);
    this.#send(options.configuration);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Bytes, the highest seen; sampled, so a short peak can be missed. */
  get peakResidentBytes(): number {
    return this.#peakResidentBytes;
  }

  job(unit: number, items: readonly JobItem[]): void {
    this.#busy = true;
    this.#lastMessage = performance.now();
    this.#send({ type: 'job', unit, items: [...items] });
  }

  look(unit: number, files: readonly ListedFile[]): void {
    this.#busy = true;
    this.#lastMessage = performance.now();
    this.#send({ type: 'look', unit, files: [...files] });
  }

  answer(ask: number, verdicts: readonly Verdict[]): void {
    this.#lastMessage = performance.now();
    this.#send({ type: 'answer', ask, verdicts: [...verdicts] });
  }

  /** Aborted when the process is gone: nobody waits for an answer then. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Sends what may be large, and resolves when the process has taken it. One that does not take it is stopped: else it
   * could keep the coordinator from ever asking what it is doing.
   */
  async deliver(message: ToParser, blob?: Uint8Array): Promise<void> {
    const input = this.#child.stdin as Writable;
    if (input.destroyed || input.write(encodeFrame(message, blob))) return;
    const timer = setTimeout(() => this.#kill('parser-timeout', 'took no answer'), this.#options.maxSilentMs);
    try {
      await once(input, 'drain', { signal: this.ended });
    } catch {
      // It is gone: the events tell.
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process at once; `gone` follows. */
  stop(): void {
    this.#kill('parser-crash', 'stopped');
  }

  #send(message: ToParser): void {
    (this.#child.stdin as Writable).write(encodeFrame(message));
  }

  async #receive(output: Readable): Promise<void> {
    const reader = new FrameReader();
    try {
      for await (const bytes of output as AsyncIterable<Buffer>) {
        for (const { header, headerBytes, blob } of reader.push(bytes)) {
          const message = readFromParser(header);
          this.#handling = true;
          if (message.type === 'progress')
            this.#peakResidentBytes = Math.max(this.#peakResidentBytes, message.residentBytes);
          if (message.type === 'done') this.#busy = false;
          await this.#events.message(message, blob, headerBytes);
          this.#handling = false;
          this.#lastMessage = performance.now();
        }
      }
    } catch (error) {
      this.#kill('parser-crash', `sent what the protocol does not allow: ${messageOf(error).slice(0, 200)}`);
    } finally {
      this.#handling = false;
    }
  }

  #check(): void {
    const resident = this.#residentBytes();
    this.#peakResidentBytes = Math.max(this.#peakResidentBytes, resident);
    if (resident > this.#options.maxResidentBytes) this.#kill('parser-memory', `${resident} bytes resident`);
    const silentMs = performance.now() - this.#lastMessage;
    if (this.#busy && !this.#handling && silentMs > this.#options.maxSilentMs) {
      this.#kill('parser-timeout', `no progress for ${Math.round(silentMs / 1000)} s`);
    }
  }

  /** 0 where the system does not tell. Inside the ring the parser is the child of the process that was started. */
  #residentBytes(): number {
    const pid = this.#child.pid;
    try {
      const inner = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
      return Number(readFileSync(`/proc/${inner || pid}/statm`, 'latin1').split(' ')[1]) * pageBytes;
    } catch {
      return 0;
    }
  }

  #kill(code: Code, detail: string): void {
    this.#killedFor ??= { code, detail };
    this.#child.kill('SIGKILL');
  }

  #end(status: number | null, signal: string | null): void {
    clearInterval(this.#watch);
    const outOfMemory = /heap out of memory|Reached heap limit|memory access out of bounds.*grow/u.test(
      this.#stderr,
    );
    const crash = {
      code: outOfMemory ? ('parser-memory' as const) : ('parser-crash' as const),
      detail: `ended with ${signal ?? `exit code ${status}`}${lastWords(this.#stderr)}`,
    };
    const { code, detail } = this.#killedFor ?? crash;
    this.#events.gone(code, detail);
  }
}
