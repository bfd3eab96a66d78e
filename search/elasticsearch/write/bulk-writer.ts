/**
 * Sends actions to `_bulk`: bounded in bytes, number and requests under way; an action counts as taken only when
 * Elasticsearch said so of it by itself. What it did not answer is sent again, so every action must bear that.
 */
import PQueue from 'p-queue';
import type { Connection } from '../server/connection.ts';
import { type ItemAnswer, type Outcome, readBulkAnswer } from './bulk-answer.ts';
import { Patience, type PatienceOptions } from '../server/patience.ts';
import { mayPass } from '../server/patient-client.ts';
import { answerOf, isServerAnswer, problemOf, type ServerAnswer } from '../server/server-answer.ts';

export interface BulkLimits {
  /** Of one request; a larger action goes alone. */
  readonly maxBytes: number;
  readonly maxActions: number;
  /** Requests under way at one time. */
  readonly requests: number;
}
export const bulkLimits: BulkLimits = { maxBytes: 8 * 1024 * 1024, maxActions: 1_000, requests: 3 };

/** Smaller actions are never taken for too large: who is turned away with one of these waits. */
const minLargeBytes = 256 * 1024;
/** Requests with one large action alone, each turned away while the server took something else. */
const maxAloneRefusals = 3;
/** Large actions that were turned away, kept for being sent alone. */
const maxKeptBytes = 32 * 1024 * 1024;

interface Action {
  readonly bytes: Buffer;
  readonly done: (outcome: Outcome) => void;
  turnedAway: number;
}

export interface BulkOptions extends PatienceOptions {
  readonly limits: BulkLimits;
  /** The names written to are aliases: an index that is gone must not be made anew under the alias's name. */
  readonly requireAlias: boolean;
  /** Two lines of NDJSON, small: what the server must take for a large action to be the one at fault. */
  readonly probe: () => string;
}

const unreadable: ServerAnswer = {
  kind: 'silence',
  status: 0,
  type: '',
  reason: 'the answer to a bulk request cannot be read',
};

export class BulkWriter {
  readonly #connection: Connection;
  readonly #options: BulkOptions;
  readonly #patience: Patience;
  readonly #queue: PQueue;
  #gathered: Action[] = [];
  #gatheredBytes = 0;
  /** Lowered where something on the way takes no more. */
  #maxBytes: number;
  #alone: Action[] = [];
  #failure: unknown;

  /** With the patience of others, where they wait for the same server. */
  constructor(
    connection: Connection,
    options: BulkOptions,
    patience: Patience = new Patience(connection, options),
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#patience = patience;
    this.#queue = new PQueue({ concurrency: options.limits.requests });
    this.#maxBytes = options.limits.maxBytes;
  }

  /**
   * Takes one action, its lines each ended with a newline; `done` is told what became of it. Resolves when there is
   * room for more. Throws what ended an earlier request.
   */
  async add(lines: string, done: (outcome: Outcome) => void): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = Buffer.from(lines);
    if (this.#gatheredBytes + bytes.length > this.#maxBytes) this.#start();
    this.#gathered.push({ bytes, done, turnedAway: 0 });
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= this.#maxBytes || this.#gathered.length >= this.#options.limits.maxActions)
      this.#start();
    if (this.#queue.size > 0) await this.#queue.onSizeLessThan(1);
    if (this.#alone.reduce((sum, { bytes }) => sum + bytes.length, 0) > maxKeptBytes) await this.flush();
  }

  /** Resolves when every action has its outcome. Throws what ended a request; the rest is then forgotten. */
  async flush(): Promise<void> {
    this.#start();
    await this.#queue.onIdle();
    const alone = this.#alone;
    this.#alone = [];
    for (const action of alone) {
      if (this.#failure === undefined) await this.#sendAlone(action).catch((error) => this.#fail(error));
    }
    if (this.#failure === undefined) return;
    const failure = this.#failure;
    this.#failure = undefined;
    throw failure;
  }

  #start(): void {
    const actions = this.#gathered;
    if (actions.length === 0) return;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    void this.#queue
      .add(async () => {
        if (this.#failure === undefined) await this.#send(actions);
      })
      .catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#gathered = [];
    this.#gatheredBytes = 0;
  }

  /** Sends them until each has an outcome or waits to be sent alone. */
  async #send(actions: readonly Action[]): Promise<void> {
    const since = performance.now();
    let left = actions;
    for (let attempt = 0; left.length > 0 && this.#failure === undefined; attempt++) {
      const reply = await this.#post(left);
      if ('items' in reply) {
        const { rest, why } = this.#settle(left, reply.items);
        if (rest.length < left.length) attempt = 0;
        left = this.#setAside(rest);
        if (why !== undefined && left.length > 0) await this.#patience.wait(why, attempt, since);
        continue;
      }
      const { answer } = reply;
      if (answer.status === 413) return this.#sendHalves(left, true);
      this.#mustBePassing(answer);
      await this.#patience.wait(answer, attempt, since);
      if (answer.kind === 'late' && left.length > 1) return this.#sendHalves(left, false);
      if (answer.status === 429) left = this.#setAside(left.map(countTurnedAway));
    }
  }

  /** Throws what waiting does not cure. */
  #mustBePassing(answer: ServerAnswer): void {
    if (!mayPass(answer)) throw problemOf(answer, this.#connection.where);
  }

  /** Too much for one request: less goes through. What is too much by itself is too large. */
  async #sendHalves(actions: readonly Action[], tooLarge: boolean): Promise<void> {
    const [first] = actions;
    if (actions.length === 1 && first !== undefined) {
      first.done('too-large');
      return;
    }
    if (tooLarge) this.#maxBytes = Math.max(minLargeBytes, Math.floor(this.#maxBytes / 2));
    const middle = Math.ceil(actions.length / 2);
    await this.#send(actions.slice(0, middle));
    await this.#send(actions.slice(middle));
  }

  /** Tells outcomes; gives what is to be sent again, and why. */
  #settle(
    actions: readonly Action[],
    items: readonly ItemAnswer[],
  ): { rest: Action[]; why: ServerAnswer | undefined } {
    const rest: Action[] = [];
    let why: ServerAnswer | undefined;
    let stop: ServerAnswer | undefined;
    for (const [at, action] of actions.entries()) {
      const item = items[at];
      if (item === undefined) continue;
      if ('outcome' in item) action.done(item.outcome);
      else if ('stop' in item) stop ??= item.stop;
      else {
        why = item.again;
        if (why.status === 429 && why.type !== 'cluster_block_exception') action.turnedAway++;
        rest.push(action);
      }
    }
    if (stop !== undefined) throw problemOf(stop, this.#connection.where);
    if (rest.length < actions.length) this.#patience.good();
    return { rest, why };
  }

  /** Keeps large ones that were turned away for `#sendAlone`; gives the others. */
  #setAside(actions: readonly Action[]): Action[] {
    const isSuspect = ({ bytes, turnedAway }: Action): boolean =>
      turnedAway > 1 && bytes.length >= minLargeBytes;
    this.#alone.push(...actions.filter(isSuspect));
    return actions.filter((action) => !isSuspect(action));
  }

  /**
   * With nothing else of ours under way. Turned away again and again, while the server takes a small action in
   * between, it is too large for this server: a node refuses for ever what takes a certain part of its memory.
   */
  async #sendAlone(action: Action): Promise<void> {
    const since = performance.now();
    let refusals = 0;
    for (let attempt = 0; ; attempt++) {
      const reply = await this.#post([action]);
      const why = 'items' in reply ? this.#settle([action], reply.items).why : reply.answer;
      if (why === undefined) return;
      if (why.status === 413) return action.done('too-large');
      this.#mustBePassing(why);
      if (why.status === 429 && why.type !== 'cluster_block_exception' && (await this.#takesProbe()))
        refusals++;
      if (refusals >= maxAloneRefusals) return action.done('too-large');
      await this.#patience.wait(why, attempt, since);
    }
  }

  async #takesProbe(): Promise<boolean> {
    const reply = await this.#post([{ bytes: Buffer.from(this.#options.probe()) }]);
    return 'items' in reply && reply.items.every((item) => 'outcome' in item);
  }

  /** One request: the items' answers, or what came instead. Throws what is no answer of the server. */
  async #post(actions: readonly Pick<Action, 'bytes'>[]): Promise<Reply> {
    try {
      const body = await this.#connection.client.transport.request(
        {
          method: 'POST',
          path: '/_bulk',
          querystring: {
            filter_path: 'items.*.status,items.*.error',
            ...(this.#options.requireAlias ? { require_alias: true } : {}),
          },
          bulkBody: Buffer.concat(actions.map(({ bytes }) => bytes)),
        },
        { maxRetries: 0 },
      );
      const items = readBulkAnswer(body, actions.length);
      return items === undefined ? { answer: unreadable } : { items };
    } catch (error) {
      if (!isServerAnswer(error)) throw error;
      return { answer: answerOf(error) };
    }
  }
}

type Reply = { readonly items: readonly ItemAnswer[] } | { readonly answer: ServerAnswer };

const countTurnedAway = (action: Action): Action => {
  action.turnedAway++;
  return action;
};
