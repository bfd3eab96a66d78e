/** A difference between two texts as lines: each side with its words around, what it alone has between ⟦ and ⟧. */
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { anchorWords } from './anchor-words.ts';
import { partlyReadWords } from './entry-counts.ts';
import type { TextDifference, TextPlace, TextsCompared } from './text-differences.ts';

/** Units of one stretch that are shown; the rest is counted. */
const maxShownUnits = 600;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Blanks as one space; the marks of ours that a text holds itself are written out, so that none is forged. */
const shown = (text: string): string =>
  escapeLine(text.replaceAll(/\s+/gu, ' ')).replaceAll(/[⟦⟧]/gu, (mark) =>
    mark === '⟦' ? String.raw`\u{27e6}` : String.raw`\u{27e7}`,
  );

function stretch(place: TextPlace, { start, end }: Range): string {
  const to = Math.min(end, start + maxShownUnits, place.start + place.text.length);
  const left = end - Math.max(start, to);
  const words = shown(place.text.slice(Math.max(0, start - place.start), Math.max(0, to - place.start)));
  return left > 0 ? `${words} … and ${formatCount(left)} more characters` : words;
}

function sideWords(place: TextPlace, changes: readonly Range[]): string {
  const parts: string[] = [];
  let at = place.start;
  for (const change of changes) {
    if (change.start > at) parts.push(stretch(place, { start: at, end: change.start }));
    if (change.end > change.start) parts.push(`⟦${stretch(place, change)}⟧`);
    at = Math.max(at, change.end);
  }
  if (at < place.end) parts.push(stretch(place, { start: at, end: place.end }));
  return parts.join('');
}

const citation = (place: TextPlace): string =>
  anchorWords(place.anchor) || `character ${formatCount(place.start)}`;

/** Lines; `-` is the first document, `+` the second. */
export function differenceWords({ kind, first, second, changes }: TextDifference): string[] {
  if (!first || !second) {
    const place = first ?? second;
    if (!place) return [];
    const which = first ? 'first' : 'second';
    return [
      `${kind}: the ${which} document alone has such a text`,
      `  ${first ? '-' : '+'} ⟦${stretch(place, place)}⟧`,
    ];
  }
  const [ours, theirs] = [citation(first), citation(second)].map(escapeLine);
  const coarse = changes.some(({ isCoarse }) => isCoarse === true)
    ? '  [too different to be compared word by word]'
    : '';
  return [
    `${kind}, ${ours === theirs ? ours : `${ours} · ${theirs}`}${coarse}`,
    `  - ${sideWords(
      first,
      changes.map((change) => change.first),
    )}`,
    `  + ${sideWords(
      second,
      changes.map((change) => change.second),
    )}`,
  ];
}

/** What of a side was not read: no difference can be told there. */
function unreadNote(which: string, entry: IndexEntry): string | undefined {
  const words = partlyReadWords(entry);
  if (words !== undefined) return `The ${which} document: ${words}. What was not read is not compared.`;
  return entry.texts.length === 0 ? `The ${which} document has no text.` : undefined;
}

/** What of two documents was not compared. */
export const notComparedNotes = (
  { cut }: Pick<TextsCompared, 'cut'>,
  first: IndexEntry,
  second: IndexEntry,
): string[] => [
  ...(cut.length > 0 ? ['Of a text that is longer than 8 Mi characters the rest is not compared.'] : []),
  ...[unreadNote('first', first), unreadNote('second', second)].filter((words) => words !== undefined),
];

/** What a comparison came to; `places` differ. */
export function comparedWords(compared: TextsCompared, places: number): string {
  const { firstTokens, secondTokens, equalTokens, isSame, isCoarse } = compared;
  if (firstTokens + secondTokens === 0) return 'Neither has a text to compare.';
  if (isSame) return 'The texts are the same.';
  if (places === 0) return 'The words and signs are the same; blanks and ends of lines differ.';
  // Never rounded up: 100 % is for no difference at all.
  const share = Math.floor((2_000 * equalTokens) / (firstTokens + secondTokens)) / 10;
  const least = isCoarse ? 'at least ' : '';
  return `${formatCount(firstTokens - equalTokens)} words and signs of the first alone, ${formatCount(secondTokens - equalTokens)} of the second alone, ${least}${formatCount(equalTokens)} of both (${least}${share.toFixed(1)} %). Blanks and ends of lines are not compared.`;
}
