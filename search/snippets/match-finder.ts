/** Finds where the word leaves of a query hold in a text: for highlights, and to verify what an index can't tell. */
import type { Slot, Unit, Wanted } from '../query/sequences.ts';
import { waysOf } from '../query/sequences.ts';
import type { WordLeaf } from '../query/words.ts';
import { type FoundWord, WantedWords } from './found-words.ts';
import { type Occurrence, pairsNear, wordsNear } from './proximities.ts';
import { writtenAs } from './written-as.ts';

/** A place where a leaf holds; offsets into the text that was searched. */
export interface Match {
  readonly leaf: number;
  readonly start: number;
  readonly end: number;
}

interface Looked {
  readonly leaf: number;
  readonly ways: readonly Wanted[];
  /** Of a leaf about words as they are written. */
  readonly written?: RegExp;
  /** The text kinds it is about; absent for all. */
  readonly kind?: string;
}

/** A bound against texts that are one word over and over: more places than this show nothing more. */
const maxShown = 20_000;

export class MatchFinder {
  readonly #looked: readonly Looked[];
  readonly #words = new WantedWords();
  #isCut = false;

  constructor(leaves: readonly WordLeaf[]) {
    this.#looked = leaves.map((leaf, index) => ({
      leaf: index,
      ways: leaf.op === 'exact' ? [] : waysOf(leaf),
      ...(leaf.op === 'exact' ? { written: writtenAs(leaf.text) } : {}),
      ...(leaf.field === undefined ? {} : { kind: leaf.field }),
    }));
    for (const { ways } of this.#looked)
      for (const { units } of ways) for (const unit of units) for (const slot of unit) this.#words.add(slot);
  }

  /** Matches in a text of one kind, by their start, as many as are of use to show. */
  find(text: string, kind: string): Match[] {
    return this.#find(text, kind, maxShown);
  }

  /** Whether the text last asked for has, or may have, more matches than were given. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether the text holds any of the leaves. */
  holds(text: string, kind: string): boolean {
    return this.#find(text, kind, Infinity).length > 0;
  }

  #find(text: string, kind: string, most: number): Match[] {
    const looked = this.#looked.filter((one) => one.kind === undefined || one.kind === kind);
    this.#isCut = false;
    if (looked.length === 0) return [];
    const found = looked.some(({ ways }) => ways.length > 0) ? this.#words.in(text, most) : [];
    const matches = looked.map((one) =>
      one.written === undefined ? this.#waysIn(text, one, found) : written(text, one, most),
    );
    this.#isCut = [found, ...matches].some(({ length }) => length >= most);
    return matches.flat().sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #waysIn(text: string, { leaf, ways }: Looked, found: readonly FoundWord[]): Match[] {
    const matches = new Map<string, Match>();
    for (const way of ways) {
      for (const { start, end } of this.#wayIn(text, way, found))
        matches.set(`${start} ${end}`, { leaf, start, end });
    }
    return [...matches.values()];
  }

  #wayIn(
    text: string,
    { units, between, ordered }: Wanted,
    found: readonly FoundWord[],
  ): { start: number; end: number }[] {
    const spanOf = ({ first, last }: Occurrence) => ({ start: first.start, end: last.end });
    const [one = [], other = []] = units;
    if (between === undefined) return this.#sequences(text, one, found).map(spanOf);
    if (units.length === 2) {
      const sequences = units.map((unit) => this.#sequences(text, unit, found));
      return pairsNear(sequences[0] ?? [], sequences[1] ?? [], between, ordered).map(spanOf);
    }
    const slots = units.flatMap((unit) => unit[0] ?? []);
    const meets = (unit: number, { term }: FoundWord): boolean =>
      this.#words.meets(term, slots[unit] ?? nothing);
    return other.length === 0 ? [] : wordsNear(found, slots.length, between, meets);
  }

  /** Where the words of a unit stand one after the other. */
  #sequences(text: string, unit: Unit, found: readonly FoundWord[]): Occurrence[] {
    const occurrences: Occurrence[] = [];
    for (let at = 0; at + unit.length <= found.length; at++) {
      const first = found[at] as FoundWord;
      const holds = unit.every((slot, offset) => {
        const word = found[at + offset] as FoundWord;
        return (
          word.position === first.position + offset &&
          this.#words.meets(word.term, slot) &&
          joins(text, slot, found, at + offset)
        );
      });
      if (holds) occurrences.push({ first, last: found[at + unit.length - 1] as FoundWord });
    }
    return occurrences;
  }
}

const nothing: Slot = { terms: [], tests: [] };

/** Whether no blank stands where a position wants none. */
function joins(text: string, slot: Slot, found: readonly FoundWord[], at: number): boolean {
  const isOpen = (one: FoundWord | undefined, other: FoundWord | undefined): boolean =>
    one === undefined || other === undefined || /\s/.test(text.slice(one.end, other.start));
  if (slot.joinsBefore === true && isOpen(found[at - 1], found[at])) return false;
  return !(slot.joinsBehind === true && isOpen(found[at], found[at + 1]));
}

function written(text: string, { leaf, written: shape }: Looked, most: number): Match[] {
  const matches: Match[] = [];
  if (shape === undefined) return matches;
  for (const match of text.matchAll(shape)) {
    matches.push({ leaf, start: match.index, end: match.index + match[0].length });
    if (matches.length >= most) break;
  }
  return matches;
}
