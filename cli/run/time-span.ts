/** The stretch of time that `--from` and `--to` name: whole days, months and years, as in a query. */
import { z } from 'zod';
import { Problem } from '../../schemas/problem.ts';
import { maxTime, stretchOf } from '../../search/query/dates.ts';

/** A date of the calendar: what `search` refuses is refused here too. */
export const moment = z
  .string()
  .refine((value) => /^\d{4}(?!.*\[)/u.test(value) && stretchOf(value) !== undefined, {
    error: 'a date that exists, as 2016, 2016-06, 2016-06-23, or 2016-06-23T10:00:00Z',
  });

/** Both ends in nanoseconds of UTC since 1970, `to` exclusive; absent for no end. */
export interface Span {
  readonly from?: bigint;
  readonly to?: bigint;
}

const nanoseconds = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;

/** From the beginning of `from` to the end of `to`. Throws where no moment lies between. */
export function spanOf({ from, to }: { readonly from?: string; readonly to?: string }): Span {
  const first = from === undefined ? undefined : stretchOf(from);
  const last = to === undefined ? undefined : stretchOf(to);
  if ((first?.from ?? -maxTime) >= (last?.to ?? maxTime)) {
    throw new Problem(
      'usage',
      `--from ${from ?? ''} is behind --to ${to ?? ''}: no moment lies between`,
      'Give the earlier date with --from; both count as a whole, so --from 2017 --to 2017 is that year.',
    );
  }
  return {
    ...(first ? { from: nanoseconds(first.from) } : {}),
    ...(last ? { to: nanoseconds(last.to) } : {}),
  };
}
