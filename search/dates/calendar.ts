/** Days as numbers since 1970-01-01 of the proleptic Gregorian calendar: a clock and a zone have no part in them. */
const msOfDay = 86_400_000;

/** A first and a last day; one day is both. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

/** Undefined where there is no such day. `month` counts from 1; years from 1500 to 2199. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  if (year < 1500 || year > 2199 || month < 1 || month > 12 || day < 1) return undefined;
  const moment = new Date(Date.UTC(year, month - 1, day));
  return moment.getUTCDate() === day ? moment.getTime() / msOfDay : undefined;
}

/** The whole month, of a year that `dayOf` takes. */
export function monthOf(year: number, month: number): DaySpan {
  const [from, to] = [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 0)];
  return { from: from / msOfDay, to: to / msOfDay };
}

/** The calendar's quarter, 1 to 4. */
export const quarterOf = (year: number, quarter: number): DaySpan => ({
  from: monthOf(year, quarter * 3 - 2).from,
  to: monthOf(year, quarter * 3).to,
});

/** Monday is 1, Sunday 7 (ISO 8601). */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** `2016-03-04`. */
export const isoDay = (day: number): string => new Date(day * msOfDay).toISOString().slice(0, 10);

export function partsOf(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const moment = new Date(day * msOfDay);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate() };
} // prettier-ignore
