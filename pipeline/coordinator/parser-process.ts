/**
 * One parser process as the coordinator sees it: started without rights, fed with jobs, watched, killed. What it may do,
 * and what stands around it, is said in `pipeline/sandbox/`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, readFileSync } from 'node:fs';
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
import type { SourceFault } from '../../sources/raw-path.ts';
import { parserArguments, sandboxOf } from '../sandbox/parser-command.ts';
import { openNameless, type SpoolAllowance, spoolAllowance } from '../sandbox/spool-file.ts';
import { needsSpool, putIntoSpool } from './over-long-files.ts';

export interface ParserOptions {
  /** Absolute paths that may be read: the sources, each a folder or a single file. */
  readonly sources: readonly string[];
  /** Where its spool lies: a file without a name. */
  readonly spoolFolder: string;
  /** Bytes that the spool may take; less where the disk has not so much for it and the others. */
  readonly spoolBytes: number;
  /** Processes that share the disk; default 1. */
  readonly processes?: number;
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

const watchEveryMs = 250;
/** Pieces of stored texts that are written together. */
const maxWaitingPieceBytes = 256 * 1024;
/**
 * A process that for so many times the allowed silence says that it goes on, and nothing else, hangs: stops the parser that
 * only claims to work. At 60 s it is an hour, in which a disk gives some 300 GB to be hashed.
 */
const maxEmptySilences = 60;
const pageBytes = 4096;
/** As `stat` counts them. */
const blockBytes = 512;
/** Whole blocks of the file system, and what lies between members that were released in another order. */
const spoolSlackBytes = 64 * 1024 * 1024;
const maxStderrBytes = 8192;
/** What a parser says in dying may be quoted from evidence. */
const maxDetail = 200;

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
  readonly #spool: number;
  /** Of the unit at hand. */
  #spoolAllowance: SpoolAllowance;
  #lastMessage = performance.now();
  #lastWork = performance.now();
  #busy = false;
  /** Nothing came of the unit at hand yet: what takes less time than there is between two looks is looked at once. */
  #isUnseen = false;
  #handling = false;
  #killedFor: { code: Code; detail: string } | undefined;
  #stderr = '';
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #peakResidentBytes = 0;
  readonly #ended = new AbortController();

  constructor(options: ParserOptions, events: ParserEvents) {
    this.#options = options;
    this.#events = events;
    this.#spoolAllowance = { bytes: options.spoolBytes, code: 'spool-full' };
    this.#spool = openNameless(options.spoolFolder);
    const [command = '', ...words] = [
      ...sandboxOf(options).command,
      process.execPath,
      ...parserArguments(options),
    ];
    this.#child = spawn(command, words, {
      cwd: options.spoolFolder,
      env: {},
      stdio: ['pipe', 'ignore', 'pipe', 'pipe', this.#spool],
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

  /**
   * Files for `job` or `look`: what the process cannot reach itself is put into its spool, while nothing else is in it.
   * `faults` has those that could not be.
   */
  async reachable<File extends ListedFile>(
    files: readonly File[],
  ): Promise<{ readonly files: readonly File[]; readonly faults: ReadonlyMap<File, SourceFault> }> {
    const { spoolFolder, spoolBytes, processes = 1 } = this.#options;
    this.#spoolAllowance = spoolAllowance(spoolFolder, spoolBytes, processes);
    const reachable: File[] = [];
    const faults = new Map<File, SourceFault>();
    let start = 0;
    for (const file of files) {
      if ('volumes' in file || !needsSpool(file)) reachable.push(file);
      else {
        const { bytes, code } = this.#spoolAllowance;
        const room = { start, maxBytes: bytes - start, code, ended: this.ended };
        const fault = await putIntoSpool(file, this.#spool, room);
        if (fault) faults.set(file, fault);
        else {
          reachable.push({ ...file, spooled: start });
          start += file.size;
        }
      }
    }
    return { files: reachable, faults };
  }

  job(unit: number, items: readonly JobItem[]): void {
    this.#busy = this.#isUnseen = true;
    this.#lastMessage = this.#lastWork = performance.now();
    const { bytes: spoolBytes, code: spoolCode } = this.#spoolAllowance;
    this.#send({ type: 'job', unit, spoolBytes, spoolCode, items: [...items] });
  }

  look(unit: number, files: readonly ListedFile[]): void {
    this.#busy = this.#isUnseen = true;
    this.#lastMessage = this.#lastWork = performance.now();
    this.#send({ type: 'look', unit, files: [...files] });
  }

  /** Begins a unit of stored texts, whose pieces follow by `piece`; resolves when the process has taken it. */
  async texts(message: Extract<ToParser, { type: 'texts' }>): Promise<void> {
    this.#busy = this.#isUnseen = true;
    this.#lastMessage = this.#lastWork = performance.now();
    await this.#deliverFrame(encodeFrame(message));
  }

  /** `bytes`: UTF-8 of whole characters. What is short waits for more, or for `flushPieces`: each write wakes the process. */
  async piece(isLast: boolean, bytes: Uint8Array): Promise<void> {
    // It waited for this: a store that answers slowly is no fault of its.
    this.#lastMessage = this.#lastWork = performance.now();
    const frame = encodeFrame({ type: 'piece', isLast }, bytes);
    this.#pieces.push(frame);
    this.#pieceBytes += frame.length;
    if (this.#pieceBytes >= maxWaitingPieceBytes) await this.flushPieces();
  }

  async flushPieces(): Promise<void> {
    const frame = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pieceBytes = 0;
    await this.#deliverFrame(frame);
  }

  answer(ask: number, verdicts: readonly Verdict[]): void {
    this.#lastMessage = this.#lastWork = performance.now();
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
    await this.#deliverFrame(encodeFrame(message, blob));
  }

  async #deliverFrame(frame: Buffer): Promise<void> {
    const input = this.#child.stdin as Writable;
    if (input.destroyed || input.write(frame)) return;
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
          if (this.#isUnseen) {
            this.#isUnseen = false;
            this.#check();
          }
          if (message.type === 'done') this.#busy = false;
          await this.#events.message(message, blob, headerBytes);
          this.#handling = false;
          this.#lastMessage = performance.now();
          if (message.type !== 'progress') this.#lastWork = this.#lastMessage;
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
    // An honest parser keeps to what it may spool; the blocks are what it takes of the disk.
    if (fstatSync(this.#spool).blocks * blockBytes > this.#spoolAllowance.bytes + spoolSlackBytes)
      this.#kill('spool-full', 'it took more than the spool may');
    if (resident > this.#options.maxResidentBytes) this.#kill('parser-memory', `${resident} bytes resident`);
    const silentMs = performance.now() - this.#lastMessage;
    if (this.#busy && !this.#handling && silentMs > this.#options.maxSilentMs) {
      this.#kill('parser-timeout', `no progress for ${Math.round(silentMs / 1000)} s`);
    }
    const emptyMs = performance.now() - this.#lastWork;
    if (this.#busy && !this.#handling && emptyMs > maxEmptySilences * this.#options.maxSilentMs)
      this.#kill('parser-timeout', `nothing but signs of life for ${Math.round(emptyMs / 1000)} s`);
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
    closeSync(this.#spool);
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
