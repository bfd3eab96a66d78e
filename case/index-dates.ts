/** The dates of a document as the index holds them: in the zone that its source declares, to the second at most. */
import { offsetAt } from './event-time.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { Metadata } from '../schemas/metadata.ts';
import type { Time } from '../schemas/time.ts';
import { between, startAndEnd, statedIn } from '../schemas/time-interval.ts';
import { eventKind, senderClock } from '../search/query/dates.ts';

const dated = ['created', 'modified', 'sent', 'received', 'printed', 'taken'] as const;

const withoutFraction = (text: string): string =>
  text.includes('.') ? text.replace(/(T\d\d:\d\d:\d\d)\.\d+/u, '$1') : text;

const nanosecondsPerMillisecond = 1_000_000n;

/** Minutes east of UTC as `+05:30`. */
export function offsetWords(minutes: number): string {
  const [hour, minute] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${[hour, minute].map((part) => String(part).padStart(2, '0')).join(':')}`;
}

/** A wall clock in the zone, with its offset and the zone's name (RFC 9557): its day is the zone's, its moment the same. */
function inZone(instant: string, zone: string): string {
  const shown = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  const seconds = shown.offsetNanoseconds / 1e9;
  // Local mean times of before 1900 have seconds, which no offset of ISO 8601 states.
  if (seconds % 60 !== 0) return instant;
  const hasSeconds = /T\d\d:\d\d:\d\d/u.test(instant);
  const clock = shown.toPlainDateTime().toString({ smallestUnit: hasSeconds ? 'second' : 'minute' });
  return `${clock}${offsetWords(seconds / 60)}[${zone}]`;
}

/**
 * The stated time. A floating clock is of the declared zone; where none is declared, or the time states a zone that is not
 * clear, it counts as it stands.
 */
export function indexDate(
  time: Pick<Time, 'instant' | 'local'> & Partial<Pick<Time, 'zoneSource'>>,
  zone: string | undefined,
): string {
  const { instant, local = '' } = time;
  if (instant !== undefined) {
    const stated = withoutFraction(instant);
    return zone === undefined || !stated.includes('T') ? stated : inZone(stated, zone);
  }
  const stated = withoutFraction(local);
  if (zone === undefined || !stated.includes('T') || time.zoneSource === 'unclear') return stated;
  const wall = BigInt(Date.parse(`${stated}Z`)) * nanosecondsPerMillisecond;
  return `${stated}${offsetWords(offsetAt(zone, wall))}[${zone}]`;
}

/** UTC, with nothing said of the sender's own zone (RFC 5322, 3.3). */
const utcAlone = /-00:?00\b/u;

/** The wall clock that the sender read, where the message states its zone. */
function senderLocal({ local, offset, instant, zoneSource, precision, raw }: Time): string | undefined {
  if (zoneSource === 'utc' && utcAlone.test(raw)) return undefined;
  if (zoneSource === 'none' || zoneSource === 'declared' || precision === 'day') return undefined;
  if (local !== undefined) return withoutFraction(local);
  if (instant === undefined || zoneSource === 'utc')
    return instant && withoutFraction(instant).replace('Z', '');
  const wall = Temporal.Instant.from(instant).toZonedDateTimeISO(offsetWords(offset ?? 0));
  return withoutFraction(wall.toPlainDateTime().toString());
}

/** `carried` is the date of the message that carries the document; see `carriedDate`. */
export function indexDates(
  metadata: Metadata,
  zone: string | undefined,
  carried?: IndexEntry['dates'][number],
): IndexEntry['dates'] {
  const dates = dated.flatMap((kind) => {
    const time = metadata[kind];
    return time ? [{ kind, date: indexDate(time, zone) }] : [];
  });
  const events = (metadata.eventTimes ?? []).map((stated) => ({
    kind: eventKind,
    date: between(...startAndEnd(stated).map((one) => indexDate(statedIn(one), zone))),
  }));
  const local = metadata.sent && senderLocal(metadata.sent);
  return [
    ...dates,
    ...events,
    ...(local === undefined ? [] : [{ kind: senderClock, date: local }]),
    ...(carried === undefined ? [] : [carried]),
  ];
}
