/**
 * What a word leaf looks for, position by position, the same for every index: words in sequence, units of them near
 * each other, and the ways in which a pair of words may stand as one.
 */
import { analyze, maxTermUnits, type Token } from '../words/analysis.ts';
import type { Fuzzy, Pattern } from './ast.ts';
import { queryLimits } from './ast.ts';
import { piecesOf } from './pattern.ts';
import type { WordLeaf } from './words.ts';

/** One position: any of the terms, any term that meets one of the tests, or any word at all. */
export interface Slot {
  readonly terms: readonly string[];
  readonly tests: readonly (Pattern | Fuzzy)[];
  readonly any?: true;
  /** No blank stands before, or behind it: `*.example` is about what is joined to `example`. */
  readonly joinsBefore?: boolean;
  readonly joinsBehind?: boolean;
}
/** Words in sequence. */
export type Unit = readonly Slot[];

export interface Wanted {
  readonly units: readonly Unit[];
  /** Other words between the units, in any order unless they are `ordered`; absent for one unit. */
  readonly between?: number;
  /** They stand in this order. */
  readonly ordered?: true;
}

const slotOf = (term: string): Slot => ({ terms: [term], tests: [] });

/** Stand for wildcards while a pattern is analysed: no word holds them. */
const anyMark = '\ue000';
const oneMark = '\ue001';
const isMark = (character: string | undefined): boolean => character === anyMark || character === oneMark;

/** The `T` before an hour that is asked in part, as in `2019-05-11T1*`: with a whole hour the analysis parts them. */
const dayBeforeHour = /(?<=\d-\d\d)T(?=\d?[\ue000\ue001])/gu;

/** A pattern as text, its wildcards as marks. */
const markedText = (pattern: string): string =>
  piecesOf(pattern)
    .map((piece) => ('literal' in piece ? piece.literal : piece.wild === '*' ? anyMark : oneMark))
    .join('')
    .replace(dayBeforeHour, ' ');

/** Stretches of a marked text that are one position each: words, and wildcards with what touches them. */
function stretchesOf(text: string): { readonly start: number; readonly end: number }[] {
  const tokens: (Token | { start: number; end: number })[] = [...analyze(text)];
  for (let at = 0; at < text.length; at++) if (isMark(text[at])) tokens.push({ start: at, end: at + 1 });
  tokens.sort((a, b) => a.start - b.start);
  const stretches: { start: number; end: number }[] = [];
  for (const { start, end } of tokens) {
    const last = stretches.at(-1);
    const touches = last?.end === start && (isMark(text[start]) || isMark(text[start - 1]));
    if (last !== undefined && touches) last.end = end;
    else stretches.push({ start, end });
  }
  return stretches;
}

/** Text as a pattern that stands for itself. */
export const escaped = (literal: string): string => literal.replace(/[\\*?]/g, '\\$&');
const patternOf = (marked: string): string =>
  Array.from(marked, (character) =>
    character === anyMark ? '*' : character === oneMark ? '?' : escaped(character),
  ).join('');

const hasMark = (stretch: string): boolean => /[\ue000\ue001]/.test(stretch);
const isBlankAt = (text: string, at: number): boolean => (text[at] ?? ' ').trim() === '';
const isWild = (stretch: string): boolean => /^[\ue000\ue001]*$/.test(stretch);

/** Without a `?` that stands alone, and a `*` alone at either end: marks of a pasted sentence or list. */
function meantStretches(text: string): { readonly start: number; readonly end: number }[] {
  const stretches = stretchesOf(text).filter(
    ({ start, end }) => !isWild(text.slice(start, end)) || text.slice(start, end).includes(anyMark),
  );
  const isBullet = (at: number): boolean => {
    const { start = 0, end = 0 } = stretches.at(at) ?? {};
    return isWild(text.slice(start, end)) && end > start && isBlankAt(text, at === 0 ? end : start - 1);
  };
  while (isBullet(0)) stretches.shift();
  while (isBullet(-1)) stretches.pop();
  return stretches;
}

/** The positions of a pattern of words. Where it is more than one, a `?` behind a word is one character or none. */
export function slotsOf(pattern: string): Slot[] {
  const text = markedText(pattern);
  const stretches = meantStretches(text);
  return stretches.flatMap(({ start, end }): Slot[] => {
    const stretch = text.slice(start, end);
    if (!hasMark(stretch)) return literalSlots(stretch);
    if (isWild(stretch)) {
      const joins = { joinsBefore: !isBlankAt(text, start - 1), joinsBehind: !isBlankAt(text, end) };
      return [{ terms: [], tests: [], any: true, ...joins }];
    }
    const whole: Pattern = { op: 'pattern', pattern: patternOf(stretch) };
    if (stretches.length === 1 || !stretch.endsWith(oneMark)) return [{ terms: [], tests: [whole] }];
    const rest = stretch.slice(0, -1);
    return hasMark(rest)
      ? [{ terms: [], tests: [whole, { op: 'pattern', pattern: patternOf(rest) }] }]
      : [{ terms: analyze(rest).map(({ term }) => term), tests: [whole] }];
  });
}

/** A time of day at the end of what is asked: in a text its zone may be written to it, as in `10:15:30Z`. */
const endsInTime = /(?<![\p{L}\p{N}])\d{1,2}:\d{2}(?::\d{2})?$/u;

function literalSlots(text: string): Slot[] {
  const slots = analyze(text).map(({ term }) => slotOf(term));
  const last = slots.at(-1)?.terms[0];
  if (last === undefined || !endsInTime.test(text.trimEnd())) return slots;
  return [...slots.slice(0, -1), { terms: [last, `${last}z`], tests: [] }];
}

const orderOf = ({ ordered }: { readonly ordered?: true }): { ordered?: true } =>
  ordered === true ? { ordered } : {};

/** What a leaf looks for as it is written. */
export function wantedOf(leaf: WordLeaf): Wanted {
  switch (leaf.op) {
    case 'pattern':
      return { units: [slotsOf(leaf.pattern)] };
    case 'fuzzy':
      return { units: [[{ terms: [], tests: [{ op: 'fuzzy', text: leaf.text, distance: leaf.distance }] }]] };
    case 'near': {
      const slots = leaf.wild === true ? slotsOf(leaf.text) : literalSlots(leaf.text);
      return slots.length === 1
        ? { units: [slots] }
        : { units: slots.map((slot) => [slot]), between: leaf.distance };
    }
    case 'within':
      return { units: leaf.of.map(slotsOf), between: leaf.distance, ...orderOf(leaf) };
    default:
      return { units: [literalSlots(leaf.text)] };
  }
}

const isCased = /^\p{Ll}$/u;

/** The word that two would be if the first had been broken at the end of a line. */
function joinedTerm(one: Slot | undefined, other: Slot | undefined): string | undefined {
  const [first, second] = [one?.terms[0], other?.terms[0]];
  if (first === undefined || second === undefined) return undefined;
  const single = [one, other].every((slot) => slot?.terms.length === 1 && slot.tests.length === 0);
  const fits = first.length + second.length <= maxTermUnits;
  const [last, next] = [Array.from(first).at(-1) ?? '', String.fromCodePoint(second.codePointAt(0) ?? 0)];
  return single && fits && isCased.test(last) && isCased.test(next) ? first + second : undefined;
}

/** All ways to read the slots with pairs of them as one, without a joined pair first. */
function readings(slots: Unit): Unit[] {
  if (slots.length > queryLimits.joinedWords) {
    return [
      slots,
      ...slots.flatMap((slot, at): Unit[] => {
        const joined = joinedTerm(slot, slots[at + 1]);
        return joined === undefined ? [] : [[...slots.slice(0, at), slotOf(joined), ...slots.slice(at + 2)]];
      }),
    ];
  }
  const [first, ...rest] = slots;
  if (first === undefined) return [[]];
  const apart = readings(rest).map((reading): Unit => [first, ...reading]);
  const joined = joinedTerm(first, rest[0]);
  return joined === undefined
    ? apart
    : [...apart, ...readings(rest.slice(1)).map((reading): Unit => [slotOf(joined), ...reading])];
}

/**
 * The ways in which a text may hold what a leaf looks for, the written one first. A word that was broken at the end
 * of a line stands in the index as one: so a pair of words is tried as one too.
 */
export function waysOf(leaf: WordLeaf): Wanted[] {
  const wanted = wantedOf(leaf);
  const { units, between } = wanted;
  if (leaf.op === 'exact') return [wanted];
  if (between === undefined) return readings(units[0] ?? []).map((unit) => ({ units: [unit] }));
  if (leaf.op === 'near') {
    return readings(units.flat()).map((reading) =>
      reading.length === 1 ? { units: [reading] } : { units: reading.map((slot): Unit => [slot]), between },
    );
  }
  const [left = [], right = []] = units.map(readings);
  return left.flatMap((one) => right.map((other) => ({ units: [one, other], between, ...orderOf(wanted) })));
}

/** The words that pairs of a leaf's words would be as one. */
export function joinedTermsOf(leaf: WordLeaf): string[] {
  const termsIn = ({ units }: Wanted): string[] => units.flat().flatMap(({ terms }) => terms);
  return [...new Set(waysOf(leaf).flatMap(termsIn)).difference(new Set(termsIn(wantedOf(leaf))))];
}

/** The tests of all positions of a leaf, for whoever lists the terms that meet them. */
export const testsOf = (leaf: WordLeaf): readonly (Pattern | Fuzzy)[] =>
  wantedOf(leaf).units.flatMap((unit) => unit.flatMap(({ tests }) => tests));

/** Whether a text must be looked at to know: the index can't tell any word, nor how words are written. */
export const needsText = (leaf: WordLeaf): boolean =>
  leaf.op === 'exact' || wantedOf(leaf).units.some((unit) => unit.some(({ any }) => any === true));

/** The one term or test of a leaf that is about a single word. */
export function singleSlot(leaf: WordLeaf): Slot | undefined {
  if (leaf.op === 'exact') return undefined;
  const { units } = wantedOf(leaf);
  return units.length === 1 && units[0]?.length === 1 ? units[0][0] : undefined;
}
