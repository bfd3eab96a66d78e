/** Cuts a stream of text into blocks at fixed places, each with context on both sides: what is decided of one does not depend on where chunks end. */
import { entityContextUnits } from './names/entity-finder.ts';

/** Units decided at once. */
export const blockUnits = 65_536;

/** `[from, to)` of `text` is decided, the rest of it is context; `base` is the offset of `text` in the whole. */
export type Decide = (text: string, from: number, to: number, base: number) => void;

export class TextBlocks {
  readonly #decide: Decide;
  readonly #block: number;
  /** Text not yet decided, with the context before it. */
  #held = '';
  #parts: string[] = [];
  #waiting = 0;
  /** Offset of `held` in the whole text, and of the first undecided unit in `held`. */
  #base = 0;
  #from = 0;

  /** The block size is for tests. */
  constructor(decide: Decide, block: number = blockUnits) {
    this.#decide = decide;
    this.#block = block;
  }

  /** Whether something may have been decided. */
  push(chunk: string): boolean {
    this.#parts.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting < this.#block) return false;
    this.#work();
    return true;
  }

  /** Decides the rest; `beforeLast` is called when nothing but the last block is left. */
  end(beforeLast?: () => void): void {
    this.#work();
    beforeLast?.();
    if (this.#from < this.#held.length) this.#decide(this.#held, this.#from, this.#held.length, this.#base);
    this.#held = '';
    this.#from = 0;
  }

  #work(): void {
    const text = this.#held + this.#parts.join('');
    this.#parts = [];
    this.#waiting = 0;
    let from = this.#from;
    let cut = 0;
    while (text.length - from >= this.#block + entityContextUnits) {
      cut = Math.max(0, from - entityContextUnits);
      const to = from + this.#block;
      this.#decide(text.slice(cut, to + entityContextUnits), from - cut, to - cut, this.#base + cut);
      from = to;
    }
    cut = Math.max(0, from - entityContextUnits);
    this.#held = text.slice(cut);
    this.#base += cut;
    this.#from = from - cut;
  }
}
