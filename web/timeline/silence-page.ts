/** The page of gaps: each custodian by week, so that silence shows, with the longest stretch of it in words. */
import { html } from 'hono/html';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import type { LaneSpan, Timeline } from '../../case/ledger/timeline.ts';
import { evidence, type Html } from '../page.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { addressOfTime, noCustodian, type TimelineAsked, timelineAsked, withEvents } from './asked-events.ts';

const path = '/silence';
/** Two years of weeks: more columns are not read. */
const maxWeeks = 106;
const maxCustodians = 60;
/** Named in an address; formats give a dozen. */
const maxKinds = 40;
/** Shades from the least to the most; a square root keeps quiet weeks apart from silent ones. */
const shades = 4;

/** The Monday of the week in which a day lies. */
function weekOf(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}

function weeksBetween(first: string, last: string): string[] {
  const weeks: string[] = [];
  for (let week = Temporal.PlainDate.from(first); week.toString() <= last; week = week.add({ days: 7 }))
    weeks.push(week.toString());
  return weeks;
}

interface CustodianWeeks {
  readonly custodian: string;
  readonly events: number;
  readonly weeks: ReadonlyMap<string, number>;
}

function byCustodian(rows: readonly LaneSpan[]): CustodianWeeks[] {
  const found = new Map<string, { custodian: string; events: number; weeks: Map<string, number> }>();
  for (const { lane, span, events } of rows) {
    const known = found.get(lane) ?? { custodian: lane, events: 0, weeks: new Map<string, number>() };
    const week = weekOf(span);
    known.events += events;
    known.weeks.set(week, (known.weeks.get(week) ?? 0) + events);
    found.set(lane, known);
  }
  return [...found.values()].sort((one, other) => other.events - one.events);
}

/** The longest stretch of these weeks without any, at their beginning and end too: whoever falls silent for good is silent. */
export function longestSilence(
  weeks: readonly string[],
  counts: ReadonlyMap<string, number>,
): { readonly from: string; readonly to: string; readonly weeks: number } | undefined {
  const withAny = weeks.flatMap((week, at) => ((counts.get(week) ?? 0) > 0 ? [at] : []));
  let longest = { at: 0, weeks: 0 };
  let next = 0;
  for (const at of [...withAny, weeks.length]) {
    if (at - next > longest.weeks) longest = { at: next, weeks: at - next };
    next = at + 1;
  }
  const [from, to] = [weeks[longest.at], weeks[longest.at + longest.weeks - 1]];
  return longest.weeks === 0 || from === undefined || to === undefined
    ? undefined
    : { from, to, weeks: longest.weeks };
}

/** Who has documents that are open to the reader and is in no row: they were silent throughout. */
async function silentThroughout(
  { ledger, scope }: Reading,
  rows: readonly CustodianWeeks[],
): Promise<CustodianWeeks[]> {
  const known = new Set(rows.map(({ custodian }) => custodian));
  // Mostly all were heard: the sums of coverage take longer than the events.
  const sources = await ledger.sources.all(scope);
  if (sources.every(({ intake }) => known.has(intake.custodian ?? ''))) return [];
  const held = (await ledger.coverage.bySource(scope)).flatMap(({ custodian = '', documents }) =>
    documents > 0 ? [custodian] : [],
  );
  return [...new Set(held)]
    .filter((custodian) => !known.has(custodian))
    .sort()
    .map((custodian) => ({ custodian, events: 0, weeks: new Map() }));
}

/**
 * Unless it is asked for, the time of a file is nobody's word: who copies a disk sets it, and a week in which a custodian
 * wrote nothing would look as if they had.
 */
const isOfContents = ({ kind, files }: TimelineAsked): boolean => kind.length === 0 && files === 'no';

interface AllHeard {
  readonly zone: string;
  /** Of every custodian, who was silent throughout last. */
  readonly rows: readonly CustodianWeeks[];
  /** Plausible events. */
  readonly events: number;
  /** By which a timeline of the same events is asked for; none where it is of all kinds. */
  readonly kinds: readonly string[];
}

const plausible = ({ counts }: Timeline): number => counts.events - counts.implausible;

/**
 * The events that are asked for, of everybody: by the weeks in which anybody was heard it shows who was not, so that the
 * custodians asked for choose rows and the count alone.
 */
async function allHeard(reading: Reading, asked: TimelineAsked): Promise<AllHeard> {
  const alone = isOfContents(asked);
  const all = await withEvents(reading, { ...asked, custodian: [] }, async ({ timeline, zone }) => {
    // Weeks of four-digit years alone: no custodian was silent for a thousand.
    const heard = byCustodian(await timeline.lanes('custodian', 10, zone));
    const rows = heard.length === 0 ? [] : [...heard, ...(await silentThroughout(reading, heard))];
    const met = alone ? (await timeline.byKind()).map(({ kind }) => kind) : asked.kind;
    return { zone, rows, events: plausible(timeline), kinds: met.slice(0, maxKinds) };
  }, alone); // prettier-ignore
  if (asked.custodian.length === 0) return all;
  const events = await withEvents(reading, asked, async ({ timeline }) => plausible(timeline), alone);
  return { ...all, events };
}

const shadeOf = (events: number, most: number): number =>
  events === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(events / most) * shades));

interface Weeks {
  /** Those that have a column. */
  readonly shown: readonly string[];
  /** From the first with events of anybody to the last. */
  readonly all: readonly string[];
}

const rowNameOf = (custodian: string): string => (custodian === '' ? noCustodian : custodian);

function rowHtml(
  timelineOf: (custodian: string) => string,
  { shown, all }: Weeks,
  most: number,
  { custodian, events, weeks: counts }: CustodianWeeks,
): Html {
  const named = rowNameOf(custodian);
  const silence = longestSilence(all, counts);
  return html`<tr>
    <th scope="row">
      <a href="${timelineOf(named)}">${evidence(named)}</a>
    </th>
    <td class="number">${formatCount(events)}</td>
    <td class="whole">
      ${silence ? `${countOf(silence.weeks, 'week')}: ${silence.from} to the week of ${silence.to}` : 'none'}
    </td>
    ${shown.map((week) => {
      const some = counts.get(week) ?? 0;
      return html`<td class="week shade${shadeOf(some, most)}">${some === 0 ? '–' : formatCount(some)}</td>`;
    })}
  </tr>`;
}

function mapHtml(
  timelineOf: (custodian: string) => string,
  weeks: Weeks,
  rows: readonly CustodianWeeks[],
): Html {
  const shown = rows.slice(0, maxCustodians);
  const most = Math.max(
    1,
    ...shown.flatMap(({ weeks: counts }) => weeks.shown.map((week) => counts.get(week) ?? 0)),
  );
  return html`<div class="scrolled" tabindex="0" role="region" aria-label="Custodians by week">
      <table>
        <caption>
          Events by custodian and week, each from its Monday; – is none
        </caption>
        <thead>
          <tr>
            <th scope="col">custodian</th>
            <th scope="col" class="number">events</th>
            <th scope="col">longest silence</th>
            ${weeks.shown.map((week) => html`<th scope="col" class="week">${week}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map((row) => rowHtml(timelineOf, weeks, most, row))}
        </tbody>
      </table>
    </div>
    ${rows.length > shown.length ? html`<p class="quiet">… and ${formatCount(rows.length - shown.length)} more custodians.</p>` : ''}`;
}

async function silencePage(reading: Reading, asked: TimelineAsked): Promise<Shown> {
  const { to } = reading;
  const { zone, rows: everybody, events, kinds: met } = await allHeard(reading, asked);
  const timelineOf = (change: Partial<TimelineAsked>): string =>
    addressOfTime(to, '/timeline', asked, { kind: [...met], files: 'no', ...change });
  const rows = everybody.filter(
    ({ custodian }) => asked.custodian.length === 0 || asked.custodian.includes(rowNameOf(custodian)),
  );
  const withAny = everybody.flatMap(({ weeks }) => [...weeks.keys()]).sort();
  const [first, last] = [withAny[0], withAny.at(-1)];
  const all = first === undefined || last === undefined ? [] : weeksBetween(first, last);
  const weeks = all.slice(-maxWeeks);
  const years = [...new Set(withAny.map((week) => week.slice(0, 4)))];
  const kinds =
    asked.kind.length > 0
      ? html`of the kinds ${evidence(asked.kind.join(', '))}`
      : isOfContents(asked)
        ? 'that documents state, times of files left out'
        : 'of all kinds, times of files too';
  const within = asked.span === '' ? '' : ` in ${asked.span}`;
  const body = html`<h1>Silence</h1>
    <p>${countOf(events, 'plausible event')} ${kinds}${within}, by the days of ${zone}.</p>
    <p class="ways">
      <a href="${addressOfTime(to, path, asked, { kind: ['sent', 'received'], files: 'no' })}"
        >Messages alone</a
      >
      <a href="${addressOfTime(to, path, asked, { kind: [], files: 'no' })}">What documents state</a>
      <a href="${addressOfTime(to, path, asked, { kind: [], files: 'too' })}">Times of files too</a>
      <a href="${timelineOf({})}">Timeline</a>
    </p>
    <p class="note">
      A week without events may be silence, or evidence that is not held, was not read, or is not open to you:
      <a href="${to('/coverage')}">coverage</a> says what was not read. An event is in the row of every
      custodian who has a copy of its document, so that the rows can come to more than there are events. When
      a file was written, changed or looked at says little of its custodian, since a copy or a backup sets
      these times: they count where they are asked for. The longest silence is counted over the weeks from the
      first to the last with events of anybody.
    </p>
    ${
      all.length > weeks.length
        ? html`<p class="note warn">
            The last ${formatCount(weeks.length)} of ${formatCount(all.length)} weeks have a column; the
            longest silence is that of all weeks. A year at a time:
            ${years.map((year) => html`<a href="${addressOfTime(to, path, asked, { span: year })}">${year}</a> `)}
          </p>`
        : ''
    }
    ${rows.length === 0 ? html`<p>No events.</p>` : mapHtml((custodian) => timelineOf({ custodian: [custodian] }), { shown: weeks, all }, rows)}`;
  return { body, resultCount: rows.length };
}

export const silenceRoute = defineRoute({
  method: 'get',
  path,
  least: 'reader',
  title: 'Silence',
  isOfWholeCase: true,
  asked: timelineAsked,
  words: ({ span, zone, kind, custodian, q, files }) => [
    'silence',
    ...(files === 'no' ? [] : ['times of files too']),
    ...(q === '' ? [] : [q]),
    ...(span === '' ? [] : [`span ${span}`]),
    ...(zone === '' ? [] : [`zone ${zone}`]),
    ...kind.map((one) => `kind ${one}`),
    ...custodian.map((one) => `custodian ${one}`),
  ],
  answer: silencePage,
});
