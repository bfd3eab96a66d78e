/** Counts beside the hits of a search, each value with the ways to what has it and to what has not. */
import { html } from 'hono/html';
import { escapeLine } from '../cli/frame/escape.ts';
import { formatCount } from '../cli/frame/quantities.ts';
import { foldedBelow, foldedCounts } from '../cli/run/confidence.ts';
import { type CountedValue, countWords, facetCounts } from '../cli/run/entry-counts.ts';
import { answering } from '../cli/run/query.ts';
import type { FacetField, Sort } from '../search/port.ts';
import type { Query } from '../search/query/ast.ts';
import { printQuery } from '../search/query/print.ts';
import { evidence, type Html } from './page.ts';
import type { To } from './route.ts';
import type { Reading } from './served-case.ts';

const shownValues = 12;
/** Names that are looked at for whether anything is sure of them; those behind are but counted. */
const foldedAmong = 2 * shownValues;

/** What is counted, and the field of a query that asks for one value of it. */
const facets: readonly (readonly [facet: FacetField, title: string, field: string])[] = [
  ['type', 'Type', 'type'],
  ['custodian', 'Custodian', 'custodian'],
  ['source', 'Source', 'source'],
  ['status', 'Status', 'status'],
  ['kind', 'Kind of organisation named', 'kind'],
  ['entity', 'Organisation named', 'entity'],
  ['language', 'Language', 'language'],
  ['label', 'Label', 'label'],
];

const queryWith = (query: Query, field: string, value: string, isIn: boolean): string => {
  const one: Query = { op: 'match', field, text: value };
  return printQuery({ op: 'and', of: [query, isIn ? one : { op: 'not', of: one }] });
};

interface Narrowed {
  readonly to: To;
  readonly query: Query;
  readonly sort: Sort;
}

const valueHtml = (
  { to, query, sort }: Narrowed,
  field: string,
  { value, count, items = 0, folders = 0 }: CountedValue,
): Html =>
  html`<li>
    <a href="${to('/', { q: queryWith(query, field, value, true), sort })}">${evidence(value)}</a>
    <span class="number">${countWords({ documents: count, items, folders })}</span>
    <a
      href="${to('/', { q: queryWith(query, field, value, false), sort })}"
      aria-label="without ${escapeLine(value)}"
      title="without these"
      >−</a
    >
  </li>`;

async function facetHtml(
  { index, ledger, scope }: Reading,
  narrowed: Narrowed,
  [facet, title, field]: (typeof facets)[number],
): Promise<Html | string> {
  const values = await answering(() => facetCounts(index, narrowed.query, scope, facet));
  if (values.length === 0) return '';
  const first = values.slice(0, foldedAmong);
  const { above, below } =
    facet === 'entity' ? await foldedCounts(ledger, first, scope) : { above: first, below: [] };
  const dismissed = values.filter(({ isDismissed }) => isDismissed);
  const more = values.length - Math.min(above.length, shownValues) - below.length - dismissed.length;
  return html`<section class="facet">
    <h2>${title}</h2>
    <ul>
      ${above.slice(0, shownValues).map((one) => valueHtml(narrowed, field, one))}
    </ul>
    ${more > 0 ? html`<p class="quiet">… and ${formatCount(more)} more values</p>` : ''}
    ${
      below.length === 0
        ? ''
        : html`<details>
            <summary>${formatCount(below.length)} below ${foldedBelow * 100} %</summary>
            <ul>
              ${below.map((one) => valueHtml(narrowed, field, one))}
            </ul>
          </details>`
    }
    ${
      dismissed.length === 0
        ? ''
        : html`<details>
            <summary>${formatCount(dismissed.length)} dismissed</summary>
            <ul>
              ${dismissed.slice(0, shownValues).map((one) => valueHtml(narrowed, field, one))}
            </ul>
          </details>`
    }
  </section>`;
}

/** All of them, those without a value left out. */
export const facetsHtml = (reading: Reading, query: Query, sort: Sort): Promise<readonly (Html | string)[]> =>
  Promise.all(facets.map((facet) => facetHtml(reading, { to: reading.to, query, sort }, facet)));
