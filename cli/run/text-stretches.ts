/** Reads many short stretches of one text in few questions to the index. */
import type { IndexReader } from '../../search/port.ts';

/** Read at one time, beginning at the stretch that was asked for: most texts are shorter. */
const windowUnits = 32 * 1024;

/** Quickest where the stretches come in their order, as mentions do. */
export class TextStretches {
  readonly #index: Pick<IndexReader, 'text'>;
  readonly #textId: string;
  #from = 0;
  #window = '';
  #isEnd = false;

  constructor(index: Pick<IndexReader, 'text'>, textId: string) {
    this.#index = index;
    this.#textId = textId;
  }

  /** `text.slice(start, end)` where that was read with a stretch before, else undefined. */
  held(start: number, end: number): string | undefined {
    const windowEnd = this.#isEnd ? Infinity : this.#from + this.#window.length;
    if (start < this.#from || end > windowEnd) return undefined;
    return this.#window.slice(start - this.#from, end - this.#from);
  }

  /** `text.slice(start, end)`; empty where the index has no such text. */
  async read(start: number, end: number): Promise<string> {
    const held = this.held(start, end);
    if (held !== undefined) return held;
    const wanted = Math.max(end - start, windowUnits);
    this.#window = (await this.#index.text(this.#textId, start, start + wanted)) ?? '';
    this.#from = start;
    this.#isEnd = this.#window.length < wanted;
    return this.#window.slice(0, end - start);
  }
}
