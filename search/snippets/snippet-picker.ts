/** Picks and cuts snippets from stretches of text that an index gives: the same from every index. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Hit, Snippet } from '../port.ts';
import { queryLimits } from '../query/ast.ts';
import { metadataFields, metadataWords } from '../query/fields.ts';
import type { WordLeaf } from '../query/words.ts';
import type { Match } from './match-finder.ts';
import { MatchFinder } from './match-finder.ts';

/** Units shown before and after what was found. */
const unitsBefore = 80;
const unitsAfter = 160;
/** Parts of a long document that are looked through for one leaf. */
export const maxSnippetParts = 4;
/** Room before a part for the terms that it repeats of the one before, at a generous length. */
export const overlapUnits = (queryLimits.distance + queryLimits.phraseWords) * 16;
/** A bound against documents that are one word over and over. */
const maxCounted = 100_000;
/** No text is as long. */
const mostUnits = 2 ** 40;
/** Between two values of metadata, as one word: a phrase never crosses it. */
const valueBreak = ' \u{1f5ff} ';

/** A stretch of a text that is searched as one: `text` lies at `start` of the entry's text number `ordinal`. */
export interface Region {
  readonly ordinal: number;
  readonly kind: string;
  readonly start: number;
  readonly text: string;
}

/** A snippet still without its anchors, which are of the entry's text number `ordinal`. */
export interface CutSnippet {
  readonly ordinal: number;
  readonly snippet: Omit<Snippet, 'anchor' | 'anchors'>;
}

interface Candidate {
  readonly region: Region;
  readonly matches: readonly Match[];
  readonly leaves: number;
  readonly order: number;
}

/** Takes the stretches of one document in order and picks those that show most of what the query asked. */
export class SnippetPicker {
  readonly #finder: MatchFinder;
  readonly #leaves: number;
  readonly #most: number;
  readonly #candidates: Candidate[] = [];
  /** Where each match begins, of all texts: parts of a long one overlap, and come again for each leaf. */
  readonly #counted = new Set<number>();
  #isEnough = false;
  #isAll = true;

  /** At least one leaf. */
  constructor(leaves: readonly WordLeaf[], most: number) {
    this.#finder = new MatchFinder(leaves);
    this.#leaves = leaves.length;
    this.#most = most;
  }

  /** Whether that is enough to choose from, all leaves shown: from then on matches are counted alone. */
  add(region: Region): boolean {
    const found = this.#finder.find(region.text, region.kind);
    this.#count(region, found);
    if (this.#isEnough) return true;
    for (const matches of windows(found)) {
      const leaves = new Set(matches.map(({ leaf }) => leaf)).size;
      this.#candidates.push({ region, matches, leaves, order: this.#candidates.length });
    }
    this.#isEnough =
      this.#candidates.length >= this.#most * 8 &&
      this.#candidates.some(({ leaves }) => leaves === this.#leaves);
    return this.#isEnough;
  }

  /** Stretches of the document are left out that may hold more. */
  cut(): void {
    this.#isAll = false;
  }

  /** Undefined where no text has a match. */
  get matches(): Hit['matches'] {
    return this.#counted.size === 0 ? undefined : { count: this.#counted.size, isAll: this.#isAll };
  }

  #count({ ordinal, start }: Region, found: readonly Match[]): void {
    if (this.#finder.isCut) this.cut();
    for (const match of merged(found)) {
      if (this.#counted.size >= maxCounted) {
        this.cut();
        return;
      }
      this.#counted.add(ordinal * mostUnits + start + match.start);
    }
  }

  /** At most `most`, in the order in which their stretches came. */
  snippets(texts: IndexEntry['texts']): CutSnippet[] {
    return this.#candidates
      .toSorted((a, b) => b.leaves - a.leaves || lastResort(a) - lastResort(b) || a.order - b.order)
      .slice(0, this.#most)
      .sort((a, b) => a.order - b.order)
      .map(({ region, matches }) => cut(region, matches, texts[region.ordinal]));
  }
}

/** The header of a message says again what hits show of it anyway. */
const lastResort = ({ region }: Candidate): number => Number(region.kind === 'headers');

function cut(
  region: Region,
  matches: readonly Match[],
  named: IndexEntry['texts'][number] | undefined,
): CutSnippet {
  const { text } = region;
  const first = matches[0]?.start ?? 0;
  const lastEnd = Math.max(...matches.map(({ end }) => end));
  const start = atWord(text, Math.max(0, first - unitsBefore), first);
  const wanted = Math.min(text.length, Math.max(lastEnd, Math.min(first + unitsAfter, lastEnd + unitsAfter)));
  const end = endAtWord(text, wanted, lastEnd);
  return {
    ordinal: region.ordinal,
    snippet: {
      kind: named?.kind ?? 'body',
      textId: named?.id ?? '',
      start: region.start + start,
      snippet: text.slice(start, end),
      highlights: merged(matches).map((match) => ({ start: match.start - start, end: match.end - start })),
    },
  };
}

/** The words of an entry's metadata, a stretch for each field, for verifying what may hold there. */
export function* metadataStretches(
  entry: Pick<IndexEntry, 'metadata'>,
): Generator<{ readonly kind: string; readonly text: string }> {
  for (const kind of metadataFields) {
    const values = metadataWords(entry, kind);
    if (values.length > 0) yield { kind, text: values.join(valueBreak) };
  }
}

const isBlank = (unit: number): boolean => unit <= 32 || unit === 0xa0;

/** A little to the right of `at`, where a word begins; never past `first`, never inside a pair. */
function atWord(text: string, at: number, first: number): number {
  if (at === 0) return 0;
  for (let next = at; next < Math.min(at + 24, first); next++) {
    if (isBlank(text.charCodeAt(next - 1))) return next;
  }
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at - 1 : at;
}

function endAtWord(text: string, at: number, last: number): number {
  if (at >= text.length) return text.length;
  for (let next = at; next > Math.max(at - 24, last); next--) if (isBlank(text.charCodeAt(next))) return next;
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at;
}

/** Matches that fit into one snippet, group by group. */
function windows(matches: readonly Match[]): Match[][] {
  const groups: Match[][] = [];
  for (const match of matches) {
    const group = groups.at(-1);
    const start = group?.[0]?.start;
    if (group !== undefined && start !== undefined && match.end - start <= unitsAfter) group.push(match);
    else groups.push([match]);
  }
  return groups;
}

/** Overlapping highlights as one. */
function merged(matches: readonly Match[]): { start: number; end: number }[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of matches) {
    const before = result.at(-1);
    if (before !== undefined && start < before.end) before.end = Math.max(before.end, end);
    else result.push({ start, end });
  }
  return result;
}
