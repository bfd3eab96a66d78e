/** Screens one document while it is read: its texts as they pass, and all words that it states beside them. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { ScreenMatcher, Screening } from '../../tagging/screen/screen-matcher.ts';

/** As a message takes them; one more or less withholds no other scope than those that are there. */
const maxNumbers = 10_000;

export class DocumentScreen {
  readonly #matcher: ScreenMatcher | undefined;
  readonly #found = new Set<number>();
  readonly #texts = new Map<TextKind, Screening>();

  constructor(matcher: ScreenMatcher | undefined) {
    this.#matcher = matcher;
  }

  text(kind: TextKind, piece: string): void {
    if (!this.#matcher) return;
    const text = this.#texts.get(kind) ?? this.#matcher.open(this.#found);
    this.#texts.set(kind, text);
    text.push(piece);
  }

  /** Words that stand outside of the texts: an author, a sheet, what happened. */
  words(words: string | undefined): void {
    if (!this.#matcher || words === undefined) return;
    for (const number of this.#matcher.matches(words)) this.#found.add(number);
  }

  /** All strings of what a document states of itself. */
  values(value: unknown): void {
    if (!this.#matcher) return;
    if (typeof value === 'string') this.words(value);
    else if (typeof value === 'object' && value !== null)
      for (const one of Object.values(value)) this.values(one);
  }

  /** The numbers of the terms that were found; undefined where nothing is screened. */
  finish(): number[] | undefined {
    if (!this.#matcher) return undefined;
    for (const text of this.#texts.values()) text.end();
    return [...this.#found].sort((one, other) => one - other).slice(0, maxNumbers);
  }
}
