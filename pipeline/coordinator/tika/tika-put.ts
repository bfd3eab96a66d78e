/**
 * One `PUT` to Tika Server: the content is sent as it comes, the answer handed on as it comes. Nothing of either is
 * held, parsed or believed here; time and size are bounded, whatever the server does.
 */
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { codeOf, messageOf } from '../../../schemas/problem.ts';

/**
 * Why there is no answer. `unreached`: no connection came about, the server knows nothing of it; `cut`: it broke off;
 * `busy`: not now; `error`: an error of the server; `refused`: it will not take the content; `stopped`: nobody waits.
 */
const putFaultCodes = [
  'unreached',
  'cut',
  'timeout',
  'busy',
  'error',
  'refused',
  'too-large',
  'stopped',
] as const;
export type PutFaultCode = (typeof putFaultCodes)[number];

export class PutFault extends Error {
  readonly code: PutFaultCode;
  constructor(code: PutFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Told by its code: the system's are in capitals (`ECONNRESET`). */
const isPutFault = (thrown: unknown): thrown is PutFault =>
  putFaultCodes.some((code) => code === codeOf(thrown));

export interface PutOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes that will be sent. */
  readonly size: number;
  /** Milliseconds from the connection to the answer's end. */
  readonly limitMs: number;
  /** Milliseconds in which some byte of a begun answer must come. */
  readonly idleMs: number;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
}

/** The server's word for its state, by HTTP status; a redirect is never followed. */
function faultOf(status: number): PutFault {
  const said = `it answered with HTTP status ${status}`;
  if (status === 503 || status === 429) return new PutFault('busy', said);
  return new PutFault(status >= 500 || status === 408 ? 'error' : 'refused', said);
}

export class TikaPut {
  readonly #options: PutOptions;
  readonly #request: ClientRequest;
  readonly #response: Promise<IncomingMessage>;
  readonly #closed: Promise<void>;
  readonly #limit: NodeJS.Timeout;
  readonly #stopped = (): void => this.#break(new PutFault('stopped', 'nobody waits for the answer'));
  #idle: NodeJS.Timeout | undefined;
  #fault: PutFault | undefined;
  #connected = false;
  #isClosed = false;

  constructor(options: PutOptions) {
    const { url, headers, size, signal, limitMs } = options;
    this.#options = options;
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // A connection of its own: one that the server has just closed would be taken for a crash.
    this.#request = open(url, {
      method: 'PUT',
      agent: false,
      headers: { ...headers, 'content-length': String(size), connection: 'close' },
    });
    this.#request.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        this.#connected = true;
      });
    });
    this.#response = new Promise((resolve, reject) => {
      this.#request.once('response', resolve);
      this.#request.on('error', (error) => {
        reject(this.#named(error));
      });
    });
    // It may break before anyone waits for it.
    this.#response.catch(() => undefined);
    this.#closed = new Promise((resolve) => {
      this.#request.once('close', () => {
        this.#isClosed = true;
        resolve();
      });
    });
    this.#limit = setTimeout(
      () => this.#break(new PutFault('timeout', `no whole answer within ${limitMs} ms`)),
      limitMs,
    );
    signal.addEventListener('abort', this.#stopped, { once: true });
    if (signal.aborted) this.#stopped();
  }

  #break(fault: PutFault): void {
    this.#fault ??= fault;
    this.#request.destroy(this.#fault);
  }

  #named(error: unknown): PutFault {
    this.#fault ??= new PutFault(this.#connected ? 'cut' : 'unreached', messageOf(error));
    return this.#fault;
  }

  async #moving<T>(step: Promise<T>): Promise<T> {
    const { idleMs } = this.#options;
    this.#idle = setTimeout(
      () => this.#break(new PutFault('timeout', `its answer stood still for ${idleMs} ms`)),
      idleMs,
    );
    try {
      return await step;
    } finally {
      clearTimeout(this.#idle);
    }
  }

  /** Resolves when more may be sent. Never throws: what came of it is told by `receive`. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed || this.#fault || this.#request.destroyed) return;
    if (this.#request.write(bytes)) return;
    const drained = new Promise<void>((resolve) => this.#request.once('drain', resolve));
    // An early answer ends the wait: the server reads no more then.
    const answered = this.#response.then(
      () => undefined,
      () => undefined,
    );
    // No shorter limit than the whole: Tika may read as slowly as it parses.
    await Promise.race([drained, answered, this.#closed]);
  }

  /** Ends the sending and gives out the answer, piece by piece. Throws `PutFault`. */
  async receive(deliver: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    const { maxAnswerBytes } = this.#options;
    try {
      this.#request.end();
      const response = await this.#response;
      const status = response.statusCode ?? 0;
      if (status !== 200 && status !== 204) throw faultOf(status);
      let received = 0;
      const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      for (;;) {
        const { done, value } = await this.#moving(pieces.next());
        if (done) break;
        received += value.length;
        if (received > maxAnswerBytes)
          throw new PutFault('too-large', `its answer is over ${maxAnswerBytes} bytes`);
        await deliver(value);
      }
      if (!response.complete) throw new PutFault('cut', 'its answer broke off');
    } catch (error) {
      throw isPutFault(error) ? error : this.#named(error);
    } finally {
      this.close();
    }
  }

  /** Gives the connection up, in whatever state it is. */
  close(): void {
    clearTimeout(this.#limit);
    clearTimeout(this.#idle);
    this.#options.signal.removeEventListener('abort', this.#stopped);
    this.#request.on('error', () => undefined);
    this.#request.destroy();
  }
}
