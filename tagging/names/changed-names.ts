/**
 * Tells the texts whose mentions may be others under other lists, without tagging them: those in which a name of an entity
 * that changed is met, however doubtful, or a word that only one of the two sets of lists knows. Whatever it passes over
 * has the same mentions under both.
 *
 * It stands on this: what `EntityFinder` says of a text follows from the candidates that its matcher meets, from which words
 * the lists know, from which words start names in capitals alone, and from words around that no watchlist adds to. The
 * candidates of the changed entities are met here at every word, also where a longer name would hide them.
 */
import type { GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';
import { isLoneCapital, isMisreadStart } from './entity-finder.ts';
import { buildNameIndex, type NameIndex } from './name-index.ts';
import { NameMatcher } from './name-matcher.ts';
import { smallLetters, splitWords, Words } from './words.ts';

/** One set of lists, and those entities of its watchlist that the other does not have, in its order. */
export interface ListsOnOneSide {
  readonly lists: readonly GazetteerList[];
  readonly changed: readonly GazetteerEntity[];
}

interface Side {
  readonly whole: NameIndex;
  readonly wholeMatcher: NameMatcher;
  /** Of the changed entities alone. */
  readonly index: NameIndex;
  readonly matcher: NameMatcher;
}

function sideOf({ lists, changed }: ListsOnOneSide): Side {
  const whole = buildNameIndex(lists);
  const wholeMatcher = new NameMatcher(whole);
  const index = buildNameIndex([{ id: 'changed', method: 'watchlist', entities: changed }]);
  // Words are corrected in the order of the whole lists: another order would lead into another name.
  return { whole, wholeMatcher, index, matcher: new NameMatcher(index, wholeMatcher.spelling) };
}

/** What a set of lists makes of a word: whether it knows it, and in which case names start with it. */
function stateOf(
  { words, firsts, capitals }: NameIndex,
  hash: number,
): { readonly isKnown: boolean; readonly starts: 'nothing' | 'capital' | 'any case' } {
  const id = words.find(hash);
  if (id < 0) return { isKnown: false, starts: 'nothing' };
  return {
    isKnown: true,
    starts: firsts[id] === 0 ? 'nothing' : capitals[id] === 1 ? 'capital' : 'any case',
  };
}

export class ChangedNames {
  readonly #sides: readonly [Side, Side];
  /** By the hash of a word that one side knows and the other does not: the one that does not, and the one that does. */
  readonly #known = new Map<number, readonly [without: Side, having: Side]>();
  /** Hashes of words that start names in capitals alone on one side, and in any case on the other. */
  readonly #capitals = new Set<number>();
  readonly #words = new Words();

  constructor(before: ListsOnOneSide, after: ListsOnOneSide) {
    const [one, other] = (this.#sides = [sideOf(before), sideOf(after)]);
    for (const { index } of this.#sides)
      for (const hash of index.words.hashes()) {
        const [was, is] = [stateOf(one.whole, hash), stateOf(other.whole, hash)];
        if (was.isKnown !== is.isKnown) this.#known.set(hash, was.isKnown ? [other, one] : [one, other]);
        // Where it starts names on one side alone, those are names of changed entities.
        else if (was.starts !== is.starts && was.starts !== 'nothing' && is.starts !== 'nothing')
          this.#capitals.add(hash);
      }
  }

  /** Of a stretch as `EntityFinder.find` is given it, with its context. */
  mayConcern(text: string): boolean {
    const words = this.#words;
    splitWords(text, words);
    const { hashes, masks, starts, count } = words;
    for (let at = 0; at < count; at += 1) {
      const hash = hashes[at] as number;
      const isSmall = ((masks[at] as number) & smallLetters) === smallLetters;
      if (isSmall && this.#capitals.has(hash)) return true;
      const isLookedInto = !isSmall || isMisreadStart(text, starts[at] as number);
      if (this.#isReadOtherwise(text, at, isLookedInto)) return true;
      for (const { index, matcher } of this.#sides) {
        if (index.words.find(hash) < 0) {
          if (isLookedInto && matcher.unknown(text, words, at)) return true;
        } else if (matcher.at(text, words, at, false)) return true;
        if (isLoneCapital(text, words, at) && matcher.dotted(text, words, at)) return true;
      }
    }
    return false;
  }

  /** Whether a word that one side alone knows is taken for part of a name, whoever's, on the other. */
  #isReadOtherwise(text: string, at: number, isLookedInto: boolean): boolean {
    const sides = this.#known.get(this.#words.hashes[at] as number);
    if (sides === undefined) return false;
    const [without, having] = sides;
    if (isLookedInto && without.wholeMatcher.unknown(text, this.#words, at)) return true;
    return (
      isLoneCapital(text, this.#words, at) && having.wholeMatcher.dotted(text, this.#words, at) !== undefined
    );
  }
}
