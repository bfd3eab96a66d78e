/** The list of a timeline: a line, a row of a table or of JSON an event. */
import type { TimelineCounts, TimelineEvent } from '../../case/ledger/timeline.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { pastWords } from './past-words.ts';
import { shownTime } from './shown-time.ts';
import { exported, mailboxWords } from './timeline-export.ts';
import { untilStopped } from './until-stopped.ts';
import type { WrittenEvent, WrittenFound } from './written-dates.ts';
import { writtenCells, writtenColumns, writtenDays, writtenWords } from './written-words.ts';

export type ListedEvent = TimelineEvent | WrittenEvent;

/** All events in order, and what was found of dates that texts state where these are among them. */
export interface ListedEvents {
  readonly counts: TimelineCounts;
  readonly events: AsyncIterable<ListedEvent>;
  readonly written?: WrittenFound | undefined;
}

/** Who is on an event: sender, recipients (To, Cc, Bcc), custodian, entities, as far as there are any. */
function whoWords({
  from,
  to,
  cc,
  bcc,
  custodians,
  entities,
  dismissedEntities = [],
}: TimelineEvent): string {
  const parts = [
    ['from', mailboxWords(from)],
    ['to', mailboxWords(to)],
    ['cc', mailboxWords(cc)],
    ['bcc', mailboxWords(bcc)],
    ['custodian', custodians.join('; ')],
    ['names', entities.join('; ')],
    ['dismissed', dismissedEntities.join('; ')],
  ] as const;
  return parts.map(([title, words]) => (words === '' ? '' : `  ${title}: ${words}`)).join('');
}

/** A row for a spreadsheet. */
const cellsOf = (event: ListedEvent, zone: string) => ({
  ...exported(event),
  ...writtenCells('written' in event ? event.written : undefined),
  time: shownTime(event, zone),
  kind: event.kind,
  event: event.message,
  past: event.past,
  from: mailboxWords(event.from),
  to: mailboxWords(event.to),
  cc: mailboxWords(event.cc),
  bcc: mailboxWords(event.bcc),
  custodian: event.custodians.join('; '),
  entities: event.entities.join('; '),
  dismissedEntities: (event.dismissedEntities ?? []).join('; '),
});

/** Of the list for a spreadsheet: the time as it is shown to people, then what the export has of its ground. */
const listColumns = [
  'time',
  'kind',
  'event',
  'from',
  'to',
  'cc',
  'bcc',
  'custodian',
  'entities',
  'dismissedEntities',
  'source',
  'path',
  'past',
  'zone_source',
  'precision',
  'original_time',
  'plausible',
  'item',
  'sha256',
] as const;

function lineOf(event: ListedEvent, zone: string, withWho: boolean): string {
  const written = 'written' in event ? event.written : undefined;
  const when = 'written' in event ? writtenDays(event) : shownTime(event, zone);
  const what = event.message === event.path ? '' : `${event.message}  `;
  const sure = written ? `[${writtenWords(written)}]  ` : '';
  const where = `${event.source}/${event.path}${pastWords(event.past)}`;
  return `${when.padEnd(25)}  ${event.kind.padEnd(13)}  ${event.plausible ? '' : '(implausible) '}${what}${sure}${where}${withWho ? whoWords(event) : ''}`;
}

/** Gives how many were listed. */
export async function listEvents(
  { counts, events, written }: ListedEvents,
  zone: string,
  { limit, who }: { readonly limit?: number; readonly who: boolean },
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  let shown = 0;
  await out.say(`Times in ${zone}.`);
  await out.heading(written ? [...listColumns, ...writtenColumns] : listColumns);
  for await (const event of untilStopped(events, signal)) {
    if (limit !== undefined && shown >= limit) break;
    shown += 1;
    await out.row(
      { ...event, displayZone: zone },
      () => escapeLine(lineOf(event, zone, who)),
      () => cellsOf(event, zone),
    );
  }
  const total = counts.events + (written?.events.length ?? 0);
  const isWhole =
    shown === total && !(written && (written.leftOut > 0 || written.cut > 0 || written.isStopped));
  await out.summary({ shown, total, whole: isWhole });
  return shown;
}
