/** The embedded index in a thread of its own: this file is the thread, and `openSqliteIndexInThread` starts it. */
import { extname } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { IndexOperation, SearchIndex } from '../port.ts';
import { openSqliteIndex } from './sqlite-index.ts';

const methods = [
  'write',
  'sweep',
  'search',
  'count',
  'facet',
  'documents',
  'families',
  'mailGroups',
  'entry',
  'shownEntry',
  'text',
  'entries',
  'missingTexts',
  'expunge',
  'close',
] as const;
type Method = (typeof methods)[number];

interface Request {
  readonly id: number;
  readonly method: Method;
  readonly parameters: readonly unknown[];
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  /** Name, message, code and the other fields of an error: an Error itself loses them on the way. */
  readonly error?: Readonly<Record<string, unknown>>;
}

interface ThreadData {
  readonly role: 'evidex-index';
  readonly path: string;
  readonly readOnly: boolean;
}

/** The number that stands for opening. */
const opening = 0;
/** The heap of the thread: texts go through it in chunks, so more means a fault. */
const maxHeapMegabytes = 1_024;
/** Of what is new there: batches live longer than that. V8 would take 64 MB and more. */
const maxYoungMegabytes = 16;

function fieldsOf(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown };
  return { ...error, name, message, stack, cause: undefined };
}

const errorOf = (fields: Readonly<Record<string, unknown>>): Error =>
  Object.assign(new Error(String(fields['message'])), fields);

async function serve(data: ThreadData): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  const send = (reply: Reply): void => {
    port.postMessage(reply);
  };
  let index: SearchIndex;
  try {
    index = openSqliteIndex(data.path, { readOnly: data.readOnly });
  } catch (error) {
    send({ id: opening, error: fieldsOf(error) });
    return;
  }
  const handle = async ({ id, method, parameters }: Request): Promise<void> => {
    try {
      const call = index[method].bind(index) as (...values: readonly unknown[]) => Promise<unknown>;
      send({ id, value: await call(...unpacked(method, parameters)) });
    } catch (error) {
      send({ id, error: fieldsOf(error) });
    }
    if (method === 'close') port.close();
  };
  port.on('message', (request: Request) => void handle(request));
  send({ id: opening });
  await Promise.resolve();
}

/** Where the bytes of a chunk lie in the one buffer that goes with the operations. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * A write travels as one string of JSON and one buffer of text, which is moved: cloning every operation by itself
 * costs three times as much, and a chunk that is a view would take its whole buffer along.
 */
function packed(request: Request): [Request, ArrayBuffer[]] {
  if (request.method !== 'write') return [request, []];
  const operations = request.parameters[0] as readonly IndexOperation[];
  let length = 0;
  for (const operation of operations) {
    if (operation.op === 'text')
      length += isText(operation.chunk) ? Buffer.byteLength(operation.chunk) : operation.chunk.length;
  }
  const bytes = Buffer.from(new ArrayBuffer(length));
  let at = 0;
  const named = operations.map((operation) => {
    if (operation.op !== 'text') return operation;
    const { chunk } = operation;
    if (isText(chunk) && !chunk.isWellFormed()) return operation;
    const from = at;
    at += isText(chunk) ? bytes.write(chunk, at) : (bytes.set(chunk, at), chunk.length);
    return { ...operation, chunk: { from, to: at } satisfies Stretch };
  });
  const text = bytes.subarray(0, at);
  return [{ ...request, parameters: [JSON.stringify(named), text] }, [bytes.buffer]];
}

const isText = (chunk: string | Uint8Array): chunk is string => typeof chunk === 'string';

function unpacked(method: Method, parameters: readonly unknown[]): readonly unknown[] {
  if (method !== 'write') return parameters;
  const [json, bytes] = parameters as [string, Uint8Array];
  const operations = JSON.parse(json) as (IndexOperation | { op: 'text'; chunk: Stretch })[];
  return [
    operations.map((operation) =>
      operation.op === 'text' && typeof operation.chunk === 'object' && 'from' in operation.chunk
        ? { ...operation, chunk: bytes.subarray(operation.chunk.from, operation.chunk.to) }
        : operation,
    ),
  ];
}

class Threaded {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #next = opening;
  #closed: Promise<unknown> | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => {
      this.#settle(reply);
    });
    worker.on('error', (error) => {
      this.#fail(errorOf(fieldsOf(error)));
    });
    worker.on('exit', () => {
      this.#fail(Object.assign(new Error('the index thread has ended'), { code: 'index-closed' }));
    });
  }

  /** Resolves when the file is open. */
  opened(): Promise<unknown> {
    return this.#wait(this.#next++);
  }

  call(method: Method, parameters: readonly unknown[]): Promise<unknown> {
    if (method === 'close' && this.#closed !== undefined) return this.#closed;
    if (this.#closed !== undefined) {
      return Promise.reject(Object.assign(new Error('the index is closed'), { code: 'index-closed' }));
    }
    const id = this.#next++;
    const answer = this.#wait(id);
    const [request, moved] = packed({ id, method, parameters });
    this.#worker.postMessage(request, moved);
    if (method === 'close') this.#closed = answer;
    return answer;
  }

  #wait(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle({ id, value, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(errorOf(error));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#closed ??= Promise.resolve();
  }
}

/** As `openSqliteIndex`, with all work in a thread; rejects with what that throws. */
export async function openSqliteIndexInThread(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<SearchIndex> {
  const data: ThreadData = { role: 'evidex-index', path, readOnly: options.readOnly ?? false };
  // Built or not, the thread runs the file that stands beside this one.
  const worker = new Worker(new URL(`./index-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes, maxYoungGenerationSizeMb: maxYoungMegabytes },
  });
  const threaded = new Threaded(worker);
  await threaded.opened();
  const method =
    (name: Method) =>
    (...parameters: readonly unknown[]): Promise<unknown> =>
      threaded.call(name, parameters);
  return Object.fromEntries(methods.map((name) => [name, method(name)])) as unknown as SearchIndex;
}

const data = workerData as ThreadData | null | undefined;
if (!isMainThread && data?.role === 'evidex-index') await serve(data);
