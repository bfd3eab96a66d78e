/**
 * Has files identified by a parser process, since their bytes are hostile, and by their order knows which one killed
 * it: that one is looked at once more alone, and then told as one that could not be identified. A process that does not
 * keep to the protocol is not believed; its files are asked about again, the first of them alone.
 */
import type { FromParser, ListedFile } from '../protocol/messages.ts';
import type { SourceFault } from '../../sources/raw-path.ts';
import { ParserProcess, type ParserOptions } from './parser-process.ts';

/** What was seen of one file: the id of its format, or why there is none. */
export interface Looked {
  readonly format?: string | undefined;
  readonly fault?: string | undefined;
}

/** One look of a process at some files. */
interface Look {
  readonly unit: number;
  readonly files: number;
  /** Undefined where its process broke the protocol: then nothing that it says is believed. */
  seen: Looked[] | undefined;
  readonly end: (fault?: string) => void;
}

/** The answers for the first of these files, with those that could not be asked about among them. */
function inOrder(
  files: readonly ListedFile[],
  faults: ReadonlyMap<ListedFile, SourceFault>,
  seen: readonly Looked[],
): Looked[] {
  const left = [...seen];
  const all: Looked[] = [];
  for (const file of files) {
    const fault = faults.get(file);
    const looked = fault ? { fault: fault.detail } : left.shift();
    if (!looked) break;
    all.push(looked);
  }
  return all;
}

export class FileLooker {
  readonly #options: ParserOptions;
  #process: ParserProcess | undefined;
  #look: Look | undefined;
  #units = 0;
  #isStopped = false;

  constructor(options: ParserOptions) {
    this.#options = options;
  }

  /** One answer for each file, in their order; fewer where it was stopped. A call must have ended before the next. */
  async look(files: readonly ListedFile[]): Promise<readonly Looked[]> {
    const looked: Looked[] = [];
    while (looked.length < files.length && !this.#isStopped) {
      const { seen, fault } = await this.#ask(files.slice(looked.length));
      looked.push(...seen);
      const suspect = files[looked.length];
      if (fault === undefined || suspect === undefined || this.#isStopped) continue;
      const alone = await this.#ask([suspect]);
      looked.push(alone.seen[0] ?? { fault: alone.fault });
    }
    return looked;
  }

  stop(): void {
    this.#isStopped = true;
    this.#process?.stop();
  }

  async #ask(
    files: readonly ListedFile[],
  ): Promise<{ readonly seen: readonly Looked[]; readonly fault: string | undefined }> {
    const { promise, resolve: end } = Promise.withResolvers<string | undefined>();
    this.#process ??= this.#start();
    const process = this.#process;
    const { files: reachable, faults } = await process.reachable(files);
    const look: Look = { unit: this.#units++, files: reachable.length, seen: [], end };
    this.#look = look;
    if (this.#process === process) process.look(look.unit, reachable);
    else end('it ended before it was asked');
    const fault = await promise;
    this.#look = undefined;
    return { seen: inOrder(files, faults, look.seen ?? []), fault };
  }

  #start(): ParserProcess {
    return new ParserProcess(this.#options, {
      message: (message) => this.#receive(message),
      gone: (code, detail) => {
        this.#process = undefined;
        this.#look?.end(`${code}: ${detail}`);
      },
    });
  }

  /** An answer too many, or to another question: the process is stopped, and nothing that it said of this look believed. */
  #receive(message: FromParser): void {
    const look = this.#look;
    if (message.type === 'ready' || message.type === 'progress') return;
    if (look !== undefined) {
      if (look.seen === undefined) return;
      const missing = look.files - look.seen.length;
      if (message.type === 'looked' && message.unit === look.unit && missing > 0) {
        look.seen.push({ format: message.format, fault: message.fault });
        return;
      }
      if (message.type === 'done' && missing === 0) {
        look.end();
        return;
      }
      look.seen = undefined;
    }
    this.#process?.stop();
  }
}
