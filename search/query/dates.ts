/** Dates of queries and documents as stretches of time: a value stated to the day is the whole day. */

import { startAndEnd } from '../../schemas/time-interval.ts';

/** Milliseconds since 1970 UTC, `to` exclusive. A time without a zone counts as if it were UTC. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const shape =
  /^([+-]\d{6}|\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?(\[[\w+/:-]{1,40}\])?)?)?)?$/i;

/** In milliseconds. */
export const day = 86_400_000;
/** The last moment that a Date holds: an offset can reach beyond it. */
export const maxTime = 8.64e15;

/** The last dates read: one document asks several times for the same. */
const remembered = new Map<string, Stretch | undefined>();
const maxRemembered = 256;

/**
 * The stretch that an ISO 8601 date (year, month, day, or finer) names, or two of them as start and end do: up to the
 * end of a last day, up to a last moment. Undefined where it is none.
 */
export function stretchOf(value: string): Stretch | undefined {
  if (remembered.has(value)) return remembered.get(value);
  const stretch = readStretch(value);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(value, stretch);
  return stretch;
}

function readStretch(value: string): Stretch | undefined {
  const [start = '', end] = startAndEnd(value.slice(0, 250));
  const first = stretchOfOne(start);
  const last = end === undefined ? undefined : stretchOfOne(end);
  if (first === undefined || end === undefined) return first;
  if (last === undefined) return undefined;
  const to = last.to - last.from < day ? last.from : last.to;
  return { from: first.from, to: Math.max(to, first.to) };
}

function stretchOfOne(value: string): Stretch | undefined {
  const found = value.length > 100 ? null : shape.exec(value);
  if (found === null) return undefined;
  const [, year, month, date, hour, minute, second, fraction, zone] = found;
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month ?? 1) - 1, Number(date ?? 1));
  moment.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  if (month !== undefined && moment.getUTCMonth() !== Number(month) - 1) return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  if (date !== undefined && moment.getUTCDate() !== Number(date)) return undefined;
  const thousandths = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const from = moment.getTime() + thousandths - offsetOf(zone);
  if (Number.isNaN(from) || Math.abs(from) > maxTime) return undefined;
  return { from, to: from + lengthOf(moment, found) };
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.replace(':', '').slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function lengthOf(
  moment: Date,
  [, , month, date, hour, minute, second, fraction]: readonly string[],
): number {
  if (fraction !== undefined) return 1;
  if (second !== undefined) return 1_000;
  if (minute !== undefined) return 60_000;
  if (hour !== undefined) return 3_600_000;
  if (date !== undefined) return day;
  const next = new Date(moment);
  if (month === undefined) next.setUTCFullYear(moment.getUTCFullYear() + 1);
  else next.setUTCMonth(moment.getUTCMonth() + 1);
  return next.getTime() - moment.getTime();
}

/**
 * The stretch of a range over dates: `[2016 TO 2018]` runs from the start of 2016 to the end of 2018,
 * `{2016 TO 2018}` from the end of 2016 to the start of 2018. A document matches when its own stretch and this
 * one share any time. Bounds that are absent are infinite.
 */
export function dateRange(range: {
  readonly from?: string;
  readonly to?: string;
  readonly fromInclusive: boolean;
  readonly toInclusive: boolean;
}): Stretch {
  const from = range.from === undefined ? undefined : stretchOf(range.from);
  const to = range.to === undefined ? undefined : stretchOf(range.to);
  return {
    from: from === undefined ? -Infinity : range.fromInclusive ? from.from : from.to,
    to: to === undefined ? Infinity : range.toInclusive ? to.to : to.from,
  };
}

/** The kind of the wall clock that a sender read: asked by its own field, and no moment. */
export const senderClock = 'sent.local';

/** The kind of the times of what stands inside: entries of a calendar, comments, changes. No document is sorted by them. */
export const eventKind = 'event';

/**
 * The kind of the date that a document has from the earliest message that carries it: attachments are sorted with their
 * message. It is no date of the document itself, so that no field asks for it.
 */
export const carriedKind = 'carried';

/**
 * Which kind of date a document is sorted, shown and counted by: the first of these that it has, its earliest. A message
 * in another has its own date. Modified before created: documents made from a template keep its date of creation.
 */
const order = ['sent', 'received', carriedKind, 'taken', 'modified', 'created'];

interface StatedDate {
  readonly kind: string;
  readonly date: string;
}

/** A main date: its stretch, and how it was stated. */
export interface MainDate extends Stretch, StatedDate {}

/**
 * The date that stands for a document in sorting and in the facets `year`, `month` and `day`; undefined where it has
 * none. Of several of one kind and start it is the one stated most precisely, whatever their order.
 */
export function mainDate(dates: readonly StatedDate[]): MainDate | undefined {
  let best: { rank: number; stretch: MainDate } | undefined;
  for (const { kind, date } of dates) {
    const stated = kind === senderClock || kind === eventKind ? undefined : stretchOf(date);
    if (stated === undefined) continue;
    const stretch = { ...stated, kind, date };
    const place = order.indexOf(kind);
    const rank = place < 0 ? order.length : place;
    if (best === undefined || before(rank - best.rank, stretch, best.stretch)) best = { rank, stretch };
  }
  return best?.stretch;
}

const before = (ranks: number, one: Stretch, other: Stretch): boolean =>
  (ranks || one.from - other.from || one.to - other.to) < 0;

/** The facets of the main date; each is a beginning of the next. */
export const dateFacets = ['year', 'month', 'day'] as const;
export type DateFacet = (typeof dateFacets)[number];

/** How much of its start a stretch states: of a whole year neither month nor day, of a month no day. */
export function precisionOf({ from, to }: Stretch): DateFacet {
  const days = (to - from) / day;
  return days > 31 ? 'year' : days > 1 ? 'month' : 'day';
}

/**
 * Minutes by which the wall clock of a date is ahead of UTC, where it is in the zone that a source declares: such dates
 * end with its name, as RFC 9557 has it. Of all others 0: their days are those of UTC.
 */
export function offsetMinutes(date: string): number {
  const [, , , , , , , , zone, declared] = shape.exec(date) ?? [];
  return declared === undefined ? 0 : offsetOf(zone) / 60_000;
}

/** The UTC year (`2016`), month (`2016-06`) or day (`2016-06-23`) of a moment; years beyond four digits as `+012016`. */
export function dateFacetOf(moment: number, facet: DateFacet): string {
  const [date = ''] = new Date(moment).toISOString().split('T');
  return facet === 'day' ? date : date.slice(0, facet === 'month' ? -3 : -6);
}

/**
 * What the facets `year`, `month` and `day` count a document under, of its main date, by the wall clock that it
 * states: in the zone that its source declares, else in UTC. A date that is stated
 * to the year alone has no month, one that is stated to the month no day.
 */
export function dateFacetsOf(
  dates: readonly { readonly kind: string; readonly date: string }[],
): Partial<Record<DateFacet, string>> {
  const main = mainDate(dates);
  if (main === undefined) return {};
  const stated = dateFacets.slice(0, dateFacets.indexOf(precisionOf(main)) + 1);
  const wall = main.from + offsetMinutes(main.date) * 60_000;
  return Object.fromEntries(stated.map((facet) => [facet, dateFacetOf(wall, facet)]));
}

/** The moments at which the years of four digits begin and end: what `main-date:` can name. */
const [firstMoment, endOfMoments] = [Date.parse('0000-01-01'), Date.UTC(10_000, 0)];

/** Whether it is a year, a month or a day that there is, as the facets of the main date are written. */
export const isSpan = (value: string): boolean =>
  /^\d{4}(?:-\d{2}){0,2}$/u.test(value) && stretchOf(value) !== undefined;

/** A value as a range of itself. */
export const rangeOf = (
  leaf: { readonly text: string } | Parameters<typeof dateRange>[0],
): Parameters<typeof dateRange>[0] =>
  'text' in leaf ? { from: leaf.text, to: leaf.text, fromInclusive: true, toInclusive: true } : leaf;

/** Which of its facets a condition on the main date compares, and between which moments of its own clock, `to` exclusive. */
export interface MainDateSpan extends Stretch {
  readonly facet: DateFacet;
}

/**
 * A condition on the main date: by the finest facet that it names, so that what is counted under a value of a facet is
 * what a condition on that value finds.
 */
export function mainDateSpan(range: Parameters<typeof dateRange>[0]): MainDateSpan {
  const { from, to } = dateRange(range);
  const parts = [range.from, range.to].map((value = '') => value.split('-').length - 1);
  return {
    facet: dateFacets[Math.max(...parts)] ?? 'day',
    from: Math.max(from, firstMoment),
    to: Math.min(to, endOfMoments),
  };
}
