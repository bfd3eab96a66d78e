/** Time between two spans in which nothing is: left out of a histogram without a word, silence would look like continuity. */
import { countOf } from '../frame/quantities.ts';

const units = { 4: 'year', 7: 'month', 10: 'day', 13: 'hour', 16: 'minute' } as const;

const startOf = (span: string): Temporal.PlainDateTime =>
  Temporal.PlainDateTime.from(span + '0001-01-01T00:00'.slice(span.length));

export interface Gap {
  /** `2 months without`. */
  readonly words: string;
  /** What lies between, as `2002-03 to 2002-04`; one span alone as itself. */
  readonly spans: string;
}

/** Between two spans of one length in their order, as `2002-02`; undefined where one follows the other, or no calendar has them. */
export function gapBetween(one: string, other: string): Gap | undefined {
  const unit = units[one.length as keyof typeof units];
  if (unit === undefined || !/^\d{4}/u.test(one) || !/^\d{4}/u.test(other)) return undefined;
  const [from, to] = [startOf(one), startOf(other)];
  const count = from.until(to, { largestUnit: unit })[`${unit}s`] - 1;
  if (count < 1) return undefined;
  const [first = '', last = ''] = [from.add({ [`${unit}s`]: 1 }), to.subtract({ [`${unit}s`]: 1 })].map(
    (time) => time.toString({ smallestUnit: 'minute' }).slice(0, one.length),
  );
  return { words: `${countOf(count, unit)} without`, spans: first === last ? first : `${first} to ${last}` };
}
