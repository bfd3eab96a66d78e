/**
 * Bars over time, drawn by the server: each is a link that narrows, silence between them has its place, and the numbers
 * stand in a table for who reads no picture.
 */
import { html } from 'hono/html';
import { escapeLine } from '../cli/frame/escape.ts';
import { countOf, formatCount } from '../cli/frame/quantities.ts';
import { gapBetween } from '../cli/run/time-gaps.ts';
import { type Html, tableOf } from './page.ts';

/** More are not told apart on a screen; a case with years of everything is shown by the year. */
export const maxBars = 120;

const barWidth = 8;
const height = 90;
/** What is there at all is seen beside what is a thousand times as much. */
const least = 2;

export interface Bar {
  /** Year, month, day, hour or minute, as `2016-06`. */
  readonly span: string;
  readonly count: number;
  /** It stands for several spans that have none: `2 months without`. */
  readonly gap?: string;
}

export interface BarsAsked {
  readonly title: string;
  /** `3 events`. */
  readonly words: (count: number) => string;
  /** What a bar leads to; undefined where nothing narrower is there. */
  readonly address: (span: string) => string | undefined;
}

const unitOf = { 4: 'years', 7: 'months', 10: 'days', 13: 'hours' } as const;

/** The span behind one, of the same length. */
function after(span: string): string {
  const first = Temporal.PlainDateTime.from(span + '0001-01-01T00:00'.slice(span.length));
  const unit = unitOf[span.length as keyof typeof unitOf] ?? 'minutes';
  return first
    .add({ [unit]: 1 })
    .toString({ smallestUnit: 'minute' })
    .slice(0, span.length);
}

/** As they are, with one empty bar for all that lies between two of which one does not follow the other. */
const withGaps = (bars: readonly Bar[]): readonly Bar[] =>
  bars.flatMap((bar, at) => {
    const gap = gapBetween(bars[at - 1]?.span ?? '', bar.span);
    return gap ? [{ span: gap.spans, count: 0, gap: gap.words }, bar] : [bar];
  });

/** With the spans that have none between the first and the last; where that would be more than `maxBars`, with one bar for each gap. */
export function withSilence(bars: readonly Bar[]): readonly Bar[] {
  const [first, last] = [bars[0], bars.at(-1)];
  // What no calendar of four digits has is not counted on from.
  if (!first || !last || !/^\d{4}/u.test(first.span)) return bars;
  const counts = new Map(bars.map(({ span, count }) => [span, count]));
  const filled: Bar[] = [];
  for (let span = first.span; span <= last.span; span = after(span)) {
    if (filled.length >= maxBars) return withGaps(bars);
    filled.push({ span, count: counts.get(span) ?? 0 });
  }
  return filled;
}

/** One picture of bars, each with its way; `most` is what fills the height. */
function picture(bars: readonly Bar[], most: number, { title, words, address }: BarsAsked): Html {
  const width = bars.length * barWidth;
  return html`<svg
    class="bars"
    role="group"
    aria-label="${escapeLine(title)}"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
  >
    ${bars.map(({ span, count, gap }, at) => {
      const tall = count === 0 ? 0 : Math.max(least, Math.round((count / most) * height));
      const said = `${span}: ${gap ?? words(count)}`;
      const bar = html`<title>${said}</title>
        <rect
          class="${gap === undefined ? 'room' : 'room gap'}"
          x="${at * barWidth}"
          y="0"
          width="${barWidth}"
          height="${height}"
        />
        <rect x="${at * barWidth + 1}" y="${height - tall}" width="${barWidth - 2}" height="${tall}" />`;
      const to = count === 0 ? undefined : address(span);
      return to === undefined ? html`<g>${bar}</g>` : html`<a href="${to}" aria-label="${said}">${bar}</a>`;
    })}
  </svg>`;
}

const mostOf = (bars: readonly Bar[]): number => Math.max(1, ...bars.map(({ count }) => count));

/** Bars with their first and last span, and the numbers; nothing where there is none. `bars` are in the order of time. */
export function dateBars(bars: readonly Bar[], asked: BarsAsked): Html | string {
  const shown = withSilence(bars).slice(-maxBars);
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return '';
  const most = mostOf(shown);
  const [highest = first] = shown.toSorted((one, other) => other.count - one.count);
  const some = shown.filter(({ count }) => count > 0).length;
  const gaps = shown.filter(({ gap }) => gap !== undefined).length;
  const left = bars.length - some;
  return html`<figure>
    <figcaption>${asked.title}</figcaption>
    ${picture(shown, most, asked)}
    <p class="ends"><span>${first.span}</span> <span>${last.span}</span></p>
    <details>
      <summary>
        ${gaps > 0 ? `${formatCount(some)} with any, ${countOf(gaps, 'gap')} between them` : `${formatCount(some)} of ${formatCount(shown.length)} with any`},
        most in ${highest.span}: ${asked.words(highest.count)}
      </summary>
      ${tableOf(
        asked.title,
        [
          {
            title: 'when',
            cell: ({ span, count }) => {
              const to = count === 0 ? undefined : asked.address(span);
              return to === undefined ? span : html`<a href="${to}">${span}</a>`;
            },
          },
          { title: 'how many', isNumber: true, cell: ({ count, gap }) => gap ?? formatCount(count) },
        ],
        shown,
      )}
      ${left > 0 ? html`<p class="quiet">${formatCount(left)} earlier ones are not drawn.</p>` : ''}
    </details>
  </figure>`;
}

/** A row of bars without numbers, for a lane: all rows of a table share `spans`, each has a height of its own. */
export function laneBars(
  spans: readonly string[],
  counts: ReadonlyMap<string, number>,
  asked: BarsAsked,
): Html {
  const bars = spans.map((span) => ({ span, count: counts.get(span) ?? 0 }));
  return picture(bars, mostOf(bars), asked);
}
