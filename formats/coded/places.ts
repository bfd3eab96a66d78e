/** Where what was found in a text lies, while the text goes by window by window. */
import type { AnchorPlace } from '../../schemas/anchor.ts';

/** A sheet has one for each cell: the place is kept as it came. */
interface Placed {
  readonly place: AnchorPlace;
  readonly at: number;
}

const countLines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
};

/** So many lines on, where an anchor counts them. */
function forward(place: AnchorPlace, lines: number): AnchorPlace {
  if (!place.perLine) return place;
  return place.row === undefined
    ? { ...place, line: (place.line ?? 1) + lines }
    : { ...place, row: place.row + lines };
}

/** Of each kind what is found comes in order: lines are counted on from the find before, not anew from the anchor. */
interface Cursor {
  /** Of the anchor that holds there. */
  index: number;
  /** Units of the window up to which the lines since the anchor are counted. */
  counted: number;
  lines: number;
}

/** The anchors of one text. All offsets are UTF-16 units. */
export class Places {
  /** Where the window begins, from the start of the text. */
  #from = 0;
  /** Those in the window and behind it, and the one that holds where it begins, moved there. */
  #places: Placed[] = [];
  #cursor: Cursor = { index: 0, counted: 0, lines: 0 };

  /** From `at` of the text on; behind all that were added. */
  add(place: AnchorPlace, at: number): void {
    if (this.#places.at(-1)?.at === at) this.#places.pop();
    this.#places.push({ place, at });
  }

  /** The place of what begins at `start` of the window, whose text is `text`. */
  find(start: number, text: string): AnchorPlace {
    if (start < this.#cursor.counted) this.#cursor = { index: 0, counted: 0, lines: 0 };
    const cursor = this.#cursor;
    const begin = (index: number): number => (this.#places[index]?.at ?? Infinity) - this.#from;
    while (begin(cursor.index + 1) <= start) {
      cursor.index += 1;
      cursor.counted = begin(cursor.index);
      cursor.lines = 0;
    }
    const found = this.#places[cursor.index];
    if (!found) return {};
    const from = Math.max(cursor.counted, begin(cursor.index));
    if (found.place.perLine && start > from) {
      cursor.lines += countLines(text.slice(from, start));
      cursor.counted = start;
    }
    const { perLine, changed: _changed, author: _author, ...place } = forward(found.place, cursor.lines);
    return perLine ? { ...place, from: true } : place;
  }

  /** The window goes on behind `text`, with which it begins. */
  leave(text: string): void {
    const to = this.#from + text.length;
    const last = this.#places.findLastIndex(({ at }) => at <= to);
    const holds = this.#places[last];
    if (holds) {
      const lines = holds.place.perLine ? countLines(text.slice(holds.at - this.#from)) : 0;
      this.#places.splice(0, last + 1, { place: forward(holds.place, lines), at: to });
    }
    this.#from = to;
    this.#cursor = { index: 0, counted: 0, lines: 0 };
  }
}
