/**
 * Asks Tika Server on behalf of the parsers, which have no network. It never looks into content or answer; it decides
 * what a missing answer means: a content that Tika dies on, hangs on or errs on is asked about once more, alone; then it
 * has failed. A server that is gone is waited for; nothing fails for that.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isProblem, messageOf, Problem } from '../../../schemas/problem.ts';
import type { TikaAsk, TikaEnd } from '../../protocol/messages.ts';
import type { Code } from '../../../schemas/status.ts';
import { type PutFault, type PutFaultCode, TikaPut } from './tika-put.ts';
import { probeTika, type TikaServer, timeHeader } from './tika-server.ts';
import { Turns } from './turns.ts';

export interface BrokerLimits {
  /** Milliseconds that Tika may take for one content. */
  readonly timeoutMs: number;
  /** Milliseconds for which a server that is gone, or too busy, is waited for. */
  readonly waitMs: number;
  readonly maxAnswerBytes: number;
}

/** A Tika that keeps time ends by itself what hangs; so much later the connection is given up. */
const grace = 1.25;
const maxIdleMs = 30_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** UTF-16 units of text in one answer: in JSON at most three bytes each, but for control characters. */
const unitsPerAnswerByte = 1 / 3;
/** Objects in one answer: stops the file of countless embedded ones. */
const maxEmbedded = 50_000;
const asksToFail = 2;

const codes: Readonly<Partial<Record<PutFaultCode, Code>>> = {
  cut: 'tika-crash',
  timeout: 'tika-timeout',
  error: 'tika-error',
  refused: 'tika-refused',
  'too-large': 'tika-too-large',
};
/** What does not change when it is asked again. */
const final: ReadonlySet<PutFaultCode> = new Set(['refused', 'too-large']);

export class TikaBroker {
  readonly #server: TikaServer;
  readonly #limits: BrokerLimits;
  readonly #signal: AbortSignal;
  readonly #turns = new Turns();
  /** Questions that were open when Tika died, hung or erred, with how often. */
  readonly #suspects = new Map<string, number>();
  #up: Promise<void> | undefined;
  #busySince: number | undefined;

  /** `signal` ends every waiting. */
  constructor(server: TikaServer, limits: BrokerLimits, signal: AbortSignal) {
    this.#server = server;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Whether the run is being stopped. */
  get isStopped(): boolean {
    return this.#signal.aborted;
  }

  /** Waits for its turn. `gone` tells that the parser which asks has died. */
  async open(ask: TikaAsk, gone: AbortSignal): Promise<TikaQuestion> {
    const key = `${ask.want} ${ask.document}`;
    const giveBack = await this.#turns.take(ask.alone || this.#suspects.has(key));
    try {
      // What is no answer of Tika's may come from something else that took its place.
      if (ask.alone) await this.#untilUp();
    } catch (error) {
      giveBack();
      throw error;
    }
    return this.#begin(ask, key, giveBack, gone);
  }

  #begin(ask: TikaAsk, key: string, giveBack: () => void, gone: AbortSignal): TikaQuestion {
    const { timeoutMs, maxAnswerBytes } = this.#limits;
    const put = new TikaPut({
      url: new URL(ask.want === 'text' ? '/rmeta/text' : '/unpack', this.#server.url),
      headers: {
        ...(ask.want === 'text'
          ? {
              accept: 'application/json',
              writelimit: String(Math.floor(maxAnswerBytes * unitsPerAnswerByte)),
              maxembeddedresources: String(maxEmbedded),
            }
          : { accept: 'application/zip', unpackmaxbytes: String(maxAnswerBytes) }),
        ...(this.#server.keepsTime ? { [timeHeader]: String(timeoutMs) } : {}),
        // The same bytes give the same text, whatever is installed beside the server.
        'x-tika-ocrskipocr': 'true',
        'x-tika-pdfocrstrategy': 'no_ocr',
      },
      size: ask.size,
      limitMs: timeoutMs * grace,
      idleMs: Math.min(maxIdleMs, timeoutMs),
      maxAnswerBytes,
      signal: AbortSignal.any([this.#signal, gone]),
    });
    const started = performance.now();
    return {
      ask,
      send: (bytes) => put.send(bytes),
      finish: async (deliver) => {
        try {
          await put.receive(deliver);
          this.#suspects.delete(key);
          this.#busySince = undefined;
          return { outcome: 'answered' };
        } catch (error) {
          giveBack();
          return await this.#judge(key, error as PutFault, performance.now() - started);
        } finally {
          giveBack();
        }
      },
      close: () => {
        put.close();
        giveBack();
      },
    };
  }

  async #judge(key: string, fault: PutFault, tookMs: number): Promise<TikaEnd> {
    if (fault.code === 'stopped') throw fault;
    // Tika ends itself over what takes too long: seen from here, the connection is cut.
    const kind = fault.code === 'cut' && tookMs >= this.#limits.timeoutMs ? 'timeout' : fault.code;
    const failed = (): TikaEnd => ({
      outcome: 'failed',
      code: codes[kind] ?? 'tika-crash',
      detail: fault.message.slice(0, 500),
    });
    if (final.has(kind)) return failed();
    if (kind === 'busy') await this.#pause();
    // Before anyone is blamed: a server that stays away is nobody's fault.
    await this.#untilUp(kind === 'timeout');
    if (kind === 'busy' || kind === 'unreached') return { outcome: 'again' };
    const times = (this.#suspects.get(key) ?? 0) + 1;
    this.#suspects.set(key, times);
    return times < asksToFail ? { outcome: 'again' } : failed();
  }

  async #pause(): Promise<void> {
    this.#busySince ??= performance.now();
    if (performance.now() - this.#busySince > this.#limits.waitMs) throw this.#givenUp('it stays too busy');
    await wait(Math.min(longestPauseMs, this.#limits.waitMs / 10), undefined, { signal: this.#signal });
  }

  /** Resolves when the server states the version that the run began with. */
  #untilUp(hung = false): Promise<void> {
    this.#up ??= this.#waitUntilUp(hung).finally(() => {
      this.#up = undefined;
    });
    return this.#up;
  }

  async #waitUntilUp(hung: boolean): Promise<void> {
    const until = performance.now() + this.#limits.waitMs;
    let pauseMs = firstPauseMs;
    let said = '';
    let ending = hung;
    do {
      try {
        await this.#server.revive(ending);
        ending = false;
        const probe = await probeTika(this.#server.url);
        if ('version' in probe) return this.#checkVersion(probe.version);
        ({ said } = probe);
      } catch (error) {
        if (isProblem(error)) throw error;
        said = messageOf(error);
      }
      await wait(pauseMs, undefined, { signal: this.#signal });
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    } while (performance.now() < until);
    throw this.#givenUp(said);
  }

  #checkVersion(version: string): void {
    if (version === this.#server.version) return;
    throw new Problem(
      'tika-unreachable',
      `the Tika Server at ${this.#server.url.origin} is now version ${version}, the run began with ${this.#server.version}`,
      'Run the same command again: it goes on with the new version, and its record says so.',
    );
  }

  #givenUp(said: string): Problem {
    return new Problem(
      'tika-unreachable',
      `Tika Server at ${this.#server.url.origin} did not come back within ${Math.round(this.#limits.waitMs / 1000)} s: ${said}`,
      'Nothing failed for it. When it is there again, run the same command again: it goes on where this run stopped. --tika-wait-ms sets how long a run waits.',
    );
  }
}

/** One question that has its turn. After `finish` or `close` it is over. */
export interface TikaQuestion {
  readonly ask: TikaAsk;
  /** Resolves when more may be sent; never throws. */
  send(bytes: Uint8Array): Promise<void>;
  /** Gives out the answer, then how it ended. Throws `stopped` where nobody waits for it, `Problem` to end the run. */
  finish(deliver: (bytes: Uint8Array) => Promise<void>): Promise<TikaEnd>;
  close(): void;
}
