/** Documents of a query over time, as bars by the month or the year of their main date. */
import { countOf } from '../cli/frame/quantities.ts';
import { documentsAlone } from '../cli/run/entry-counts.ts';
import { answering } from '../cli/run/query.ts';
import type { Scope } from '../schemas/scope.ts';
import type { FacetValue, IndexReader } from '../search/port.ts';
import type { Query } from '../search/query/ast.ts';
import { isSpan } from '../search/query/dates.ts';
import { type Bar, dateBars, maxBars, withSilence } from './date-bars.ts';
import type { Html } from './page.ts';

const bars = (values: readonly FacetValue[]): readonly Bar[] =>
  values
    .map(({ value, count }) => ({ span: value, count }))
    .sort((one, other) => (one.span < other.span ? -1 : 1));

/** Those of a query that a bar counts: with a main date in its span. Undefined for a bar that stands for no span. */
export const ofBar = (query: Query, span: string): Query | undefined =>
  isSpan(span) ? { op: 'and', of: [query, { op: 'match', field: 'main-date', text: span }] } : undefined;

/**
 * By the month of their main date, by the day in one month, by the year where there are too many months; with how many
 * have none.
 */
export async function documentBars(
  index: IndexReader,
  query: Query,
  scope: Scope,
  documents: number,
  address: (span: string) => string | undefined,
): Promise<{ readonly body: Html | string; readonly undated: number }> {
  const by = async (facet: 'year' | 'month' | 'day'): Promise<readonly Bar[]> =>
    bars(await answering(() => index.facet(documentsAlone(query), scope, facet)));
  const months = await by('month');
  const fits = withSilence(months).length <= maxBars && months.length <= maxBars;
  const shown = !fits ? await by('year') : months.length === 1 ? await by('day') : months;
  const dated = shown.reduce((sum, { count }) => sum + count, 0);
  const body = dateBars(shown, {
    title: 'Documents by their main date',
    words: (count) => countOf(count, 'document'),
    address,
  });
  return { body, undated: documents - dated };
}
