/** Answers of pages that go over the whole case, kept until what they were made of is written to: they take seconds at a million events. */
import type { CasePart, CaseState } from './case-parts.ts';
import type { MadeAnswer } from './messages.ts';

/** Stops a script that asks for a thousand spans from filling the memory. */
const maxCharacters = 16 * 1024 * 1024;
/** What is made faster than this is not worth its place. */
const defaultLeastMs = 50;

interface Kept {
  /** Of the case, before the answer was made. */
  readonly state: CaseState;
  readonly parts: readonly CasePart[];
  readonly answer: MadeAnswer;
  readonly characters: number;
}

/** Whether none of the parts was written to between two states. */
const areSame = (parts: readonly CasePart[], one: CaseState, other: CaseState): boolean =>
  parts.every((part) => one[part] !== undefined && one[part] === other[part]);

const partsOf = (answer: MadeAnswer): readonly CasePart[] | undefined =>
  'page' in answer ? answer.madeOf : undefined;

export class KeptAnswers {
  readonly #stateOf: () => Promise<CaseState>;
  readonly #leastMs: number;
  /** The one that was asked for longest ago first. */
  readonly #kept = new Map<string, Kept>();
  /** What is being made, by key. */
  readonly #making = new Map<string, { readonly state: CaseState; readonly answer: Promise<MadeAnswer> }>();
  #characters = 0;

  constructor(stateOf: () => Promise<CaseState>, leastMs = defaultLeastMs) {
    this.#stateOf = stateOf;
    this.#leastMs = leastMs;
  }

  /** The answer under `key`, made where it is not kept; `key` says all that it depends on besides the case. */
  async answer(key: string, make: () => Promise<MadeAnswer>): Promise<MadeAnswer> {
    const state = await this.#stateOf();
    const kept = this.#kept.get(key);
    if (kept !== undefined) this.#forget(key, kept);
    if (kept !== undefined && areSame(kept.parts, kept.state, state)) {
      this.#keep(key, kept);
      return kept.answer;
    }
    // Who asks the same meanwhile waits for it: twenty people would have it made twenty times. Where it fails, by the one
    // going away who asked first, each makes it. No answer is made of less than the evidence.
    const making = this.#making.get(key);
    if (making !== undefined && areSame(['evidence'], making.state, state)) {
      const made = await making.answer.catch(() => undefined);
      const parts = made && partsOf(made);
      if (made !== undefined && parts !== undefined && areSame(parts, making.state, state)) return made;
    }
    return this.#make(key, state, make);
  }

  async #make(key: string, state: CaseState, make: () => Promise<MadeAnswer>): Promise<MadeAnswer> {
    const started = performance.now();
    const making = { state, answer: make() };
    this.#making.set(key, making);
    const answer = await making.answer.finally(() => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    });
    const isWorthIt = performance.now() - started >= this.#leastMs;
    const parts = partsOf(answer);
    // Written to meanwhile: nobody knows what of it was seen.
    if (isWorthIt && parts && 'page' in answer && areSame(parts, state, await this.#stateOf()))
      this.#keep(key, { state, parts, answer, characters: key.length + answer.page.length });
    return answer;
  }

  #keep(key: string, kept: Kept): void {
    const before = this.#kept.get(key);
    if (before) this.#forget(key, before);
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
