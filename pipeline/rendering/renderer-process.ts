/** One renderer as the server sees it: started without rights, given one content, watched, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, readFileSync, write } from 'node:fs';
import { promisify } from 'node:util';
import type { Readable, Writable } from 'node:stream';
import type { Password } from '../../schemas/password.ts';
import {
  type RefusalCode,
  refusals,
  rendered,
  type Rendering,
  type RenderingAsked,
} from '../../schemas/rendering.ts';
import { encodeFrame, FrameReader } from '../protocol/framing.ts';
import { parserArguments, sandboxOf } from '../sandbox/parser-command.ts';
import { rendererEntry } from '../sandbox/program-files.ts';
import { openNameless } from '../sandbox/spool-file.ts';

export interface RendererBounds {
  /** Where the content lies meanwhile: a file without a name. */
  readonly folder: string;
  /** Of a content; larger ones are not shown. */
  readonly maxContentBytes: number;
  /** Resident bytes at which the process is killed: WebAssembly lies outside the heap's own limit. */
  readonly maxResidentBytes: number;
  /** From the request to the answer. Stops a page that is drawn without end. */
  readonly timeoutMs: number;
}

/** What is to be shown: its format as the ledger has it, and its bytes, once. */
export interface Original {
  readonly format: string;
  /** What it is tried with where it is encrypted. */
  readonly passwords?: readonly Password[];
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const watchEveryMs = 100;
const pageBytes = 4096;
const writeAt = promisify(write);

export const refused = (code: RefusalCode, why = ''): Rendering => ({
  rendered: { as: 'refused', code, why: why === '' ? refusals[code] : why },
  bytes: new Uint8Array(),
});

export class RendererProcess {
  readonly #bounds: RendererBounds;
  readonly #child: ChildProcess;
  readonly #content: number;
  readonly #ready: Promise<void>;
  readonly #answer: Promise<Rendering>;
  /** Resolves when the process is gone, and its content with it. */
  readonly gone: Promise<void>;
  #end: (rendering: Rendering) => void = () => undefined;
  #isReady: () => void = () => undefined;
  #killedFor: RefusalCode | undefined;

  constructor(bounds: RendererBounds) {
    this.#bounds = bounds;
    this.#content = openNameless(bounds.folder);
    this.#ready = new Promise((resolve) => (this.#isReady = resolve));
    this.#answer = new Promise((resolve) => (this.#end = resolve));
    const { folder, maxResidentBytes } = bounds;
    const rights = { sources: [], maxResidentBytes, entry: rendererEntry };
    // It writes nothing: the content is put into the open file for it.
    const { command: rings } = sandboxOf({ ...rights, spoolFolder: folder, spoolBytes: 0 });
    const [command = '', ...words] = [...rings, process.execPath, ...parserArguments(rights)];
    this.#child = spawn(command, words, {
      cwd: folder,
      env: {},
      stdio: ['pipe', 'ignore', 'ignore', 'pipe', this.#content],
      // Its own process group: `process.kill(0)` must reach nobody else.
      detached: true,
    });
    this.#child.on('error', () => this.#finish(refused('unreadable')));
    this.#child.stdin?.on('error', () => undefined);
    const received = this.#receive(this.#child.stdio[3] as Readable);
    this.gone = new Promise((resolve) => {
      this.#child.on('close', () => void received.then(() => this.#close()).then(resolve));
    });
  }

  /** Resolves when it waits for a request, or is gone. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Once for each process, which ends by it. What cannot be shown is a refusal. */
  async render({ format, passwords, bytes }: Original, asked: RenderingAsked): Promise<Rendering> {
    const { maxContentBytes, timeoutMs } = this.#bounds;
    const watch = setInterval(() => this.#watch(), watchEveryMs);
    let timer: NodeJS.Timeout | undefined;
    try {
      const size = await this.#hand(bytes, maxContentBytes);
      if (size === undefined) return refused('too-large');
      if (this.#killedFor) return refused(this.#killedFor);
      timer = setTimeout(() => this.#kill('too-slow'), timeoutMs);
      (this.#child.stdin as Writable).write(encodeFrame({ format, size, asked, passwords }));
      return await this.#answer;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      this.stop();
    }
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  /** Bytes written; undefined where they are more than may be shown. */
  async #hand(bytes: Original['bytes'], most: number): Promise<number | undefined> {
    let size = 0;
    for await (const part of bytes) {
      if (size + part.length > most) return undefined;
      for (let at = 0; at < part.length;) {
        const { bytesWritten } = await writeAt(this.#content, part, at, part.length - at, size + at);
        at += bytesWritten;
      }
      size += part.length;
    }
    return size;
  }

  async #receive(output: Readable): Promise<void> {
    const reader = new FrameReader();
    let isFirst = true;
    try {
      for await (const bytes of output as AsyncIterable<Buffer>)
        for (const { header, blob } of reader.push(bytes)) {
          if (!isFirst) this.#finish({ rendered: rendered.parse(header), bytes: blob });
          isFirst = false;
          this.#isReady();
        }
    } catch {
      this.#kill('unreadable');
    }
  }

  #close(): void {
    closeSync(this.#content);
    this.#finish(refused(this.#killedFor ?? 'unreadable'));
  }

  #finish(rendering: Rendering): void {
    this.#isReady();
    this.#end(rendering);
  }

  #watch(): void {
    const { pid } = this.#child;
    try {
      // Inside the ring the renderer is the child of the process that was started.
      const inner = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
      const pages = Number(readFileSync(`/proc/${inner || pid}/statm`, 'latin1').split(' ')[1]);
      if (pages * pageBytes > this.#bounds.maxResidentBytes) this.#kill('too-much-memory');
    } catch {
      // The system does not tell, or it is gone: the event of its end tells.
    }
  }

  #kill(code: RefusalCode): void {
    this.#killedFor ??= code;
    this.stop();
  }
}
