/** The census of personal data: how much of each kind lies where, candidates for special categories, and what was not read. */
import { randomBytes } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { candidatesWords, distinctWords } from '../../cli/census/census-words.ts';
import { type Census, type CensusCounts, readCensus } from '../../cli/census/read-census.ts';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { unsearchable } from '../../cli/run/entry-counts.ts';
import { pictureWords } from '../../cli/run/pictures.ts';
import { readQuery } from '../../cli/run/query.ts';
import { printQuery } from '../../search/query/print.ts';
import { oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';

/** Documents with the most different values. */
const shownHolders = 50;
/** Terms of a category. */
const shownTerms = 20;
const nobody = '(no custodian)';

const kindsWords = (kinds: CensusCounts['kinds'] | Census['holders'][number]['kinds']): string =>
  kinds.map((one) => `${one.kind} ${distinctWords(one)}`).join(', ');

const groupTable = (caption: string, title: string, rows: readonly (CensusCounts & { readonly name: string })[]): Html =>
  tableOf(
    caption,
    [
      { title, isLong: true, cell: ({ name }) => evidence(name) },
      { title: 'documents', isNumber: true, cell: ({ documents }) => formatCount(documents) },
      { title: 'places', isNumber: true, cell: ({ mentions }) => formatCount(mentions) },
      { title: 'different values', isLong: true, cell: ({ kinds }) => kindsWords(kinds) },
    ],
    rows,
  ); // prettier-ignore

const moreHtml = (more: number, of: string): Html | string =>
  more === 0 ? '' : html`<p class="note">And ${formatCount(more)} more ${of}, which are not counted each by itself.</p>`; // prettier-ignore

const holdersHtml = ({ to }: Reading, { holders }: Census): Html =>
  tableOf(
    'Documents with the most different values',
    [
      {
        title: 'document',
        isLong: true,
        cell: ({ document, source, path, unread }) =>
          html`<a href="${to(`/document/${document}`)}">${evidence(`${source}/${path}`)}</a>
            ${unread === undefined ? '' : html`<span class="warn">${evidence(unread)}</span>`}`,
      },
      { title: 'different', isNumber: true, cell: ({ distinct }) => formatCount(distinct) },
      { title: 'places', isNumber: true, cell: ({ mentions }) => formatCount(mentions) },
      { title: 'kinds', isLong: true, cell: ({ kinds }) => kindsWords(kinds) },
    ],
    holders,
  );

const specialHtml = ({ to }: Reading, { special }: Census, query: string): Html => {
  const searchFor = (term: string): string =>
    to('/', { q: query === '' ? term : `(${query}) AND (${term})` });
  return html`<h2>Special categories: candidates</h2>
    <p class="quiet">${candidatesWords(special)}</p>
    ${tableOf(
      'Candidates by category, counted apart from the values',
      [
        { title: 'category', cell: ({ category, basis }) => `${category} (${basis})` },
        {
          title: 'candidates',
          isNumber: true,
          cell: (one) =>
            one.documents === 0
              ? 'none'
              : html`<a href="${searchFor(one.query)}">${countOf(one.documents, 'document')}</a>`,
        },
        {
          title: 'found by',
          isLong: true,
          cell: ({ terms }) =>
            html`${terms
              .slice(0, shownTerms)
              .map(
                ({ value, count }) =>
                  html`<a href="${searchFor(value)}">${value}</a> ${formatCount(count)}<br />`,
              )}`,
        },
        {
          title: 'for example',
          isLong: true,
          cell: ({ examples }) =>
            html`${examples.map(
              ({ document, source, path, place }) =>
                html`<a href="${to(`/document/${document}`)}">${evidence(`${source}/${path}`)}</a>
                  ${evidence(place)}<br />`,
            )}`,
        },
      ],
      special.categories,
    )}`;
};

const unreadHtml = ({ to }: Reading, { unsearched, pictures, state, valuesUnread }: Census): Html =>
  html`<h2>Not read</h2>
    ${
      unsearched.length === 0
        ? html`<p>Nothing of what is in the case, pictures apart.</p>`
        : tableOf(
            'Could not be read, or not to the end, in the whole case: what stands in there is in no number above',
            [
              { title: 'custodian', cell: ({ custodian }) => evidence(custodian ?? nobody) },
              {
                title: 'items',
                isNumber: true,
                cell: ({ count, custodian }) =>
                  custodian === undefined
                    ? formatCount(count)
                    : html`<a href="${to('/', { q: printQuery({ op: 'and', of: [unsearchable, { op: 'match', field: 'custodian', text: custodian }] }) })}">${formatCount(count)}</a>`, // prettier-ignore
              },
              {
                title: 'how it ended',
                isLong: true,
                cell: ({ statuses }) => statuses.map(({ value, count }) => `${formatCount(count)} ${value}`).join(', '), // prettier-ignore
              },
            ],
            unsearched,
          )
    }
    <p>${pictureWords(pictures) ?? 'Pictures: none.'}</p>
    ${valuesUnread === 0 ? '' : html`<p class="note">The values at ${countOf(valuesUnread, 'place')} are not in the index: they are in no number of different values.</p>`}
    ${state.unendedRun === undefined ? '' : html`<p class="note warn">Not whole: run ${state.unendedRun} did not come to its end.</p>`}
    <p class="${state.unaccounted === 0 ? '' : 'note warn'}">
      <a href="${to('/coverage')}">Unaccounted for</a>:
      ${state.unaccounted === 0 ? 'nothing' : formatCount(state.unaccounted)}.
    </p>`;

async function censusPage(reading: Reading, query: string): Promise<Shown> {
  const { ledger, index, scope, to } = reading;
  const census = await readCensus({
    ledger,
    index,
    scope,
    // Nothing is kept: no hash of one page is to be held against those of another.
    key: randomBytes(32),
    among: query === '' ? undefined : readQuery(query),
    holders: shownHolders,
    signal: new AbortController().signal,
    onDocument: () => undefined,
  });
  if (census === undefined) throw new Error('a census that nobody stops comes to its end');
  const { population, documents, mentions, kinds, sources, custodians } = census;
  const body = html`<h1>
      Census of personal data: ${countOf(mentions, 'place')} with a value in ${countOf(documents, 'document')}
    </h1>
    <form action="${to('/census')}">
      <label>Only in documents that match <input name="q" value="${query}" /></label> <button>Count</button>
    </form>
    <p class="quiet">
      Counted in ${formatCount(population.searched)} of ${countOf(population.documents, 'document')} that are
      open to you; no value is shown (<a href="${to('/personal-data')}">masked values</a>). What lies in
      several sources or with several custodians counts in each, and once in the case. Numbers with ~ are
      estimates.
    </p>
    ${tableOf(
      'Kinds',
      [
        { title: 'kind', cell: ({ kind }) => html`<a href="${to('/personal-data', { kind })}">${kind}</a>` },
        { title: 'documents', isNumber: true, cell: (one) => formatCount(one.documents) },
        { title: 'places', isNumber: true, cell: (one) => formatCount(one.mentions) },
        { title: 'different values', isNumber: true, cell: (one) => distinctWords(one) },
      ],
      kinds,
    )}
    ${groupTable(
      'By source',
      'source',
      sources.map((one) => ({ name: one.source, ...one })),
    )}
    ${moreHtml(census.moreSources, 'sources')}
    ${groupTable(
      'By custodian',
      'custodian',
      custodians.map((one) => ({ name: one.custodian ?? nobody, ...one })),
    )}
    ${moreHtml(census.moreCustodians, 'custodians')} ${holdersHtml(reading, census)}
    ${specialHtml(reading, census, query)} ${unreadHtml(reading, census)}`;
  return { body, resultCount: mentions };
}

export const censusRoute = defineRoute({
  method: 'get',
  path: '/census',
  least: 'reader',
  title: 'Census of personal data',
  isOfWholeCase: true,
  asked: z.object({ q: oneText }),
  words: ({ q }) => ['census', ...(q === '' ? [] : [q])],
  answer: (reading, { q }) => censusPage(reading, q),
});
