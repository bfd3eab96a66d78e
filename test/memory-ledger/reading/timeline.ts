/** Everything in the ledger in memory that has a time, in the order of time. */
import { eventsOf, isPlausible, offsetAt } from '../../../case/event-time.ts';
import {
  fileTimeKinds,
  type LaneOf,
  type SpanDigits,
  type Timeline,
  type TimelineEvent,
  type TimelineFilter,
  type TimelineReading,
  zoneLanes,
} from '../../../case/ledger/timeline.ts';
import { endOf, hasClock, packTime, unpackTime } from '../../../case/packed-time.ts';
import { itemEntryId } from '../../../schemas/index-entry.ts';
import type { Metadata } from '../../../schemas/metadata.ts';
import { floats, type Time } from '../../../schemas/time.ts';
import type { Ask } from './ask.ts';
import { timesOf } from './items.ts';
import { byText, inOrderOf, mostFirst } from './order.ts';
import { entitiesOf } from './tags.ts';
import { isFolder, type Shown, type ShownDocument, type ShownItem } from './shown.ts';

const nanosecondsPerMinute = 60_000_000_000n;

/** An event with the moment that it stands at, in nanoseconds of UTC. */
interface Placed extends TimelineEvent {
  /** The entries of the index that it may belong to: that of its document, and for the times of an item its own. */
  readonly entries: readonly string[];
  readonly at: bigint;
  /** The first nanosecond behind what the time names. */
  readonly until: bigint;
  readonly raw: string;
  /** With an empty text for a source without a custodian. */
  readonly holders: readonly string[];
}

/** What has a time: an item, or a document by its first carrier. */
interface Stated {
  readonly item: ShownItem;
  /** Those at whose places it lies. */
  readonly carriers: readonly ShownItem[];
  readonly kind: string;
  readonly time: Time;
  readonly message?: string;
  /** The value as the evidence writes it, where it is kept. */
  readonly raw?: string;
}

const nanosecondsOf = (iso: string): bigint | undefined =>
  packTime({ instant: iso, precision: 'second', zoneSource: 'utc', raw: iso })?.at;

const ofItem = (item: ShownItem): Stated[] =>
  isFolder(item) || !item.isCurrent
    ? []
    : Object.entries(timesOf(item)).flatMap(([name, time]) =>
        time ? [{ item, carriers: [item], kind: `file ${name}`, time }] : [],
      );

const ofDocument = ({ first, carriers, record }: ShownDocument): Stated[] => {
  const last = record.attempts.at(-1);
  if (!last) return [];
  return [...eventsOf(last.document.metadata, last.events)]
    .filter(({ time }) => packTime(time) !== undefined)
    .map(({ kind, time, message }) => ({ item: first, carriers, kind, time, message, raw: time.raw }));
};

const metadataOf = ({ state }: Shown, { record }: ShownItem): Metadata =>
  state.documents.get(record.document ?? '')?.attempts.at(-1)?.document.metadata ?? {};

const titleOf = (shown: Shown, item: ShownItem): string | undefined => {
  const { subject, title } = metadataOf(shown, item);
  return subject ?? title;
};

/** The most named first, then by name. */
function entitiesNamed(shown: Shown, { record }: ShownItem): string[] {
  const document = shown.documents.get(record.document ?? '');
  const sums = new Map<string, number>();
  for (const { entity, count } of document ? entitiesOf(document) : [])
    sums.set(entity, (sums.get(entity) ?? 0) + count);
  return [...sums]
    .sort(
      inOrderOf(
        mostFirst(([, count]) => count),
        byText(([entity]) => entity),
      ),
    )
    .map(([entity]) => entity);
}

function placed(
  shown: Shown,
  { item, carriers, kind, time, message, raw }: Stated,
  lastRunBegan: bigint,
): Placed {
  const sources = new Set(carriers.flatMap(({ places }) => places.map(({ source }) => source)));
  const names = [...sources].map((source) => shown.state.sources[source - 1]?.intake.custodian ?? '');
  const holders = [...new Set(names)].sort(byText((name) => name));
  const kept = packTime(time) ?? { at: 0n, form: 0 };
  const { intake, reference = '' } = shown.state.sources[item.place.source - 1] ?? {};
  // A day without a clock is no moment: it stays as stated.
  const zone = time.zoneSource === 'none' && hasClock(kept.form) ? intake?.timeZone : undefined;
  const offset = zone === undefined ? time.offset : offsetAt(zone, kept.at);
  const at = zone === undefined ? kept.at : kept.at - BigInt(offset ?? 0) * nanosecondsPerMinute;
  const stated = unpackTime(kept, raw, time.offset);
  const declared: Time = { ...time, local: undefined, instant: isoOf(at), zoneSource: 'declared' };
  const declaredAt = packTime(declared);
  return {
    time: zone === undefined || !declaredAt ? stated : unpackTime(declaredAt, raw, offset),
    kind,
    message: message ?? (titleOf(shown, item) || item.place.path),
    source: reference,
    path: item.place.path,
    item: item.record.id,
    document: item.record.document,
    custodian: intake?.custodian,
    custodians: holders.filter((name) => name !== ''),
    holders,
    from: metadataOf(shown, item).from ?? [],
    to: metadataOf(shown, item).to ?? [],
    cc: metadataOf(shown, item).cc ?? [],
    bcc: metadataOf(shown, item).bcc ?? [],
    entities: entitiesNamed(shown, item),
    entries: [item.record.document ?? '', ...(raw === undefined ? [itemEntryId(item.record)] : [])],
    plausible: isPlausible(at, kept.at, lastRunBegan),
    at,
    until: endOf({ at, form: kept.form }),
    raw: raw ?? '',
  };
}

/** With nanoseconds. */
function isoOf(at: bigint): string {
  const fraction = ((at % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = new Date(Number((at - fraction) / 1_000_000n)).toISOString().slice(0, -5);
  return `${seconds}.${String(fraction).padStart(9, '0')}Z`;
}

const spanOf = ({ at, time }: Placed, digits: SpanDigits, zone: string): string =>
  Temporal.Instant.fromEpochNanoseconds(at)
    .toZonedDateTimeISO(isFloating(time) ? 'UTC' : zone)
    .toPlainDateTime()
    .toString()
    .slice(0, digits);

/** What no zone moves: a clock without a zone, a day without a clock. */
const isFloating = ({ zoneSource, precision }: Time): boolean =>
  floats({ zoneSource }) || ['year', 'month', 'day'].includes(precision);

function gathered(shown: Shown, filter: TimelineFilter): Placed[] {
  const { from, to, within } = filter;
  const started = shown.state.runs.map((run) => run.started).sort();
  const lastRunBegan = nanosecondsOf(started.at(-1) ?? '') ?? 0n;
  return [...shown.items.flatMap(ofItem), ...[...shown.documents.values()].flatMap(ofDocument)]
    .map((stated) => placed(shown, stated, lastRunBegan))
    .filter(
      (event) => !within || spanOf(event, within.span.length as SpanDigits, within.zone) === within.span,
    )
    .filter(
      ({ at, until, kind, holders, entries }) =>
        (from === undefined || until > from) &&
        (to === undefined || at < to) &&
        (!filter.kinds || filter.kinds.includes(kind)) &&
        !(filter.contentsAlone === true && fileTimeKinds.includes(kind)) &&
        (!filter.custodians || holders.some((name) => filter.custodians?.includes(name))) &&
        (!filter.documents || entries.some((entry) => filter.documents?.has(entry))),
    )
    .sort(
      inOrderOf(
        (one, other) => Number(one.at > other.at) - Number(one.at < other.at),
        byText(({ item }) => item),
        byText(({ kind }) => kind),
        byText(({ raw }) => raw),
      ),
    );
}

const lanesOf = ({ kind, holders, time }: Placed, of: LaneOf): readonly string[] => {
  if (of !== 'zone') return of === 'kind' ? [kind] : holders;
  const [known, unknown, dayAlone] = zoneLanes;
  if (['year', 'month', 'day'].includes(time.precision)) return [dayAlone];
  return [floats(time) ? unknown : known];
};

/** How many there are of each value, in the order in which they come. */
function counted(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

function timelineOf(shown: Shown, filter: TimelineFilter): Timeline {
  const events = gathered(shown, filter);
  const plausible = events.filter((event) => event.plausible);
  const undated = [...shown.documents.values()].filter(
    (document) =>
      ['indexed', 'empty'].includes(document.record.status ?? '') && ofDocument(document).length === 0,
  );
  return {
    counts: {
      events: events.length,
      floating: events.filter(({ time }) => floats(time)).length,
      declared: events.filter(({ time }) => time.zoneSource === 'declared').length,
      implausible: events.filter(({ plausible }) => !plausible).length,
      undatedDocuments: undated.length,
    },
    histogram: async (digits, zone = 'UTC') => {
      const spans = plausible.map((event) => spanOf(event, digits, zone)).sort();
      return counted(spans).map(([span, number]) => ({ span, events: number }));
    },
    lanes: async (of, digits, zone = 'UTC') => {
      const keys = plausible.flatMap((event) =>
        lanesOf(event, of).map((lane) => `${spanOf(event, digits, zone)}\0${lane}`),
      );
      const inOrder = keys.sort(byText((key: string) => key));
      return counted(inOrder).map(([key, number]) => {
        const [span = '', lane = ''] = key.split('\0');
        return { lane, span, events: number };
      });
    },
    byKind: () =>
      Promise.resolve(
        counted(events.map(({ kind }) => kind))
          .map(([kind, number]) => ({ kind, events: number }))
          .sort(
            inOrderOf(
              mostFirst((row) => row.events),
              byText(({ kind }) => kind),
            ),
          ),
      ),
    async *events({ skip, limit } = { skip: 0, limit: Infinity }) {
      yield* events
        .slice(skip, skip + limit)
        .map(
          ({ at: _at, until: _until, raw: _raw, entries: _entries, holders: _holders, ...event }) => event,
        );
    },
    close: () => Promise.resolve(),
  };
}

export const timelineReading = (ask: Ask): TimelineReading => ({
  open: async (filter, scope) => timelineOf(await ask(scope), filter),
});
