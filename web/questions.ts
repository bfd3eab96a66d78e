/** Answers what is asked of one case: recorded before it is answered, one reading after the other. */
import { codeOf } from '../schemas/problem.ts';
import type { Person } from './person.ts';
import type { Answer, AskedRoute, To } from './route.ts';
import { reading, type ServedCase } from './served-case.ts';

/** Stops a script that asks for page after page from holding the process in one queue without end. */
const maxWaiting = 32;

export type Outcome = { readonly answer: Answer } | { readonly problem: unknown } | 'too-many';

export class Questions {
  answered = 0;
  readonly #served: ServedCase;
  /** Ledger and index answer in this thread: one question after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(served: ServedCase) {
    this.#served = served;
  }

  /** What changes the case waits for runs that write, and keeps nobody waiting that reads. */
  async ask(asked: AskedRoute, person: Person, to: To, changes: boolean): Promise<Outcome> {
    if (this.#waiting >= maxWaiting) return 'too-many';
    this.#waiting += 1;
    try {
      const work = (): Promise<Outcome> => this.#recorded(asked, person, to, changes);
      if (changes) return await work();
      const own = this.#queue.then(work);
      this.#queue = own.catch(() => undefined);
      return await own;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** The answer, or what it failed by; both are recorded. Where a question cannot be recorded, it is not answered. */
  async #recorded(
    { words, answer }: AskedRoute,
    person: Person,
    to: To,
    isSealed: boolean,
  ): Promise<Outcome> {
    try {
      const question = await this.#served.recordQuestion({ words, who: person.who, isSealed });
      const { record } = question;
      try {
        const made = await reading(this.#served, { person, to, record }, answer);
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
