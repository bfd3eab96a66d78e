/** What the terms of a list came to, as a page shows it: where they were searched, what nobody could search, then the terms. */
import { html } from 'hono/html';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import { pictureWords } from '../../cli/run/pictures.ts';
import { populationWords, termDateWords } from '../../cli/terms/report-words.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import type { Reading } from '../served-case.ts';

type Body = NonNullable<RecordVersion<'term-report'>['body']>;
type Row = Body['rows'][number];
type Searched = NonNullable<Body['searched']>;

const numberOr = (number: number | undefined, words: string): string =>
  number === undefined ? words : formatCount(number);

/** Of a count that is there; a term that was not counted has empty cells. */
const counted = (row: Row, number: number | undefined, words: string): string =>
  row.documents === undefined ? '' : numberOr(number, words);

function termCell({ to }: Reading, { term, refused, sameAs, notes = [] }: Row): Html {
  if (refused !== undefined)
    return html`${evidence(term)} <span class="warn">not searched: ${evidence(refused)}</span>`;
  if (sameAs !== undefined)
    return html`${evidence(term)} <span class="quiet">the same as term ${sameAs}</span>`;
  const said = notes.map((note) => html`<br /><span class="quiet">${evidence(note)}</span>`);
  return html`<a href="${to('/', { q: term })}">${evidence(term)}</a>${said}`;
}

const notWholeWords = ({ rows, searched }: Body): string[] => {
  const refused = rows.filter((row) => row.refused !== undefined).length;
  return [
    ...(refused > 0
      ? [`${formatCount(refused)} of ${countOf(rows.length, 'term')} ${refused === 1 ? 'was' : 'were'} not searched`]
      : []),
    ...(searched?.changed === true ? ['the case changed while terms were counted'] : []),
    ...(searched?.unendedRun === undefined
      ? []
      : [`run ${searched.unendedRun} did not come to its end: what it had in hand is not searched`]),
  ];
}; // prettier-ignore

function unsearchedHtml({ unsearched, pictures, unaccounted }: Searched, at: string): Html {
  const more = [
    pictureWords(pictures),
    unaccounted > 0 ? `Unaccounted for: ${formatCount(unaccounted)}.` : undefined,
  ].filter((words) => words !== undefined);
  const table = tableOf(
    `Not searchable, or not to the end, when it was counted ${at}: words in there are found by no term`,
    [
      {
        title: 'custodian',
        cell: ({ custodian }) => (custodian === undefined ? 'nobody is named' : evidence(custodian)),
      },
      { title: 'not searchable', isNumber: true, cell: ({ count }) => formatCount(count) },
      {
        title: 'how it ended',
        cell: ({ statuses }) =>
          statuses.map(({ value, count }) => `${formatCount(count)} ${value}`).join(', '),
      },
    ],
    unsearched,
  );
  return html`${
    unsearched.length === 0
      ? html`<p>Not searchable: nothing of what is in the case, pictures apart.</p>`
      : table
  }
  ${more.map((words) => html`<p>${words}</p>`)}`;
}

/** A report of before says less: then where it was searched is not known. */
function searchedHtml({ open, searched }: Body, at: string): Html {
  if (!searched)
    return html`<p class="warn">Counted by an earlier version: where it was searched was not kept. Count again.</p>`;
  const population = { ...searched, searched: searched.documents, open };
  return html`<p>${populationWords(population).join(' ')}</p>
    ${unsearchedHtml(searched, at)}`;
} // prettier-ignore

const columnsOf = (reading: Reading): Parameters<typeof tableOf<Row>>[1] => [
  { title: 'term', cell: (row) => termCell(reading, row) },
  { title: 'documents', isNumber: true, cell: (row) => numberOr(row.documents, '') },
  {
    title: 'mail once',
    isNumber: true,
    cell: ({ documents, mailCopies }) =>
      documents === undefined || mailCopies === undefined ? '' : formatCount(documents - mailCopies),
  },
  {
    title: 'of this term alone',
    isNumber: true,
    cell: (row) => counted(row, row.unique, 'not compared'),
  },
  { title: 'families', isNumber: true, cell: (row) => counted(row, row.families, 'not listed') },
  { title: 'first', cell: ({ first }) => termDateWords(first, reading.displayZone) },
  { title: 'last', cell: ({ last }) => termDateWords(last, reading.displayZone) },
  { title: 'undated', isNumber: true, cell: ({ undated }) => numberOr(undated, '') },
  {
    title: 'could not be searched',
    isNumber: true,
    cell: (row) => counted(row, row.unsearched, ''),
  },
];

/** Nothing for a report that was removed. */
export function termReportHtml(reading: Reading, { at, by, record, body }: RecordVersion<'term-report'>): Html | string {
  if (!body) return '';
  const { rows, hash, documents, families } = body;
  const moment = notedMoment(at, reading.displayZone);
  const missing = notWholeWords(body);
  const inFamilies =
    families === undefined ? '' : ` in ${formatCount(families)} ${families === 1 ? 'family' : 'families'}`;
  return html`${missing.length > 0 ? html`<p class="warn">Not whole: ${missing.join('; ')}.</p>` : ''}
    ${searchedHtml(body, moment)}
    ${tableOf(`Counted ${moment} by ${by}`, columnsOf(reading), rows)}
    <p>${countOf(documents, 'document')}${inFamilies} have any of them. Audit record ${record}.</p>
    <p class="quiet">SHA-256 of the list ${hash}</p>`;
} // prettier-ignore
