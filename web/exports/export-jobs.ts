/** Exports that pages began: each in a process of its own, into a folder of the server's, told as it goes and kept when it has ended. */
import { type ChildProcess, fork } from 'node:child_process';
import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportResult } from '../../cli/export/export-case.ts';
import type { SentOriginal } from '../../cli/run/served-originals.ts';
import { messageOf, Problem } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import type { Person } from '../person.ts';
import { problemOf } from '../readers/messages.ts';
import { type ServedCase, writing } from '../served-case.ts';
import type { ExportAsked, ExportProgress, ExportTold } from './messages.ts';

/** Each reads the sources and writes to one disk. */
const maxAtOnce = 2;
const maxHeapMegabytes = 2048;
/** Files that can be asked for; what else lies in the folder is handed over from there. */
export const exportFiles = ['list.csv', 'list.xlsx', 'exceptions.csv', 'withheld.csv', 'export.json', 'manifest.sha256'] as const; // prettier-ignore
export type ExportFile = (typeof exportFiles)[number];

export interface ExportJobsOptions {
  /** The file that a process runs. */
  readonly entry: string;
  /** Where exports are written, each case in a folder of its own. */
  readonly folder: string;
}

/** Of one that is not kept as ended: what it does, or why it stopped. */
export type JobState =
  | { readonly progress: ExportProgress }
  | { readonly problem: string }
  /** What came of it is kept with the case since; a page that was read before does not know it. */
  | { readonly isEnded: true };

interface Begun {
  readonly id: string;
  readonly wanted: RecordBody<'case-export'>;
  readonly person: Person;
}

/** The exports of one case. */
export interface CaseExports {
  /** Throws a `Problem` where none can begin now. */
  start(begun: Begun): void;
  /** Undefined for one that this server has not begun. */
  stateOf(id: string): JobState | undefined;
  /** Throws `not-found` where it is not there any more. */
  fileOf(id: string, name: ExportFile): SentOriginal;
}

export class ExportJobs {
  readonly #options: ExportJobsOptions;
  readonly #onError: (words: string) => void;
  readonly #running = new Map<ChildProcess, Promise<void>>();
  #isClosed = false;

  constructor(options: ExportJobsOptions, onError: (words: string) => void) {
    this.#options = options;
    this.#onError = onError;
  }

  of(served: ServedCase): CaseExports {
    const states = new Map<string, JobState>();
    // An id is of letters, digits and hyphens: a path is made of it.
    const folderOf = (id: string): string => join(this.#options.folder, served.key, id);
    return {
      stateOf: (id) => states.get(id),
      start: (begun) => {
        const state = states.get(begun.id);
        if (state && 'progress' in state) throw new Problem('wrong-value', 'this export is being made already');
        if (this.#running.size >= maxAtOnce)
          throw new Problem('wrong-value', `${maxAtOnce} exports are being made: one more waits for them`, 'Begin it again when one has ended; the page of exports lists it.'); // prettier-ignore
        const folder = folderOf(begun.id);
        mkdirSync(join(this.#options.folder, served.key), { recursive: true, mode: 0o700 });
        states.set(begun.id, { progress: { stage: 'selection', done: 0, all: 0 } });
        this.#run(served, begun, folder, states);
      },
      fileOf(id, name) {
        const path = join(folderOf(id), name);
        const size = statSync(path, { throwIfNoEntry: false })?.size;
        if (size === undefined) throw new Problem('not-found', `the export has no ${name}, or was taken away`);
        return {
          size,
          async *slices() {
            yield* createReadStream(path) as AsyncIterable<Buffer>;
          },
        };
      },
    };
  } // prettier-ignore

  /** Ends all; each can be gone on with. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const child of this.#running.keys()) child.kill('SIGKILL');
    await Promise.all(this.#running.values());
  }

  #run(served: ServedCase, begun: Begun, folder: string, states: Map<string, JobState>): void {
    const { id, wanted, person } = begun;
    const child = fork(this.#options.entry, [], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${maxHeapMegabytes}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let last: ExportTold | undefined;
    child.on('message', (told: ExportTold) => {
      last = told;
      if ('progress' in told) states.set(id, told);
    });
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => child.pid === undefined && resolve());
    })
      .then(() => this.#end(served, begun, last))
      .then(() => states.set(id, { isEnded: true }))
      .catch((problem: unknown) => {
        states.set(id, { problem: messageOf(problem) });
        if (!this.#isClosed) this.#onError(`export: ${messageOf(problem)}`);
      })
      .then(() => void this.#running.delete(child));
    this.#running.set(child, ended);
    const asked: ExportAsked = { of: served.toRead, scope: person.scope, folder, wanted };
    child.send(asked, () => undefined);
  }

  /** Keeps what came of it, in the log and with the case. Throws what it failed by. */
  async #end(served: ServedCase, { id, wanted, person }: Begun, last: ExportTold | undefined): Promise<void> {
    const result = last && 'result' in last ? last.result : undefined;
    const problem = last && 'problem' in last ? problemOf(last.problem) : new Problem('interrupted', 'the export was stopped'); // prettier-ignore
    const question = await served.recordQuestion({
      words: [...person.scope.open.map((scope) => `--open=${scope}`), ...endWords(id, wanted, result)],
      who: person.who,
      isSealed: true,
    });
    const isKept = result && (await this.#keep(served, { id, wanted, person }, question.record, result));
    await question.end({ exitCode: isKept ? 0 : 1, ...(result && { resultCount: result.items }) });
    if (!result) throw problem;
  }

  async #keep(
    served: ServedCase,
    { id, wanted, person }: Begun,
    record: number,
    { items, exceptions, first, last, manifest }: ExportResult,
  ): Promise<boolean> {
    const numbers = { ...(first !== undefined && { first }), ...(last !== undefined && { last }) };
    const body = { ...wanted, state: 'ended' as const, items, exceptions, manifest, ...numbers };
    const ledger = await served.openLedger();
    const basedOn = (await ledger.records.last('case-export', id, person.scope))?.version ?? 0;
    await ledger.close();
    const write = writing(served, { person, record });
    await write([{ write: { kind: 'case-export', id, basedOn, body } }], new AbortController().signal);
    return true;
  }
}

const endWords = (
  id: string,
  { recipient, basis }: RecordBody<'case-export'>,
  result: ExportResult | undefined,
): string[] =>
  result
    ? [
        'export ended',
        id,
        `manifest SHA-256 ${result.manifest}`,
        `numbers ${result.first ?? ''} to ${result.last ?? ''}`,
        `recipient: ${recipient}`,
        `basis: ${basis}`,
      ]
    : ['export stopped', id];
