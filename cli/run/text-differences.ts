/** What differs between the texts of two documents: read from the index, compared by words, cited on both sides. */
import { type Hunk, hunksOf } from '../../search/likeness/hunks.ts';
import { TokenReader, type TextTokens, type TokenNumbers } from '../../search/likeness/text-tokens.ts';
import { diffTokens } from '../../search/likeness/word-diff.ts';
import { type Anchor, type TextKind, textKind } from '../../schemas/anchor.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { IndexReader } from '../../search/port.ts';
import { textPieces } from './text-pieces.ts';

type Text = IndexEntry['texts'][number];

const readUnits = 256 * 1024;
/** Units that are given of one side of a difference; all of it is to be had by its offsets. */
const maxGivenUnits = 4_000;

/** A stretch of one text, `[start, end)` in UTF-16 units. */
export interface TextPlace {
  readonly textId: string;
  readonly start: number;
  readonly end: number;
  /** The first 4,000 units of it. */
  readonly text: string;
  /** Where it lies in its document. */
  readonly anchor?: Anchor;
}

/** Offsets of what was replaced: where one side has nothing, its start and end are equal. */
export interface Replaced {
  readonly first: { readonly start: number; readonly end: number };
  readonly second: { readonly start: number; readonly end: number };
  /** Too different to be compared word by word: given as a whole, words that are on both sides included. */
  readonly isCoarse?: true;
}

/** One place where the texts differ, with words around it; a text that one document alone has is without the other side. */
export interface TextDifference {
  readonly kind: TextKind;
  readonly first?: TextPlace;
  readonly second?: TextPlace;
  readonly changes: readonly Replaced[];
}

export interface TextsCompared {
  /** Words and signs of each side that were looked at, and how many are the same in both, in order. */
  readonly firstTokens: number;
  readonly secondTokens: number;
  readonly equalTokens: number;
  /** There are texts on both sides, and all are the same to the last blank. */
  readonly isSame: boolean;
  /** A stretch was not compared word by word: more words may be the same. */
  readonly isCoarse: boolean;
  /** Texts of which only the first 8 Mi units were compared, by their ids. */
  readonly cut: readonly string[];
}

/** Throws `failed` where the index does not have the text that its entry names. */
async function readTokens(
  index: IndexReader,
  text: Text,
  numbers: TokenNumbers,
  signal: AbortSignal,
): Promise<TextTokens> {
  const reader = new TokenReader(numbers);
  for await (const piece of textPieces(index, text, reader.room, readUnits)) {
    reader.add(piece);
    if (signal.aborted) break;
  }
  return reader.end();
}

interface Side {
  readonly text: Text;
  readonly tokens: TextTokens;
  readonly anchors: AnchorFinder;
}

/** Where the token stands; behind the last one, where the text ends. */
const startOf = ({ tokens, text }: Side, token: number): number =>
  token < tokens.length ? (tokens.starts[token] as number) : Math.min(text.units, tokens.units);
const endOf = ({ tokens }: Side, token: number): number =>
  token > 0 ? (tokens.ends[token - 1] as number) : 0;

const rangeOf = (side: Side, [from, to]: readonly [number, number]): { start: number; end: number } => {
  const start = startOf(side, from);
  return { start, end: to > from ? endOf(side, to) : start };
};

async function placeOf(
  index: IndexReader,
  side: Side,
  range: readonly [number, number],
  citedAt: number,
): Promise<TextPlace> {
  const { start, end } = rangeOf(side, range);
  const text = (await index.text(side.text.id, start, Math.min(end, start + maxGivenUnits))) ?? '';
  const anchor = side.anchors.at(citedAt);
  return { textId: side.text.id, start, end, text, ...(anchor && { anchor }) };
}

async function differenceOf(
  index: IndexReader,
  kind: TextKind,
  [first, second]: readonly [Side, Side],
  hunk: Hunk,
): Promise<TextDifference> {
  const changes = hunk.changes.map((change): Replaced => ({
    first: rangeOf(first, change.first),
    second: rangeOf(second, change.second),
    ...(change.isCoarse && { isCoarse: true }),
  }));
  const [one] = changes;
  return {
    kind,
    first: await placeOf(index, first, hunk.first, one?.first.start ?? 0),
    second: await placeOf(index, second, hunk.second, one?.second.start ?? 0),
    changes,
  };
}

const ofKind = (entry: IndexEntry, kind: TextKind): readonly Text[] =>
  entry.texts.filter((text) => text.kind === kind);

async function onlyOn(
  index: IndexReader,
  kind: TextKind,
  text: Text,
  side: 'first' | 'second',
): Promise<TextDifference> {
  const given = (await index.text(text.id, 0, Math.min(text.units, maxGivenUnits))) ?? '';
  const anchor = new AnchorFinder(text.anchors).at(0);
  const place: TextPlace = {
    textId: text.id,
    start: 0,
    end: text.units,
    text: given,
    ...(anchor && { anchor }),
  };
  return { kind, [side]: place, changes: [] };
}

type Counted = Omit<TextsCompared, 'isSame'>;

export interface DifferencesAsked {
  readonly index: IndexReader;
  readonly first: IndexEntry;
  readonly second: IndexEntry;
  /** Only these; all where absent. */
  readonly kinds?: readonly TextKind[] | undefined;
  readonly signal: AbortSignal;
}

const ofOneSide = (tokens: number, isFirst: boolean): Pick<TextsCompared, 'firstTokens' | 'secondTokens'> =>
  isFirst ? { firstTokens: tokens, secondTokens: 0 } : { firstTokens: 0, secondTokens: tokens };

/** Text with text of the same kind, in their order; gives the differences, and at the end what was compared. */
export async function* textDifferences(
  asked: DifferencesAsked,
): AsyncGenerator<TextDifference, TextsCompared> {
  const { index, first, second, kinds = textKind.options, signal } = asked;
  let sum: TextsCompared = {
    firstTokens: 0,
    secondTokens: 0,
    equalTokens: 0,
    isSame: false,
    isCoarse: false,
    cut: [],
  };
  let texts = 0;
  const add = (more: Counted, isSame: boolean): void => {
    texts += 1;
    sum = {
      firstTokens: sum.firstTokens + more.firstTokens,
      secondTokens: sum.secondTokens + more.secondTokens,
      equalTokens: sum.equalTokens + more.equalTokens,
      isSame: isSame && (sum.isSame || texts === 1),
      isCoarse: sum.isCoarse || more.isCoarse,
      cut: [...sum.cut, ...more.cut],
    };
  };
  for (const kind of kinds) {
    const [ours, theirs] = [ofKind(first, kind), ofKind(second, kind)];
    for (let at = 0; at < Math.max(ours.length, theirs.length) && !signal.aborted; at++) {
      const [one, other] = [ours[at], theirs[at]];
      const numbers: TokenNumbers = new Map();
      if (one && other) {
        add(...(yield* pairDifferences(asked, kind, [one, other], numbers)));
        continue;
      }
      const alone = one ?? other;
      if (alone === undefined) continue;
      const tokens = await readTokens(index, alone, numbers, signal);
      const cut = tokens.units < alone.units ? [alone.id] : [];
      add({ ...ofOneSide(tokens.length, one !== undefined), equalTokens: 0, isCoarse: false, cut }, false);
      yield await onlyOn(index, kind, alone, one ? 'first' : 'second');
    }
  }
  return sum;
}

async function* pairDifferences(
  { index, signal }: DifferencesAsked,
  kind: TextKind,
  [one, other]: readonly [Text, Text],
  numbers: TokenNumbers,
): AsyncGenerator<TextDifference, [Counted, boolean]> {
  const ours = await readTokens(index, one, numbers, signal);
  const isSame = one.id === other.id;
  const theirs = isSame ? ours : await readTokens(index, other, numbers, signal);
  numbers.clear();
  const changes = isSame ? [] : diffTokens(ours.ids, theirs.ids);
  const first: Side = { text: one, tokens: ours, anchors: new AnchorFinder(one.anchors) };
  const second: Side = { text: other, tokens: theirs, anchors: new AnchorFinder(other.anchors) };
  const gone = changes.reduce((sum, change) => sum + change.first[1] - change.first[0], 0);
  for (const hunk of hunksOf(changes, [ours.length, theirs.length])) {
    if (signal.aborted) break;
    yield await differenceOf(index, kind, [first, second], hunk);
  }
  const cut = [first, second].flatMap(({ text, tokens }) => (tokens.units < text.units ? [text.id] : []));
  const compared = { firstTokens: ours.length, secondTokens: theirs.length, equalTokens: ours.length - gone };
  const isCoarse = changes.some((change) => change.isCoarse === true);
  return [{ ...compared, isCoarse, cut: [...new Set(cut)] }, isSame];
}
