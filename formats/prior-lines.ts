/** Puts together the lines of a text as they stood before the tracked changes that are in them. */
import type { Anchor } from '../schemas/anchor.ts';

type Mark = Pick<Anchor, 'mark' | 'author' | 'changed'>;

/** How a line is marked that stands as it was before its changes. */
export const priorMark: Mark = { mark: 'earlier-revision' };

/** Units of one line; what stands farther before a change is left out. */
const maxLineUnits = 16_384;

const isChange = (mark: Mark | undefined, kind: 'inserted' | 'deleted'): boolean =>
  mark?.mark === kind || mark?.mark === 'moved';

/**
 * Told what is kept and what was taken out in the order of the document. Deletions stand in the hidden text, so that no
 * phrase runs from what stayed into them.
 */
export class PriorLines {
  #line = '';
  /** Something was taken out of the line, and something of it stayed. */
  #isChanged = false;
  #isKept = false;

  /** What is taken out of the line that is open; of others (text that is not shown) nothing is kept. */
  remove(text: string, mark: Mark | undefined): void {
    if (!isChange(mark, 'deleted') || text === '') return;
    this.#isChanged = true;
    this.#add(text);
  }

  /** What stands in the text, and gives the lines that end in it, where they were changed. */
  *keep(text: string, mark: Mark | undefined): Generator<string> {
    const isInserted = isChange(mark, 'inserted');
    let from = 0;
    if (this.#isChanged) {
      const end = text.indexOf('\n');
      if (!isInserted) this.#keep(end < 0 ? text : text.slice(0, end));
      if (end < 0) return;
      yield* this.end();
      from = end + 1;
    }
    const last = text.lastIndexOf('\n');
    if (last >= from) {
      this.#line = '';
      this.#isKept = false;
      from = last + 1;
    }
    if (!isInserted) this.#keep(text.slice(from));
  }

  /** Ends the line that is open. */
  *end(): Generator<string> {
    const line = this.#isChanged && this.#isKept ? this.#line.slice(-maxLineUnits).trim() : '';
    this.#line = '';
    this.#isChanged = false;
    this.#isKept = false;
    if (line !== '') yield line;
  }

  #keep(text: string): void {
    this.#isKept ||= /\S/.test(text);
    this.#add(text);
  }

  #add(text: string): void {
    this.#line += text;
    // Seldom: each cut copies what is left.
    if (this.#line.length > 2 * maxLineUnits) this.#line = this.#line.slice(-maxLineUnits);
  }
}
