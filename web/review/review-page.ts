/** The page of the review: its fields, its batches, and how many there are of each sort. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { formatCount } from '../../cli/frame/quantities.ts';
import { maxBatchDocuments } from '../../schemas/review.ts';
import { maybeText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { completes } from '../query-box.ts';
import { isAtLeast } from '../person.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { type Batch, batchesOf } from './batches.ts';
import { fieldsOf, type ReviewField } from './fields.ts';
import { coversWords } from './targets.ts';

const shownBatches = 200;

const fieldForm = ({ to }: Reading, field: ReviewField | undefined): Html => {
  const { name = '', values = [], covers = 'family' } = field?.body ?? {};
  return html`<form method="post" action="${to(`/review/fields/${field?.id ?? randomUUID()}`)}">
    <input type="hidden" name="basedOn" value="${field?.version ?? 0}" />
    <label>Field <input name="name" value="${name}" maxlength="60" required /></label>
    <label class="wide"
      >Values, one on each line <textarea name="values" rows="3" required>${values.join('\n')}</textarea>
    </label>
    <label
      >Of
      <select name="covers">
        ${Object.entries(coversWords).map(
          ([value, words]) =>
            html`<option value="${value}" ${value === covers ? 'selected' : ''}>${words}</option>`,
        )}
      </select></label
    >
    <button>${field ? 'Change' : 'Add'}</button>
    ${field ? html`<button name="remove" value="1" formnovalidate>Remove</button>` : ''}
  </form>`;
};

const fieldsHtml = (reading: Reading, fields: readonly ReviewField[]): Html =>
  html`<h2>Fields</h2>
    ${fields.length === 0 ? html`<p class="note">None yet: a lead says which values a document can have.</p>` : ''}
    <ul>
      ${fields.map(
        ({ body: { name, values, covers } }) =>
          html`<li>
            <strong>${evidence(name)}</strong>: ${evidence(values.join(', '))}
            <span class="quiet">${coversWords[covers]}</span>
          </li>`,
      )}
    </ul>
    ${
      isAtLeast(reading.person.role, 'lead')
        ? html`<details>
            <summary>Change the fields</summary>
            ${fields.map((field) => fieldForm(reading, field))} ${fieldForm(reading, undefined)}
          </details>`
        : ''
    }`;

export const stateWords = ({ state, person }: Batch['body']): string =>
  state === 'open'
    ? 'open'
    : state === 'taken'
      ? `with ${person ?? 'somebody'}`
      : `done by ${person ?? 'somebody'}`;

async function reviewPage(reading: Reading, after: string | undefined): Promise<Shown> {
  const { to, person } = reading;
  const { batches, next } = await batchesOf(reading, after, shownBatches);
  const body = html`<h1>Review</h1>
    ${after === undefined ? fieldsHtml(reading, await fieldsOf(reading)) : ''}
    ${tableOf<Batch>(
      'Batches',
      [
        {
          title: 'batch',
          cell: ({ id, body: { name, number, of } }) =>
            html`<a href="${to(`/review/batches/${id}`)}">${evidence(name)} ${number} of ${of}</a>`,
        },
        {
          title: 'documents',
          isNumber: true,
          cell: ({ body: { documents } }) => formatCount(documents.length),
        },
        { title: 'state', cell: (batch) => evidence(stateWords(batch.body)) },
        { title: 'sort', cell: ({ body: { second } }) => (second ? `second look, ${second.percent} %` : '') },
      ],
      batches,
    )}
    ${next === undefined ? '' : html`<p><a rel="next" href="${to('/review', { after: next })}">Further batches</a></p>`}
    ${
      isAtLeast(person.role, 'lead')
        ? html`<h2>Split a search into batches</h2>
            <form method="post" action="${to('/review/batches')}">
              <input type="hidden" name="id" value="${randomUUID()}" />
              <label>Name <input name="name" maxlength="100" required /></label>
              <label class="wide"
                >Search <input name="query" required autocomplete="off" ${completes(to)}
              /></label>
              <label
                >Documents of each
                <input name="size" type="number" min="1" max="${maxBatchDocuments}" value="100" required
              /></label>
              <button>Split</button>
            </form>`
        : ''
    }`;
  return { body, resultCount: batches.length };
}

export const reviewRoute = defineRoute({
  method: 'get',
  path: '/review',
  least: 'reviewer',
  title: 'Review',
  navigation: 'Review',
  asked: z.object({ after: maybeText }),
  words: () => ['review'],
  answer: (reading, { after }) => reviewPage(reading, after),
});
