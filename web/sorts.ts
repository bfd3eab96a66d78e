/** The orders of results. */
import type { Sort } from '../search/port.ts';

export const sorts = {
  relevance: 'best first',
  date: 'oldest first',
  '-date': 'newest first',
  path: 'by path',
  '-path': 'by path, from the end',
} as const satisfies Readonly<Record<Sort, string>>;

export const sortNames = Object.keys(sorts) as [Sort, ...Sort[]];

/** A query with the order that its results are in. */
export interface Sorted {
  readonly q: string;
  readonly sort: Sort;
}
