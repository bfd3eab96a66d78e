/** What a search finds as a table for a spreadsheet: the rows of `evidex search --csv`. */
import { z } from 'zod';
import { byteOrderMark, csvRow } from '../cli/frame/csv.ts';
import { cellsOf, hitColumns } from '../cli/run/hit-cells.ts';
import { fieldMatches } from '../cli/run/field-matches.ts';
import { hitPages, readQuery } from '../cli/run/query.ts';
import { formatCount } from '../cli/frame/quantities.ts';
import { html } from 'hono/html';
import { oneOf, oneText } from './asked.ts';
import type { Html } from './page.ts';
import { type Bytes, defineRoute, type To } from './route.ts';
import { sortNames, type Sorted } from './sorts.ts';
import type { Reading } from './served-case.ts';

/** Rows of one list: it is held whole until it leaves. Stops a list of all evidence from taking the process; the command line gives it. */
const mostListed = 20_000;
/** Of which the list is a multiple. */
const pageHits = 500;
/** As many as the command line looks for the passage of a row. */
const passages = 2;

/** The way to the list, and how much of it comes. */
export const hitListHtml = (to: To, { q, sort }: Sorted, total: number): Html | string =>
  total === 0
    ? ''
    : html`<p>
        <a href="${to('/results.csv', { q, sort })}" download>List as CSV</a>
        <span class="quiet"
          >${
            total > mostListed
              ? `the first ${formatCount(mostListed)} of ${formatCount(total)}; evidex search --csv gives all`
              : `all ${formatCount(total)}`
          }</span
        >
      </p>`;

async function hitList({ index, scope, displayZone }: Reading, { q, sort }: Sorted): Promise<Bytes> {
  const query = readQuery(q);
  const fieldsOf = fieldMatches(query, passages);
  const parts: string[] = [byteOrderMark + csvRow(hitColumns)];
  let listed = 0;
  let total = 0;
  const asked = { query, scope, sort, limit: pageHits, snippets: passages } as const;
  for await (const page of hitPages(index, asked)) {
    ({ total } = page);
    for (const hit of page.hits) {
      const cells = cellsOf(hit, fieldsOf(hit), displayZone);
      parts.push(csvRow(hitColumns.map((name) => cells[name])));
    }
    listed += page.hits.length;
    if (listed >= mostListed) break;
  }
  // A list that is kept must not look whole where it is not.
  const name = listed < total ? `results-first-${listed}-of-${total}` : `results-${total}`;
  return {
    bytes: Uint8Array.from(Buffer.from(parts.join(''))),
    contentType: 'text/csv; charset=utf-8',
    headers: { 'content-disposition': `attachment; filename="${name}.csv"` },
    resultCount: listed,
  };
}

export const hitListRoute = defineRoute({
  method: 'get',
  path: '/results.csv',
  least: 'reader',
  title: 'Results',
  givesBytes: true,
  asked: z.object({ q: oneText, sort: oneOf(sortNames) }),
  words: ({ q, sort }) => ['list', q, `sort ${sort}`],
  answer: hitList,
});
