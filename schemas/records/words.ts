/** Parts of what people write in forms: a line, several lines, a date; each may be left empty where the kind says so. */
import { z } from 'zod';
import { labelName, noteText } from '../label.ts';

const dateShape = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)?)?$/u;

/** That the calendar has the day: `Date` makes the 30th of February one of March. */
function isReal(value: string): boolean {
  const [year = 0, month = 1, day = 1] = value.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && !Number.isNaN(Date.parse(value));
}

/** A day of the calendar or less, or a moment, as far as it is known: `2016`, `2016-06-23T10:15+01:00`. */
export const dateWords = z
  .string()
  .trim()
  .refine((value) => dateShape.test(value) && isReal(value), {
    error: 'a date as 2016, 2016-06, 2016-06-23 or 2016-06-23T10:15Z',
  });

/** What a form leaves empty is not there. */
const orNothing = <T>(schema: z.ZodType<T, string>) =>
  z
    .string()
    .optional()
    .transform((value) => (value?.trim() === '' ? undefined : value))
    .pipe(schema.optional());

export const maybeLine = orNothing(labelName);
export const maybeLines = orNothing(noteText);
export const maybeDate = orNothing(dateWords);
