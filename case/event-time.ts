/** What every store of the ledger says of events: which a document has, which are plausible, what a declared zone makes of them. */
import type { DocumentEvent } from '../schemas/findings.ts';
import type { Metadata } from '../schemas/metadata.ts';
import type { DocumentCommit } from './catalogue/commits.ts';
import type { SpanDigits } from './ledger/timeline.ts';

/** Metadata times that are events of their own. */
const metadataTimes = ['created', 'modified', 'printed', 'sent', 'received', 'taken'] as const;

/** The events of a document, in their order: the times of its metadata by their names, then what its parser found. */
export function* eventsOf(
  metadata: Metadata,
  found: DocumentCommit['events'],
): Generator<Omit<DocumentEvent, 'message'> & Partial<Pick<DocumentEvent, 'message'>>> {
  for (const kind of metadataTimes) {
    const time = metadata[kind];
    if (time) yield { kind, time };
  }
  for (const block of found) yield* block.value();
}

const nanosecondsPerDay = 86_400n * 1_000_000_000n;
const earliestPlausible = BigInt(Date.UTC(1971, 0, 1)) * 1_000_000n;
/** The zeros of DOS, and of formats that count from another year, are values that were never set. */
const zeroTimes = new Set(
  [
    Date.UTC(1980, 0, 1),
    Date.UTC(1980, 1, 1),
    Date.UTC(1904, 0, 1),
    Date.UTC(1899, 11, 30),
    Date.UTC(1899, 11, 31),
    Date.UTC(1601, 0, 1),
  ].map((ms) => BigInt(ms) * 1_000_000n),
);
/** In nanoseconds of UTC: from when to when a time is plausible, and what none may have stated. */
export const plausibleTimes = (
  lastRunBegan: bigint,
): { readonly earliest: bigint; readonly latest: bigint; readonly zeros: readonly bigint[] } => ({
  earliest: earliestPlausible,
  latest: lastRunBegan + nanosecondsPerDay,
  zeros: [...zeroTimes],
});

/** `at` is where an event stands, `stated` what it said. */
export function isPlausible(at: bigint, stated: bigint, lastRunBegan: bigint): boolean {
  const { earliest, latest } = plausibleTimes(lastRunBegan);
  return at >= earliest && at <= latest && !zeroTimes.has(stated);
}

/** By which parts of time spans are told: the coarser, the quicker. By the clock of a zone days begin at any quarter of an hour. */
export function spanMinutes(digits: SpanDigits, zone: string): 1 | 15 | 60 | 1440 {
  if (digits > 13) return 1;
  if (zone !== 'UTC') return 15;
  return digits > 10 ? 60 : 1440;
}

/** By the clock of a zone that changes in the day: moment by moment. */
const spanAt = (milliseconds: number, digits: SpanDigits, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString()
    .slice(0, digits);

const dayMs = 86_400_000;

/**
 * Tells of minutes since 1970 UTC in which span each lies by the clock of a zone, as `2016-06-23`, `2016-06-23T10`.
 * Plausible times are of 1971 and later, and no zone has changed its clock by less than a quarter of an hour since. Days
 * on which the clock stands are remembered: to ask for each event would take most of the time that a timeline takes.
 */
export function spansInZone(digits: SpanDigits, zone: string): (minute: number) => string {
  if (zone === 'UTC') return (minute) => new Date(minute * 60_000).toISOString().slice(0, digits);
  const offsetOn = (milliseconds: number): number =>
    Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  /** Milliseconds east of UTC all day; undefined where that changes. */
  const days = new Map<number, number | undefined>();
  return (minute) => {
    const milliseconds = minute * 60_000;
    const day = Math.floor(milliseconds / dayMs);
    if (!days.has(day)) {
      const offset = offsetOn(day * dayMs);
      days.set(day, offsetOn((day + 1) * dayMs) === offset ? offset : undefined);
    }
    const offset = days.get(day);
    return offset === undefined
      ? spanAt(milliseconds, digits, zone)
      : new Date(milliseconds + offset).toISOString().slice(0, digits);
  };
}

/** What a span leaves out of a date and a clock. */
const spanEnds = '0001-01-01T00:00';

/** A span's first nanosecond by the clock of a zone, and the first behind it. */
export function endsOf(span: string, zone = 'UTC'): { readonly from: bigint; readonly to: bigint } {
  const first = Temporal.PlainDateTime.from(span + spanEnds.slice(span.length));
  const unit = ({ 4: 'years', 7: 'months', 10: 'days', 13: 'hours' } as const)[span.length] ?? 'minutes';
  const at = (moment: Temporal.PlainDateTime): bigint => moment.toZonedDateTime(zone).epochNanoseconds;
  return { from: at(first), to: at(first.add({ [unit]: 1 })) };
}

/**
 * Whether a time begins in a span by the clock of a zone, as `spansInZone` says of it; `floats` for what no zone moves.
 * The span is a year, month, day, hour or minute that exists.
 */
export function beginsIn(span: string, zone: string): (at: bigint, floats: boolean) => boolean {
  const stated = endsOf(span);
  // A minute may occur twice, in an hour that does.
  const wide = endsOf(span.slice(0, 13), zone);
  const isExact = span.length <= 13;
  const minuteOf = spansInZone(16, zone);
  return (at, floats) => {
    const { from, to } = floats ? stated : wide;
    if (at < from || at >= to) return false;
    return floats || isExact || minuteOf(Number(at / 60_000_000_000n)) === span;
  };
}

/** Minutes that a zone was east of UTC at a wall-clock time; of a time that occurred twice, the first. */
export function offsetAt(zone: string, local: bigint): number {
  const formatter = zoneFormatter(zone);
  const milliseconds = Number(local / 1_000_000n);
  const at = (guess: number): number => {
    const parts = Object.fromEntries(
      formatter.formatToParts(guess).map(({ type, value }) => [type, Number(value)]),
    );
    const shown = Date.UTC(
      parts['year'] ?? 0,
      (parts['month'] ?? 1) - 1,
      parts['day'],
      parts['hour'],
      parts['minute'],
      parts['second'],
    );
    return Math.round((shown - Math.floor(guess / 1000) * 1000) / 60_000);
  };
  const before = at(milliseconds - 86_400_000);
  return at(milliseconds - before * 60_000) === before
    ? before
    : at(milliseconds - at(milliseconds) * 60_000);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function zoneFormatter(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}
