/** A moment as evidence states it: what is known is kept, what is not known is not invented. */
import { z } from 'zod';

/** How much of the time was stated; an event is never shown finer than this. */
const timePrecision = z.enum([
  'year',
  'month',
  'day',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
]);

/**
 * Where the zone came from: stated beside the time (`offset`), fixed by the format (`utc`), declared by the
 * intake for unzoned times (`declared`), or not known: nothing is stated (`none`), or by a name that means several zones
 * or none (`unclear`: `IST`), so that the declared zone is not its zone. Both float and have no instant.
 */
const zoneSource = z.enum(['offset', 'utc', 'declared', 'none', 'unclear']);

/**
 * At least one of `instant` and `local` is present. `instant` is ISO 8601 in UTC with `Z`; `local` is the wall
 * clock, ISO 8601 without zone; `offset` is minutes east of UTC; `raw` is the value as the evidence writes it
 * (cut at 100 characters, a limit against values that are no dates at all).
 */
export const time = z.object({
  instant: z.string().max(40).optional(),
  local: z.string().max(40).optional(),
  offset: z.number().int().min(-1440).max(1440).optional(),
  precision: timePrecision,
  zoneSource,
  raw: z.string().max(100),
});

export type Time = z.infer<typeof time>;

/** Whether it is a wall clock of no known zone. */
export const floats = ({ zoneSource }: Pick<Time, 'zoneSource'>): boolean =>
  zoneSource === 'none' || zoneSource === 'unclear';
export type TimePrecision = z.infer<typeof timePrecision>;
