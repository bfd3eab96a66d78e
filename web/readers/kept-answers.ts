/** Answers of pages that go over the whole case, kept until that is written to: they take seconds at a million events. */
import type { MadeAnswer } from './messages.ts';

/** Stops a script that asks for a thousand spans from filling the memory. */
const maxCharacters = 16 * 1024 * 1024;
/** What is made faster than this is not worth its place. */
const leastMs = 50;

interface Kept {
  /** Of the case, before the answer was made. */
  readonly state: string;
  readonly answer: MadeAnswer;
  readonly characters: number;
}

export class KeptAnswers {
  readonly #stateOf: () => string | undefined;
  /** The one that was asked for longest ago first. */
  readonly #kept = new Map<string, Kept>();
  /** What is being made, by key. */
  readonly #making = new Map<
    string,
    { readonly state: string | undefined; readonly answer: Promise<MadeAnswer> }
  >();
  #characters = 0;

  /** `stateOf` gives another word once the case was written to, and undefined where that cannot be told. */
  constructor(stateOf: () => string | undefined) {
    this.#stateOf = stateOf;
  }

  /** The answer under `key`, made where it is not kept; `key` says all that it depends on besides the case. */
  async answer(key: string, make: () => Promise<MadeAnswer>): Promise<MadeAnswer> {
    const state = this.#stateOf();
    const kept = this.#kept.get(key);
    if (kept !== undefined) this.#forget(key, kept);
    if (kept !== undefined && kept.state === state) {
      this.#keep(key, kept);
      return kept.answer;
    }
    // Who asks the same meanwhile waits for it: twenty people would have it made twenty times. Where it fails, by the one
    // going away who asked first, each makes it.
    const making = this.#making.get(key);
    if (making !== undefined && state !== undefined && making.state === state) {
      const made = await making.answer.catch(() => undefined);
      if (made !== undefined) return made;
    }
    return this.#make(key, state, make);
  }

  async #make(key: string, state: string | undefined, make: () => Promise<MadeAnswer>): Promise<MadeAnswer> {
    const started = performance.now();
    const making = { state, answer: make() };
    this.#making.set(key, making);
    const answer = await making.answer.finally(() => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    });
    const isWorthIt = performance.now() - started >= leastMs;
    // Written to meanwhile: nobody knows what of it was seen.
    if (state !== undefined && isWorthIt && 'page' in answer && state === this.#stateOf())
      this.#keep(key, { state, answer, characters: key.length + answer.page.length });
    return answer;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#characters += kept.characters;
    for (const [oldest, old] of this.#kept) {
      if (this.#characters <= maxCharacters) return;
      this.#forget(oldest, old);
    }
  }

  #forget(key: string, { characters }: Kept): void {
    this.#kept.delete(key);
    this.#characters -= characters;
  }
}
