/** The page of what happened when: bars from years to minutes, lanes, and the events beside them. */
import { html } from 'hono/html';
import type { LaneSpan, SpanDigits, Timeline, TimelineEvent } from '../../case/ledger/timeline.ts';
import { escapeLine } from '../../cli/frame/escape.ts';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { notReadWords, unsearchable } from '../../cli/run/entry-counts.ts';
import { pastWords } from '../../cli/run/past-words.ts';
import { shownTime } from '../../cli/run/shown-time.ts';
import { exported, mailboxWords } from '../../cli/run/timeline-export.ts';
import { type Bar, dateBars, laneBars, maxBars, withSilence } from '../date-bars.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import {
  addressOfTime,
  finerDigits,
  noCustodian,
  type TimelineAsked,
  timelineAsked,
  withEvents,
} from './asked-events.ts';

const path = '/timeline';
const pageEvents = 50;
const shownLanes = 40;
const shownNames = 3;

const eventWords = (count: number): string => countOf(count, 'event');

/** Of lanes, whose rows come in the order of spans. */
function barsOf(rows: readonly LaneSpan[]): readonly Bar[] {
  const bars = new Map<string, number>();
  for (const { span, events } of rows) bars.set(span, (bars.get(span) ?? 0) + events);
  return [...bars].map(([span, count]) => ({ span, count }));
}

/** By what each time stands on: by months, or by years where those are too many, and below a span by what that is made of. */
async function groundsOf(
  timeline: Timeline,
  span: string,
  zone: string,
): Promise<{ readonly digits: SpanDigits; readonly rows: readonly LaneSpan[] }> {
  const digits = span === '' ? 7 : finerDigits(span);
  const rows = await timeline.lanes('zone', digits, zone);
  if (span !== '' || withSilence(barsOf(rows)).length <= maxBars) return { digits, rows };
  return { digits: 4, rows: await timeline.lanes('zone', 4, zone) };
}

/** What is asked besides the span, each with the way to leave it out. */
function chosenHtml(to: To, asked: TimelineAsked): Html | string {
  const without = (change: Partial<TimelineAsked>, words: string): Html =>
    html`<li>
      ${evidence(words)}
      <a href="${addressOfTime(to, path, asked, change)}" aria-label="without this condition">−</a>
    </li>`;
  const chosen = [
    ...(asked.span === '' ? [] : [without({ span: '' }, asked.span)]),
    ...asked.kind.map((one) => without({ kind: asked.kind.filter((other) => other !== one) }, one)),
    ...asked.custodian.map((one) =>
      without({ custodian: asked.custodian.filter((other) => other !== one) }, one),
    ),
  ];
  return chosen.length === 0
    ? ''
    : html`<ul class="chosen" aria-label="Conditions">
        ${chosen}
      </ul>`;
}

/** From all time to the span that is shown, each a way back. */
function trailHtml(to: To, asked: TimelineAsked): Html {
  const wider = [4, 7, 10, 13].filter((digits) => digits < asked.span.length);
  const at = (span: string, words: string): Html =>
    html`<a href="${addressOfTime(to, path, asked, { span })}">${words}</a> › `;
  return html`<p>
    ${asked.span === '' ? 'all time' : at('', 'all time')}
    ${wider.map((digits) => at(asked.span.slice(0, digits), asked.span.slice(0, digits)))} ${asked.span}
  </p>`;
}

const form = (to: To, asked: TimelineAsked, zone: string): Html =>
  html`<form action="${to(path)}" method="get">
    <label class="wide">Events of documents that match <input name="q" value="${asked.q}" /></label>
    <label>Year, month, day, hour <input name="span" value="${asked.span}" /></label>
    <label>Zone <input name="zone" value="${zone}" /></label>
    <label
      >Lanes
      <select name="lanes">
        ${(
          [
            ['kind', 'kinds of events'],
            ['custodian', 'custodians'],
            ['zone', 'what times stand on'],
          ] as const
        ).map(
          ([value, words]) =>
            html`<option value="${value}" ${value === asked.lanes ? 'selected' : ''}>${words}</option>`,
        )}
      </select>
    </label>
    ${asked.kind.map((one) => html`<input type="hidden" name="kind" value="${one}" />`)}
    ${asked.custodian.map((one) => html`<input type="hidden" name="custodian" value="${one}" />`)}
    <button>Show</button>
  </form>`;

interface Lane {
  readonly lane: string;
  readonly events: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Of lanes of kinds, all events of each; of others undefined: what is implausible is in no lane. */
type EventsOfKinds = ReadonlyMap<string, number> | undefined;

/** Most events first, then in the order in which they come. */
function lanesOf(rows: readonly LaneSpan[], ofKinds: EventsOfKinds): Lane[] {
  const lanes = new Map<string, { lane: string; events: number; counts: Map<string, number> }>();
  for (const { lane, span, events } of rows) {
    const known = lanes.get(lane) ?? { lane, events: 0, counts: new Map<string, number>() };
    known.events += events;
    known.counts.set(span, events);
    lanes.set(lane, known);
  }
  // A kind of which all are implausible has a row too: it leads to them.
  for (const lane of ofKinds?.keys() ?? [])
    if (!lanes.has(lane)) lanes.set(lane, { lane, events: 0, counts: new Map() });
  return [...lanes.values()].sort((one, other) => other.events - one.events);
}

const zoneWords: Readonly<Record<string, string>> = {
  known: 'a moment: its zone is stated, or declared by the intake',
  unknown: 'by a clock whose zone nobody knows: as stated, not shifted',
  'day alone': 'a day, month or year without a clock: as stated',
};

interface LanesShown {
  readonly rows: readonly LaneSpan[];
  readonly spans: readonly string[];
  readonly ofKinds: EventsOfKinds;
  readonly implausible: number;
}

function lanesHtml(to: To, asked: TimelineAsked, { rows, spans, ofKinds, implausible }: LanesShown): Html {
  const lanes = lanesOf(rows, ofKinds);
  const shown = lanes.slice(0, shownLanes);
  const nameOf = ({ lane }: Lane): Html => {
    if (asked.lanes === 'zone') return html`${zoneWords[lane] ?? lane}`;
    const named = lane === '' ? noCustodian : lane;
    const change = asked.lanes === 'kind' ? { kind: [named] } : { custodian: [named] };
    return html`<a href="${addressOfTime(to, path, asked, change)}">${evidence(named)}</a>`;
  };
  const words = { kind: 'By kind', custodian: 'By custodian', zone: 'By what times stand on' }[asked.lanes];
  return html`${tableOf<Lane>(
    words,
    [
      { title: asked.lanes === 'zone' ? 'time' : asked.lanes, cell: nameOf },
      {
        title: 'events',
        isNumber: true,
        cell: ({ lane, events }) => formatCount(ofKinds?.get(lane) ?? events),
      },
      ...(ofKinds && implausible > 0
        ? [
            {
              title: 'of these implausible, not drawn',
              isNumber: true,
              cell: ({ lane, events }: Lane) => formatCount((ofKinds.get(lane) ?? events) - events),
            },
          ]
        : []),
      {
        title: 'when, each lane by its own measure',
        cell: ({ lane, counts }) =>
          laneBars(spans, counts, {
            title: lane === '' ? noCustodian : lane,
            words: eventWords,
            address: () => undefined,
          }),
      },
    ],
    shown,
  )}
  ${lanes.length > shown.length ? html`<p class="quiet">… and ${formatCount(lanes.length - shown.length)} more.</p>` : ''}
  ${!ofKinds && implausible > 0 ? html`<p class="quiet">${countOf(implausible, 'implausible event')} ${implausible === 1 ? 'is' : 'are'} in no lane; what a lane leads to lists its own too.</p>` : ''}
  ${
    asked.lanes === 'custodian'
      ? html`<p class="quiet">
          An event is in the lane of every custodian who has a copy of its document: the lanes can come to
          more than there are events.
        </p>`
      : ''
  }`;
}

/** Its document, or for a file that has none what became of it. */
const whereHtml = (to: To, { document, source, path: own, past }: TimelineEvent): Html =>
  html`<a href="${document ? to(`/document/${document}`) : to('/find', { name: own })}"
      >${evidence(`${source}/${own}`)}</a
    >
    <strong>${pastWords(past)}</strong>`;

/** A line of the chronology, begun with what is known of the event. */
function pickAddress(to: To, event: TimelineEvent): string {
  const { document, item, kind, message, time } = event;
  const { zone_source: ground, original_time: original } = exported(event);
  const when = (time.instant ?? time.local ?? '').replace(/\.\d+/u, '');
  return to('/chronology/edit', {
    document: document ?? item,
    when,
    text: escapeLine(message),
    basis: escapeLine(
      `${kind}; zone: ${ground}; as written: ${original}${event.plausible ? '' : '; implausible'}`,
    ),
  });
}

/** The first of them, and how many there are beyond. */
function firstOf<Value>(all: readonly Value[], words: (shown: readonly Value[]) => string): string {
  const more = all.length - shownNames;
  return `${words(all.slice(0, shownNames))}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

function whoHtml(event: TimelineEvent): Html {
  const { from, to: recipients, cc, bcc, custodians, entities, dismissedEntities = [] } = event;
  const parts = [
    ['from', firstOf(from, mailboxWords)],
    ['to', firstOf(recipients, mailboxWords)],
    ['cc', firstOf(cc, mailboxWords)],
    ['bcc', firstOf(bcc, mailboxWords)],
    ['custodian', custodians.join('; ')],
    ['names', firstOf(entities, (shown) => shown.join('; '))],
    ['dismissed', firstOf(dismissedEntities, (shown) => shown.join('; '))],
  ] as const;
  return html`${parts.map(([title, words]) => (words === '' ? '' : html`<p class="quiet">${title}: ${evidence(words)}</p>`))}`;
}

async function listHtml(
  to: To,
  asked: TimelineAsked,
  timeline: Timeline,
  zone: string,
): Promise<{ readonly body: Html; readonly shown: number }> {
  const skip = asked.page * pageEvents;
  const events = await Array.fromAsync(timeline.events({ skip, limit: pageEvents }));
  const total = timeline.counts.events;
  const way = (page: number, rel: string, words: string): Html =>
    html`<a rel="${rel}" href="${addressOfTime(to, path, asked, { page })}">${words}</a> `;
  const body = html`${tableOf<TimelineEvent>(
      events.length === 0
        ? 'No events'
        : `Events ${formatCount(skip + 1)} to ${formatCount(skip + events.length)} of ${formatCount(total)}, times in ${zone}`,
      [
        {
          title: 'time',
          cell: (event) =>
            html`<span class="whole">${evidence(shownTime(event, zone))}</span>
              ${event.plausible ? '' : html`<strong class="warn">implausible</strong>`}`,
        },
        { title: 'kind', cell: ({ kind }) => html`<span class="whole">${evidence(kind)}</span>` },
        {
          title: 'event',
          cell: (event) =>
            html`${event.message === event.path ? '' : evidence(event.message)} ${whoHtml(event)}`,
        },
        { title: 'where', cell: (event) => whereHtml(to, event) },
        { title: 'chronology', cell: (event) => html`<a href="${pickAddress(to, event)}">Pick</a>` },
      ],
      events,
    )}
    <p>
      ${asked.page > 0 ? way(asked.page - 1, 'prev', 'Earlier events') : ''}
      ${skip + events.length < total ? way(asked.page + 1, 'next', 'Later events') : ''}
    </p>`;
  return { body, shown: events.length };
}

/** What the bars do not say. */
function countsHtml({ counts }: Timeline, zone: string, unread: number): Html {
  const { events, floating, declared, implausible, undatedDocuments } = counts;
  return html`<ul>
    <li>${eventWords(events)}, by their time in ${zone}.</li>
    <li>
      ${formatCount(floating)} state no zone: shown as stated, not shifted. ${formatCount(declared)} take
      theirs from the intake.
    </li>
    <li class="${implausible > 0 ? 'warn' : ''}">
      ${formatCount(implausible)} implausible (before 1971, after the last run, or the zero of a clock):
      listed and marked, not in the bars.
    </li>
    <li>${countOf(undatedDocuments, 'document')} of the case without any time of their own.</li>
    ${unread === 0 ? '' : html`<li class="warn">${notReadWords(unread, 'times that are stated in there are not listed')}</li>`}
  </ul>`;
}

const timelinePage = (reading: Reading, asked: TimelineAsked): Promise<Shown> =>
  withEvents(reading, asked, async ({ timeline, zone }) => {
    const { to } = reading;
    const { digits, rows } = await groundsOf(timeline, asked.span, zone);
    const bars = barsOf(rows);
    const spans = withSilence(bars)
      .slice(-maxBars)
      .map(({ span }) => span);
    const lanes = asked.lanes === 'zone' ? rows : await timeline.lanes(asked.lanes, digits, zone);
    const kinds = asked.lanes === 'kind' ? await timeline.byKind() : undefined;
    const ofKinds = kinds && new Map(kinds.map(({ kind, events }) => [kind, events]));
    const { implausible } = timeline.counts;
    const floating = rows.filter(({ lane }) => lane === 'unknown');
    const narrower = (span: string): string | undefined =>
      span === asked.span ? undefined : addressOfTime(to, path, asked, { span });
    const { body: list, shown } = await listHtml(to, asked, timeline, zone);
    const body = html`<h1>${eventWords(timeline.counts.events)}</h1>
      ${form(to, asked, zone)} ${chosenHtml(to, asked)} ${trailHtml(to, asked)}
      ${dateBars(bars, { title: 'Plausible events', words: eventWords, address: narrower })}
      ${
        floating.length > 0
          ? dateBars(
              floating.map(({ span, events }) => ({ span, count: events })),
              {
                title: 'Of these, by a clock whose zone nobody knows: as stated, whatever the zone above',
                words: eventWords,
                address: narrower,
              },
            )
          : ''
      }
      ${countsHtml(timeline, zone, await reading.index.count(unsearchable, reading.scope))}
      <p><a href="${addressOfTime(to, '/silence', asked, {})}">Custodians by week: where is silence?</a></p>
      ${lanesHtml(to, asked, { rows: lanes, spans, ofKinds, implausible })} ${list}`;
    return { body, resultCount: shown };
  });

export const timelineRoute = defineRoute({
  method: 'get',
  path,
  least: 'reader',
  title: 'Timeline',
  navigation: 'Timeline',
  isOfWholeCase: true,
  asked: timelineAsked,
  words: ({ span, zone, kind, custodian, q, lanes, page }) => [
    'timeline',
    ...(q === '' ? [] : [q]),
    ...(span === '' ? [] : [`span ${span}`]),
    ...(zone === '' ? [] : [`zone ${zone}`]),
    ...kind.map((one) => `kind ${one}`),
    ...custodian.map((one) => `custodian ${one}`),
    `lanes ${lanes}`,
    ...(page === 0 ? [] : [`page ${page}`]),
  ],
  answer: timelinePage,
});
