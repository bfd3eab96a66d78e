/** The tables of a case: what each looks like, how many people are in it, and what could not be read as one. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { byPeople, type CaseDataset, caseDatasets, unreadTables } from '../../cli/run/case-datasets.ts';
import { aboutWords, datasetPlace } from '../../cli/run/dataset-words.ts';
import { oneText } from '../asked.ts';
import { evidence, tableOf } from '../page.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { withDatasets } from './with-datasets.ts';

const shownTables = 500;

/** Those shown, in their order, and how many there are. No more are held than twice as many as are shown. */
async function largest(
  all: AsyncIterable<CaseDataset>,
  peopleOnly: boolean,
): Promise<{ readonly shown: readonly CaseDataset[]; readonly count: number }> {
  let held: CaseDataset[] = [];
  let count = 0;
  for await (const one of all) {
    if (peopleOnly && !one.profile.isPersonal) continue;
    count += 1;
    held.push({ ...one, profile: { ...one.profile, columns: [] } });
    if (held.length >= 2 * shownTables) held = held.sort(byPeople).slice(0, shownTables);
  }
  return { shown: held.sort(byPeople).slice(0, shownTables), count };
}

const datasetsPage = (reading: Reading, people: string): Promise<Shown> =>
  withDatasets(reading, async (datasets) => {
    const { to } = reading;
    const { shown, count } = await largest(caseDatasets(datasets), people !== '');
    const unread = await unreadTables(datasets);
    const body = html`<h1>${countOf(count, 'table')}${people === '' ? '' : ' about people'}</h1>
      <form action="${to('/datasets')}">
        <label
          ><input type="checkbox" name="people" value="1" ${people === '' ? '' : html`checked`} /> only about
          people</label
        >
        <button>Show</button>
      </form>
      <p class="quiet">
        Delimited files, sheets, JSON Lines and lists of one value a line. What a table looks like is said by
        its headings and values, and proves nothing. Numbers with ~ are estimates.
      </p>
      ${tableOf<CaseDataset>(
        count > shown.length ? `Those of the most people, the first ${formatCount(shown.length)}` : 'Those of the most people first', // prettier-ignore
        [
          {
            title: 'table',
            isLong: true,
            cell: (one) => html`<a href="${to('/dataset', { document: one.id })}">${evidence(datasetPlace(one))}</a>`, // prettier-ignore
          },
          { title: 'looks like', cell: ({ profile }) => profile.likeness },
          { title: 'records', isNumber: true, cell: ({ profile }) => formatCount(profile.records) },
          {
            title: 'people',
            isNumber: true,
            cell: ({ profile }) =>
              profile.isPersonal ? aboutWords(profile.subjects, profile.isEstimate) : '',
          },
        ],
        shown,
      )}
      ${unread.failed > 0 ? html`<p class="note warn">Not in the list: ${countOf(unread.failed, 'document')} of such formats that could not be read.</p>` : ''}
      ${unread.databases > 0 ? html`<p class="note warn">Not read as tables: ${countOf(unread.databases, 'database')}, identified only.</p>` : ''}`;
    return { body, resultCount: count };
  });

export const datasetsRoute = defineRoute({
  method: 'get',
  path: '/datasets',
  least: 'reader',
  title: 'Data sets',
  navigation: 'Data sets',
  isOfWholeCase: true,
  asked: z.object({ people: oneText }),
  words: ({ people }) => ['datasets', ...(people === '' ? [] : ['people'])],
  answer: (reading, { people }) => datasetsPage(reading, people),
});
