/**
 * Says of days in a question that they are days of UTC, where times are shown in another zone, and how the days of that
 * zone are asked: a count of one day and a list of it would contradict each other without a word.
 */
import type { Query, Range } from '../../search/query/ast.ts';
import { senderClock, stretchOf } from '../../search/query/dates.ts';
import { fieldOf } from '../../search/query/fields.ts';
import { printQuery } from '../../search/query/print.ts';

/** A day, month, year or clock without a zone of its own. */
const hasNoZone = (value: string): boolean => !/T.*(?:Z|[+-]\d\d(?::?\d\d)?)(?:\[.*\])?$/iu.test(value);

/** Both ends of what a date names, as if it stood in the zone; with the offset that it has there. */
function endsIn(value: string, zone: string): { readonly first: string; readonly last: string } | undefined {
  const stretch = hasNoZone(value) ? stretchOf(value) : undefined;
  if (stretch === undefined) return undefined;
  const moved = (milliseconds: number): string =>
    Temporal.Instant.fromEpochMilliseconds(milliseconds)
      .toZonedDateTimeISO('UTC')
      .toPlainDateTime()
      .toZonedDateTime(zone)
      .toString({ timeZoneName: 'never', smallestUnit: 'millisecond' });
  return { first: moved(stretch.from), last: moved(stretch.to - 1) };
}

type DateLeaf = Range & { readonly field: string };

/** The conditions on dates, each as a range. */
function datesIn(query: Query): DateLeaf[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(datesIn);
  if (query.op === 'not' || query.op === 'place' || query.op === 'family' || query.op === 'member')
    return datesIn(query.of);
  if (query.op !== 'match' && query.op !== 'range') return [];
  const { field } = query;
  if (field === undefined || field === senderClock || fieldOf(field)?.type !== 'date') return [];
  const range: DateLeaf =
    query.op === 'range'
      ? { ...query, field }
      : { op: 'range', field, from: query.text, to: query.text, fromInclusive: true, toInclusive: true };
  return [range];
}

function inZone(leaf: DateLeaf, zone: string): DateLeaf | undefined {
  const from = leaf.from === undefined ? undefined : endsIn(leaf.from, zone);
  const to = leaf.to === undefined ? undefined : endsIn(leaf.to, zone);
  if (!from && !to) return undefined;
  return {
    ...leaf,
    ...(from ? { from: leaf.fromInclusive ? from.first : from.last } : {}),
    ...(to ? { to: leaf.toInclusive ? to.last : to.first } : {}),
  };
}

/** Undefined where all days are of the zone that is shown, or none is asked for. */
export function dayZoneWords(query: Query, zone: string): string | undefined {
  if (zone === 'UTC') return undefined;
  const [first] = datesIn(query).flatMap((leaf) => inZone(leaf, zone) ?? []);
  return (
    first &&
    `Days in a query are days of UTC, and times are shown in ${zone}. By the days of ${zone}: ${printQuery(first)}`
  );
}

/** The same of `--from` and `--to`. */
export function daySpanWords(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  zone: string,
): string | undefined {
  if (zone === 'UTC') return undefined;
  const first = from === undefined ? undefined : endsIn(from, zone)?.first;
  const last = to === undefined ? undefined : endsIn(to, zone)?.last;
  if (first === undefined && last === undefined) return undefined;
  const flags = [first && `--from ${first}`, last && `--to ${last}`].filter(Boolean).join(' ');
  return `Days of --from and --to are days of UTC, and times are shown in ${zone}. By the days of ${zone}: ${flags}`;
}

/** Whether the query asks for dates at all: the zone is read from the ledger, which most questions need not. */
export const asksForDates = (query: Query): boolean => datesIn(query).length > 0;
