/** Finds where units of words stand near each other: each by itself, with at most so many other words between. */
import type { FoundWord } from './found-words.ts';

/** Words in sequence, by their places in the list of found words. */
export interface Occurrence {
  readonly first: FoundWord;
  readonly last: FoundWord;
}

const lengthOf = ({ first, last }: Occurrence): number => last.position - first.position + 1;

/** Pairs of one unit and another, in any order or the one before the other, that do not share a word. */
export function pairsNear(
  ones: readonly Occurrence[],
  others: readonly Occurrence[],
  between: number,
  isOrdered = false,
): Occurrence[] {
  const near = new Set<Occurrence>();
  const longest = Math.max(0, ...others.map(lengthOf));
  let from = 0;
  for (const one of ones) {
    while (
      from < others.length &&
      (others[from] as Occurrence).first.position < one.first.position - between - longest
    )
      from++;
    for (let at = from; at < others.length; at++) {
      const other = others[at] as Occurrence;
      if (other.first.position - one.last.position - 1 > between) break;
      const gap =
        other.first.position > one.last.position
          ? other.first.position - one.last.position - 1
          : isOrdered
            ? -1
            : one.first.position - other.last.position - 1;
      if (gap >= 0 && gap <= between) near.add(one).add(other);
    }
  }
  return [...near];
}

/** Gives each of the units a word of its own, where that can be: augmenting paths. */
function hasAssignment(
  wanted: number,
  meets: (unit: number, word: number) => boolean,
  words: number,
): boolean {
  const unitOf = new Int32Array(words).fill(-1);
  const place = (unit: number, seen: Uint8Array): boolean => {
    for (let word = 0; word < words; word++) {
      if (seen[word] === 1 || !meets(unit, word)) continue;
      seen[word] = 1;
      const holder = unitOf[word] as number;
      if (holder < 0 || place(holder, seen)) {
        unitOf[word] = unit;
        return true;
      }
    }
    return false;
  };
  for (let unit = 0; unit < wanted; unit++) if (!place(unit, new Uint8Array(words))) return false;
  return true;
}

/** Words of the windows in which each of the `count` units has a word of its own. */
export function wordsNear(
  words: readonly FoundWord[],
  count: number,
  between: number,
  meets: (unit: number, word: FoundWord) => boolean,
): FoundWord[] {
  const units = Array.from({ length: count }, (_, unit) => unit);
  const known = new Map<string, readonly boolean[]>();
  const unitsOf = (word: FoundWord): readonly boolean[] => {
    let of = known.get(word.term);
    if (of === undefined) known.set(word.term, (of = units.map((unit) => meets(unit, word))));
    return of;
  };
  const relevant = words.filter((word) => unitsOf(word).includes(true));
  const near = new Set<FoundWord>();
  // How many words of the window meet each unit: only where none is zero an assignment is tried.
  const counts = new Int32Array(count);
  let missing = count;
  const add = (word: FoundWord, by: 1 | -1): void => {
    for (const [unit, of] of unitsOf(word).entries()) {
      if (!of) continue;
      const before = counts[unit] as number;
      counts[unit] = before + by;
      if (before === 0) missing--;
      else if (before + by === 0) missing++;
    }
  };
  let from = 0;
  for (const [to, last] of relevant.entries()) {
    add(last, 1);
    while (last.position - (relevant[from] as FoundWord).position >= count + between)
      add(relevant[from++] as FoundWord, -1);
    if (missing > 0 || to - from + 1 < count) continue;
    const window = relevant.slice(from, to + 1);
    const holds = (unit: number, word: number): boolean => unitsOf(window[word] as FoundWord)[unit] === true;
    if (hasAssignment(count, holds, window.length)) for (const word of window) near.add(word);
  }
  return [...near];
}
