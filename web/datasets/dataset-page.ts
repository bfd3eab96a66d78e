/** One table column by column, and which people it shares with another. No value is shown but masked samples. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { type CaseDataset, findDataset } from '../../cli/run/case-datasets.ts';
import { aboutWords, datasetPlace } from '../../cli/run/dataset-words.ts';
import { overlapOf, type Overlap } from '../../datasets/subjects/overlap.ts';
import { Problem } from '../../schemas/problem.ts';
import { oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { withDatasets } from './with-datasets.ts';

const shownColumns = 200;

/** Throws `wrong-value` for no name. */
function named(name: string): string {
  if (name !== '') return name;
  throw new Problem('wrong-value', 'no table is named', 'Name it by its id, or by path or hash of its document.'); // prettier-ignore
}

function peopleWords({ profile }: CaseDataset): string {
  if (!profile.isPersonal) return 'Not about people.';
  const { subjects, isEstimate, subjectsBy, withoutKey } = profile;
  const by = subjectsBy.map(({ key, records }) => `${key} (${countOf(records, 'record')})`).join(', then ');
  return `${aboutWords(subjects, isEstimate)} different people or devices, counted by ${by === '' ? 'no key' : by}; ${countOf(withoutKey, 'record')} without a key.`;
}

const columnsHtml = ({ profile: { columns } }: CaseDataset): Html =>
  tableOf(
    columns.length > shownColumns
      ? `The first ${formatCount(shownColumns)} of ${formatCount(columns.length)} columns`
      : 'Columns',
    [
      { title: 'column', isLong: true, cell: ({ name }) => evidence(name) },
      {
        title: 'holds',
        cell: ({ kind = '', part }) => `${kind}${part === undefined ? '' : ` (${part})`}`,
      },
      { title: 'filled', isNumber: true, cell: ({ filled }) => formatCount(filled) },
      {
        title: 'different',
        isNumber: true,
        cell: ({ distinct, isEstimate }) => aboutWords(distinct, isEstimate),
      },
      { title: 'sample, masked', isLong: true, cell: ({ sample }) => evidence(sample.join('; ')) },
    ],
    columns.slice(0, shownColumns),
  );

const overlapForm = (to: To, { id }: CaseDataset): Html =>
  html`<form action="${to('/dataset/overlap')}">
    <input type="hidden" name="document" value="${id}" />
    <label>People it shares with (id of a table, or path) <input name="other" required /></label>
    <button>Count</button>
  </form>`;

const datasetPage = (reading: Reading, name: string): Promise<Shown> =>
  withDatasets(reading, async (datasets) => {
    const { to } = reading;
    const one = await findDataset(datasets, named(name));
    const { profile, shown, unreadTables } = one;
    const body = html`<h1>${evidence(datasetPlace(one))}</h1>
      <p class="quiet">${one.id}</p>
      <p class="ways">
        <a href="${to(`/document/${one.sha256}`)}">The document</a>
        <a href="${to('/datasets')}">All tables</a>
      </p>
      <p>Looks like: ${profile.likeness} (${evidence(profile.because)}).</p>
      <p>
        ${countOf(profile.records, 'record')} from row
        ${formatCount(profile.firstRow)}${profile.hasHeading ? '' : ', no heading'}. ${peopleWords(one)}
      </p>
      ${profile.warnings.map((warning) => html`<p class="note warn">${evidence(warning)}.</p>`)}
      ${unreadTables > 0 ? html`<p class="note warn">${countOf(unreadTables, 'further sheet')} not profiled.</p>` : ''}
      ${shown.entry.codes.length > 0 ? html`<p class="note warn">The document: ${shown.entry.codes.join(', ')}.</p>` : ''}
      ${columnsHtml(one)} ${overlapForm(to, one)}`;
    return { body, resultCount: profile.records };
  });

export const datasetRoute = defineRoute({
  method: 'get',
  path: '/dataset',
  least: 'reader',
  title: 'Data set',
  asked: z.object({ document: oneText }),
  words: ({ document }) => ['dataset', document],
  answer: (reading, { document }) => datasetPage(reading, document),
});

const sideHtml = (to: To, one: CaseDataset): Html =>
  html`<li>
    <a href="${to('/dataset', { document: one.id })}">${evidence(datasetPlace(one))}</a>: ${peopleWords(one)}
  </li>`;

const byHtml = (found: Overlap): Html =>
  tableOf(
    'With the same identifier, by kind',
    [
      { title: 'kind', cell: ({ kind }) => kind },
      { title: 'people', isNumber: true, cell: ({ subjects }) => aboutWords(subjects, found.isEstimate) },
    ],
    found.by,
  );

const overlapPage = (reading: Reading, names: readonly [string, string]): Promise<Shown> =>
  withDatasets(reading, async (datasets) => {
    const { store } = datasets;
    const one = await findDataset(datasets, named(names[0]));
    const other = await findDataset(datasets, named(names[1]));
    const found = overlapOf(store.keys(one), store.keys(other));
    const count = (number: number): string => aboutWords(number, found.isEstimate);
    const either = one.profile.subjects + other.profile.subjects - found.sharedSubjects;
    const body = html`<h1>${count(found.sharedSubjects)} in both tables</h1>
      <ul>
        ${sideHtml(reading.to, one)} ${sideHtml(reading.to, other)}
      </ul>
      <p>
        In either: ${count(either)}. With the same identifier: ${count(found.linkedByIdentifier)}; by name
        alone: ${count(found.byNameAlone)}, who may be namesakes. Not counted: ${count(found.namesakes)} with
        one name and different identifiers of one kind.
      </p>
      ${found.isEstimate ? html`<p class="note">Numbers with ~ are estimates from a part of the keys.</p>` : ''}
      ${byHtml(found)}`;
    return { body, resultCount: found.sharedSubjects };
  });

export const overlapRoute = defineRoute({
  method: 'get',
  path: '/dataset/overlap',
  least: 'reader',
  title: 'People in both',
  asked: z.object({ document: oneText, other: oneText }),
  words: ({ document, other }) => ['dataset overlap', document, other],
  answer: (reading, { document, other }) => overlapPage(reading, [document, other]),
});
