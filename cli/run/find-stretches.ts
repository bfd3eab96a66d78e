/** Finds the stretches of a text that lie on a page, a slide or a sheet, or in a line or row. */
import type { Anchor } from '../../schemas/anchor.ts';
import { StartReader } from '../../schemas/anchor-starts.ts';

/** What a person names; all of it holds. */
export interface WantedPlace {
  readonly page?: number | undefined;
  readonly slide?: number | undefined;
  /** In any case. */
  readonly sheet?: string | undefined;
  readonly row?: number | undefined;
  readonly line?: number | undefined;
}

/** UTF-16 units of the text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const isOn = (anchor: Anchor, { page, slide, sheet }: WantedPlace): boolean =>
  (page === undefined || anchor.page === page) &&
  (slide === undefined || anchor.slide === slide) &&
  (sheet === undefined || anchor.sheet?.toLowerCase() === sheet.toLowerCase());

/** Those of the line or row behind one anchor; all behind it where its lines and rows are not known one by one. */
function* stretchesOfNumber(anchor: Anchor, to: number, number: number): Generator<Stretch> {
  if (anchor.starts === undefined) {
    yield { from: anchor.at, to };
    return;
  }
  let from: number | undefined;
  for (const start of new StartReader(anchor).rest()) {
    const isIn = start.number === number;
    if (isIn) from ??= start.at;
    else if (from !== undefined) yield { from, to: start.at };
    if (!isIn) from = undefined;
  }
  if (from !== undefined) yield { from, to };
}

/** `units` is the length of the text. Stretches that touch are one. */
export function findStretches(anchors: readonly Anchor[], units: number, wanted: WantedPlace): Stretch[] {
  const found: Stretch[] = [];
  const axis = wanted.line === undefined ? 'row' : 'line';
  const number = wanted[axis];
  for (const [index, anchor] of anchors.entries()) {
    const next = anchors[index + 1];
    const to = next?.at ?? units;
    const own = anchor[axis];
    if (!isOn(anchor, wanted)) continue;
    if (number === undefined) add(found, { from: anchor.at, to });
    else if (own !== undefined && own <= number) {
      // Of a text that an earlier version read: the line lies before the next that is known.
      const isPast = anchor.starts === undefined && next?.[axis] !== undefined && next[axis] <= number;
      if (!isPast) for (const stretch of stretchesOfNumber(anchor, to, number)) add(found, stretch);
    }
  }
  return found;
}

function add(found: Stretch[], { from, to }: Stretch): void {
  const last = found.at(-1);
  if (last?.to === from) found[found.length - 1] = { from: last.from, to };
  else if (to > from) found.push({ from, to });
}
