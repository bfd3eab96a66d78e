/** A stretch of a text with the words that were looked for marked in it, and the places that it is cited by. */
import { html } from 'hono/html';
import { anchorWords } from '../cli/run/anchor-words.ts';
import type { Anchor } from '../schemas/anchor.ts';
import { findAnchor } from '../schemas/find-anchor.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { IndexReader } from '../search/port.ts';
import { MatchFinder } from '../search/snippets/match-finder.ts';
import { overlapUnits } from '../search/snippets/snippet-picker.ts';
import type { Query } from '../search/query/ast.ts';
import { positiveWordLeaves } from '../search/query/words.ts';
import { evidence, evidenceText, type Html } from './page.ts';

/** UTF-16 units shown at one time: a text of gigabytes is a page like any other. */
export const shownUnits = 32 * 1024;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Spans in order, those that touch or overlap made one. */
export function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && start <= last.end)
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else found.push({ start, end });
  }
  return found;
}

/** Where words of the query stand in a stretch that begins at `from` of its text; offsets into the whole text. */
export async function matchesIn(
  index: Pick<IndexReader, 'text'>,
  { id, kind }: IndexEntry['texts'][number],
  query: Query | undefined,
  from: number,
  to: number,
): Promise<Span[]> {
  const leaves = query === undefined ? [] : positiveWordLeaves(query);
  if (leaves.length === 0) return [];
  // A phrase may begin before the stretch, or end behind it.
  const before = Math.max(0, from - overlapUnits);
  const text = (await index.text(id, before, to + overlapUnits)) ?? '';
  return joined(new MatchFinder(leaves).find(text, kind))
    .map(({ start, end }) => ({ start: Math.max(from, before + start), end: Math.min(to, before + end) }))
    .filter(({ start, end }) => start < end);
}

/** Page, slide, sheet or part, without the line: what a reader needs to be told when it changes. */
const placeOf = (anchor: Anchor): string => {
  const { page, slide, sheet, part, mark } = anchor;
  return anchorWords({ at: 0, page, slide, sheet, part, mark });
};

/** Where another page, slide, sheet or part begins, and which. */
function placesIn(anchors: readonly Anchor[], from: number, to: number): [number, string][] {
  const first = findAnchor(anchors, from);
  let last = first ? placeOf(first) : '';
  const found: [number, string][] = last === '' ? [] : [[from, last]];
  for (const anchor of anchors) {
    if (anchor.at <= from || anchor.at >= to) continue;
    const place = placeOf(anchor);
    if (place !== last) found.push([anchor.at, place]);
    last = place;
  }
  return found;
}

export interface TextView {
  readonly body: Html;
  /** Units shown end here. */
  readonly to: number;
}

/** Of spans in order: the first that ends behind a place. */
function spanAt(spans: readonly Span[], at: number): Span | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.end ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return spans[low];
}

const isIn = (spans: readonly Span[], at: number): boolean => (spanAt(spans, at)?.start ?? Infinity) <= at;

/** Where the next span begins, or the one that a place lies in ends. */
function borderBehind(spans: readonly Span[], at: number): number {
  const span = spanAt(spans, at);
  return span === undefined ? Infinity : span.start <= at ? span.end : span.start;
}

/** Of an entry's text from `from` on, `shownUnits` at most; what is commented is marked, too. */
export async function textView(
  index: Pick<IndexReader, 'text'>,
  text: IndexEntry['texts'][number],
  query: Query | undefined,
  from: number,
  commented: readonly Span[] = [],
): Promise<TextView> {
  const to = Math.min(text.units, from + shownUnits);
  const words = await index.text(text.id, from, to);
  if (words === undefined)
    return {
      body: html`<p class="note warn">
        The index has lost this text: see <code>evidex verify --index</code>.
      </p>`,
      to,
    };
  const marks = await matchesIn(index, text, query, from, to);
  const noted = joined(commented);
  const pieces: Html[] = [];
  let at = from;
  const show = (end: number): void => {
    while (at < end) {
      const [isFound, isNoted] = [isIn(marks, at), isIn(noted, at)];
      const stop = Math.min(end, borderBehind(marks, at), borderBehind(noted, at));
      const shown = evidenceText(words.slice(at - from, stop - from));
      if (isNoted) pieces.push(html`<mark class="noted ${isFound ? 'found' : ''}">${shown}</mark>`);
      else pieces.push(isFound ? html`<mark>${shown}</mark>` : html`${shown}`);
      at = stop;
    }
  };
  const place = (said: string): Html => html`</bdi></pre><p class="quiet">[${evidence(said)}]</p><pre><bdi>`;
  for (const [start, said] of placesIn(text.anchors, from, to)) {
    show(start);
    pieces.push(place(said === '' ? 'the text itself' : said));
  }
  show(to);
  return { body: html`<pre><bdi>${pieces}</bdi></pre>`, to };
}
