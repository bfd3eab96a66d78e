/** Answers of pages that go over the whole case, kept until what they were made of is written to: they take seconds at a million events. */
import type { CasePart, CaseState } from './case-parts.ts';
import type { MadeAnswer } from './messages.ts';

/** Stops a script that asks for a thousand spans from filling the memory. */
const maxCharacters = 16 * 1024 * 1024;
/** What is made faster than this is not worth its place. */
const defaultLeastMs = 50;
/** While a run writes, a page is shown for so many times as long as it took to make: it costs a twentieth of a processor. */
const timesShown = 20;
/** And no longer, however long it took: people look at it to see how far a run is. */
const mostShownMs = 60_000;

interface Kept {
  /** Of the case, before the answer was made. */
  readonly state: CaseState;
  readonly parts: readonly CasePart[];
  readonly answer: MadeAnswer;
  readonly characters: number;
  /** Milliseconds since 1970, when it was begun. */
  readonly at: number;
  readonly tookMs: number;
}

interface Making {
  readonly state: CaseState;
  readonly at: number;
  readonly answer: Promise<MadeAnswer>;
}

/** Whether none of the parts was written to between two states. */
const areSame = (parts: readonly CasePart[], one: CaseState, other: CaseState): boolean =>
  parts.every((part) => one[part] !== undefined && one[part] === other[part]);

/**
 * Whether a run alone may have written between two states, which only adds: what people write is seen at once, and what
 * is withheld or taken out was not when the page was made.
 */
const areOfRun = (one: CaseState, other: CaseState): boolean =>
  one.runOn !== undefined &&
  one.runOn.closed === other.runOn?.closed &&
  areSame(['marks', 'records'], one, other);

const partsOf = (answer: MadeAnswer): readonly CasePart[] | undefined =>
  'page' in answer ? answer.madeOf : undefined;

/** The same page, which says of when it is. */
function asOf(answer: MadeAnswer, { at, tookMs }: Pick<Kept, 'at' | 'tookMs'>): MadeAnswer {
  if (!('page' in answer)) return answer;
  const seconds = Math.ceil(shownMs(tookMs) / 1_000);
  const note = `<p class="note">As of ${new Date(at).toISOString().slice(0, 19)}Z: a run writes to this case, and what it wrote since is not counted here. This page is made anew every ${seconds} seconds at most.</p>`;
  return { ...answer, page: `${note}${answer.page}` };
}

const shownMs = (tookMs: number): number => Math.min(mostShownMs, timesShown * tookMs);

export class KeptAnswers {
  readonly #stateOf: () => Promise<CaseState>;
  readonly #leastMs: number;
  /** The one that was asked for longest ago first. */
  readonly #kept = new Map<string, Kept>();
  /** What is being made, by key. */
  readonly #making = new Map<string, Making>();
  #characters = 0;

  constructor(stateOf: () => Promise<CaseState>, leastMs = defaultLeastMs) {
    this.#stateOf = stateOf;
    this.#leastMs = leastMs;
  }

  /** The answer under `key`, made where it is not kept; `key` says all that it depends on besides the case. */
  async answer(key: string, make: () => Promise<MadeAnswer>): Promise<MadeAnswer> {
    const state = await this.#stateOf();
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#forget(key, kept);
      const isSame = areSame(kept.parts, kept.state, state);
      const isNewEnough = areOfRun(kept.state, state) && Date.now() - kept.at < shownMs(kept.tookMs);
      if (isSame || isNewEnough) {
        this.#keep(key, kept);
        return isSame ? kept.answer : asOf(kept.answer, kept);
      }
    }
    // Who asks the same meanwhile waits for it: twenty people would have it made twenty times. Where it fails, by the one
    // going away who asked first, each makes it. No answer is made of less than the evidence.
    const making = this.#making.get(key);
    if (
      making !== undefined &&
      (areSame(['evidence'], making.state, state) || areOfRun(making.state, state))
    ) {
      const made = await making.answer.catch(() => undefined);
      const parts = made && partsOf(made);
      if (made !== undefined && parts !== undefined) {
        if (areSame(parts, making.state, state)) return made;
        if (areOfRun(making.state, state))
          return asOf(made, { at: making.at, tookMs: Date.now() - making.at });
      }
    }
    return this.#make(key, state, make);
  }

  async #make(key: string, state: CaseState, make: () => Promise<MadeAnswer>): Promise<MadeAnswer> {
    const at = Date.now();
    const started = performance.now();
    const making = { state, at, answer: make() };
    this.#making.set(key, making);
    const answer = await making.answer.finally(() => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    });
    const tookMs = performance.now() - started;
    const parts = partsOf(answer);
    if (tookMs < this.#leastMs || !parts || !('page' in answer)) return answer;
    const now = await this.#stateOf();
    // Written to meanwhile, nobody knows what of it was seen: it holds for no state, and while a run writes for a while.
    if (areSame(parts, state, now) || areOfRun(state, now))
      this.#keep(key, { state, parts, answer, characters: key.length + answer.page.length, at, tookMs });
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
