/** Decodes the stretches of a text around what stands for something else in it, so that phrases are found. */
import { isEscapeOfAddress } from './escape-of-address.ts';

export interface Decoded {
  /** Where the stretch begins and ends that was decoded, in units of the text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Units of one stretch, and between two escapes that are decoded together. */
const maxStretchUnits = 4_000;
const maxGapUnits = 200;
/** Units looked at to either side for the blank that ends the word. */
const maxWordUnits = 200;

export const highSurrogate = /[\uD800-\uDBFF]$/;

/** A place in a text that means something else than it says; with no meaning it is nothing, and parts a word. */
export interface Escape {
  readonly index: number;
  readonly end: number;
  readonly meaning: string;
  readonly kind: 'letter' | 'backslash' | 'percent' | 'equals';
  /** What it weighs against chance, of 1: `a=10`, `C:\\x64` and `50%ab` are none; in an address none is chance. */
  readonly weight: number;
}

/** Those of the kinds of which there are enough. */
const meantOf = (text: string, found: readonly Escape[]): Escape[] => {
  const weights = new Map<Escape['kind'], number>();
  for (const { kind, weight } of found) weights.set(kind, (weights.get(kind) ?? 0) + weight);
  const isEnough = (kind: Escape['kind']): boolean => (weights.get(kind) ?? 0) > 0.99;
  return found.filter(
    ({ kind, index, end }) => isEnough(kind) || (kind === 'percent' && isEscapeOfAddress(text, index, end)),
  );
};

export const isBlank = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit <= 0x20 && unit !== 0;
};

const lineFeed = 10;

/** To the blanks before and behind, or to the ends of the line, as far as is looked. */
export function widen(
  text: string,
  from: number,
  to: number,
  isLine: boolean,
): { start: number; end: number } {
  const stops = (at: number): boolean => (isLine ? text.charCodeAt(at) === lineFeed : isBlank(text, at));
  let [start, end] = [from, to];
  while (start > 0 && from - start < maxWordUnits && !stops(start - 1)) start -= 1;
  while (end < text.length && end - to < maxWordUnits && !stops(end)) end += 1;
  return { start, end };
}

/** Between what was decoded before and what is next. */
function decodeStretch(
  text: string,
  all: readonly Escape[],
  reached: number,
  next: number,
): Decoded | undefined {
  const found = meantOf(text, all);
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return undefined;
  const wide = widen(text, first.index, last.end, found.some(({ kind }) => kind === 'letter')); // prettier-ignore
  const start = Math.max(wide.start, reached);
  const stop = Math.min(wide.end, next);
  let [decoded, at] = ['', start];
  for (const { index, end, meaning } of found) {
    if (index < at) continue;
    decoded += text.slice(at, index) + meaning;
    at = end;
  }
  decoded = (decoded + text.slice(at, stop)).replace(/\p{Cc}+/gu, ' ').toWellFormed();
  return /\p{L}{2}/u.test(decoded) ? { start, end: stop, text: decoded } : undefined;
}

/** Decodes places that come in order, with the words around them; those that are near each other in one stretch. */
export function* decodeStretches(text: string, places: Iterable<Escape>): Generator<Decoded> {
  let group: Escape[] = [];
  let reached = 0;
  const close = (next: number): Decoded | undefined => {
    const decoded = decodeStretch(text, group, reached, next);
    if (decoded) reached = decoded.end;
    return decoded;
  };
  for (const found of places) {
    const [first, last] = [group[0], group.at(-1)];
    const isNear =
      first !== undefined &&
      last !== undefined &&
      found.index - last.end <= maxGapUnits &&
      (found.index - first.index <= maxStretchUnits || highSurrogate.test(last.meaning));
    if (!isNear && group.length > 0) {
      const decoded = close(found.index);
      if (decoded) yield decoded;
      group = [];
    }
    group.push(found);
  }
  const decoded = close(text.length);
  if (decoded) yield decoded;
}
