/**
 * Finds which terms of a screen stand in a text. It takes too much rather than too little: case, accents, punctuation and
 * how words are parted make no difference, so that a domain is found in any address, and `O’Neil & Co` as `ONEIL, Co.`
 */
import type { ScreenTerm } from '../../schemas/screen.ts';

/** Scripts that part no words: each of their characters is a word of its own. */
const unparted = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const word = new RegExp(`[${unparted}]|[^${unparted}\\P{L}]+|\\p{N}+`, 'gu');
/** A word without an end, which no text of people has, is cut here. */
const maxHeldUnits = 4_096;

/** Apostrophes stand inside of names, and are left out by some. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}'’‘ʼ]/gu, '')
    .toLowerCase();

const wordsOf = (text: string): string[] => folded(text).match(word) ?? [];

/** The ways in which a term is written. */
function formsOf({ kind, value }: ScreenTerm): string[][] {
  const words = wordsOf(kind === 'domain' ? value.replace(/^(?:.*@|www\.)/iu, '') : value);
  const last = words.at(-1);
  return kind === 'name' && words.length > 1 && last !== undefined
    ? [words, [last, ...words.slice(0, -1)]]
    : [words];
}

interface Node {
  readonly next: Map<string, Node>;
  /** Numbers of the terms that end here. */
  readonly ends: number[];
}

const newNode = (): Node => ({ next: new Map(), ends: [] });

/** One text: `push` its pieces in order, `end` once. */
export interface Screening {
  push(piece: string): void;
  /** Between two texts no term is found. */
  end(): void;
}

export interface ScreenMatcher {
  /** Adds the numbers of the terms that it finds to `found`. */
  open(found: Set<number>): Screening;
  /** Of a text that is at hand as a whole. */
  matches(text: string): number[];
}

export function createScreenMatcher(terms: readonly ScreenTerm[]): ScreenMatcher {
  const root = newNode();
  for (const [number, term] of terms.entries())
    for (const form of formsOf(term)) {
      let node = root;
      for (const one of form) {
        const below = node.next.get(one) ?? newNode();
        node.next.set(one, below);
        node = below;
      }
      // A value of marks alone has no words, and would stand everywhere.
      if (form.length > 0) node.ends.push(number);
    }

  function open(found: Set<number>): Screening {
    let held = '';
    let active: Node[] = [];
    const take = (text: string): void => {
      for (const one of wordsOf(text)) {
        const reached: Node[] = [];
        for (const node of [root, ...active]) {
          const below = node.next.get(one);
          if (!below) continue;
          reached.push(below);
          for (const number of below.ends) found.add(number);
        }
        active = reached;
      }
    };
    return {
      push(piece) {
        const text = held + piece;
        // The last word may go on in the next piece.
        const cut =
          text.length > maxHeldUnits
            ? text.search(/[\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}'’‘ʼ\p{Cs}]*$/u)
            : 0;
        const end = text.length - cut > maxHeldUnits ? text.length : cut;
        take(text.slice(0, end));
        held = text.slice(end);
      },
      end() {
        take(held);
        held = '';
        active = [];
      },
    };
  }

  return {
    open,
    matches(text) {
      const found = new Set<number>();
      const screening = open(found);
      screening.push(text);
      screening.end();
      return [...found].sort((one, other) => one - other);
    },
  };
}
