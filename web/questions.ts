/** Answers what is asked of one case: recorded before it is answered, by a process that can be ended. */
import { raw } from 'hono/html';
import { codeOf } from '../schemas/problem.ts';
import type { Given } from './asked.ts';
import type { Person } from './person.ts';
import { KeptAnswers } from './readers/kept-answers.ts';
import type { MadeAnswer } from './readers/messages.ts';
import type { ReaderPool } from './readers/reader-pool.ts';
import type { Answer, AnyRoute, AskedRoute, To } from './route.ts';
import { changesNothing, reading, type ServedCase, writing } from './served-case.ts';

/** Stops a script that asks for page after page from holding the process in one queue without end. */
const maxWaiting = 32;

/** What somebody asked. */
export interface Asking {
  readonly route: AnyRoute;
  readonly given: Given;
  readonly asked: AskedRoute;
  readonly person: Person;
  /** Aborted when who asked no longer waits. */
  readonly signal: AbortSignal;
}

export type Outcome = { readonly answer: Answer } | { readonly problem: unknown } | 'too-many';

/** As the process that read has made it: it escaped what stands in it. */
function answerOf(made: MadeAnswer): Answer {
  const count = made.resultCount === undefined ? {} : { resultCount: made.resultCount };
  if ('goTo' in made) return { goTo: made.goTo, ...count };
  if ('unfinished' in made) return { unfinished: made.unfinished, ...count };
  if ('page' in made) {
    const { page, title, status, refreshSeconds } = made;
    return {
      body: raw(page),
      ...(title === undefined ? {} : { title }),
      ...(status === undefined ? {} : { status }),
      ...(refreshSeconds === undefined ? {} : { refreshSeconds }),
      ...count,
    };
  }
  const { bytes, contentType, policy, headers } = made;
  return {
    bytes: Uint8Array.from(bytes),
    contentType,
    ...(policy === undefined ? {} : { policy }),
    ...(headers === undefined ? {} : { headers }),
    ...count,
  };
}

export class Questions {
  answered = 0;
  readonly #served: ServedCase;
  readonly #readers: ReaderPool;
  readonly #kept: KeptAnswers;
  readonly #address: string;
  readonly #to: To;
  /** Of what the server answers itself: ledger and index answer in this thread, one question after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `to` makes addresses below `address`, where the case is. */
  constructor(served: ServedCase, readers: ReaderPool, address: string, to: To) {
    this.#served = served;
    this.#readers = readers;
    this.#kept = new KeptAnswers(() => served.state());
    this.#address = address;
    this.#to = to;
  }

  async ask(asking: Asking): Promise<Outcome> {
    if (this.#waiting >= maxWaiting) return 'too-many';
    this.#waiting += 1;
    try {
      const work = (): Promise<Outcome> => this.#recorded(asking);
      if (!asking.route.inServer) return await work();
      const own = this.#queue.then(work);
      this.#queue = own.catch(() => undefined);
      return await own;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #answer({ route, given, asked, person, signal }: Asking, record: number): Promise<Answer> {
    const { method, path } = route;
    if (route.inServer) return reading(this.#served, { person, to: this.#to, record }, asked.answer);
    const question = {
      of: this.#served.toRead,
      method,
      path,
      given,
      person,
      address: this.#address,
      record,
    };
    const write = method === 'post' ? writing(this.#served, { person, record }) : changesNothing;
    const ask = (): Promise<MadeAnswer> => this.#readers.ask({ question, signal, write });
    if (!route.isOfWholeCase) return answerOf(await ask());
    const { scope, role } = person;
    return answerOf(await this.#kept.answer(JSON.stringify([path, given, scope.open.toSorted(), role]), ask));
  }

  /** The answer, or what it failed by; both are recorded. Where a question cannot be recorded, it is not answered. */
  async #recorded(asking: Asking): Promise<Outcome> {
    const { asked, person, route } = asking;
    try {
      const question = await this.#served.recordQuestion({
        // Before what somebody typed, so that no query looks like it: who has not opened the scope is not told the words.
        words: [...person.scope.open.map((scope) => `--open=${scope}`), ...asked.words],
        who: person.who,
        isSealed: route.method === 'post',
      });
      try {
        const made = await this.#answer(asking, question.record);
        const { resultCount } = made;
        await question.end({ exitCode: 0, ...(resultCount === undefined ? {} : { resultCount }) });
        this.answered += 1;
        return { answer: made };
      } catch (problem) {
        await question.end({ exitCode: 1, problem: codeOf(problem) ?? 'failed' });
        return { problem };
      }
    } catch (problem) {
      return { problem };
    }
  }
}
