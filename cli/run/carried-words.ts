/** Says of a mark that a run carried it over, and from where. */
import type { Carried } from '../../schemas/label.ts';

export const carriedWords = (carried: Carried | undefined): string =>
  carried === undefined
    ? ''
    : carried.from
      ? `, carried over from ${carried.from.source}/${carried.from.path}`
      : ', carried over from an earlier item';
