/** Lists of terms that are searched one by one: pasted, kept, counted. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf } from '../../cli/frame/quantities.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { Problem } from '../../schemas/problem.ts';
import { recordKinds } from '../../schemas/record-kinds.ts';
import { oneNumber, oneText } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { type Answer, defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { countsOf, hashOfTerms, keepCount } from './kept-counts.ts';
import { unlessConflict, versionsTable } from './record-forms.ts';
import { countTerms } from './term-count.ts';
import { termReportHtml } from './term-report-view.ts';

const shownLists = 100;
const shownReports = 20;

const listAt = (id: string): string => `/lists/${id}`;

const form = (
  to: To,
  { id, basedOn, name, terms }: { id: string; basedOn: number; name: string; terms: string },
  button: string,
): Html =>
  html`<form method="post" action="${to(listAt(id))}">
    <input type="hidden" name="basedOn" value="${basedOn}" />
    <label>Name <input name="name" value="${name}" maxlength="100" required /></label>
    <label class="wide"
      >Terms, one on each line, each a search
      <textarea name="terms" rows="6" required>${terms}</textarea>
    </label>
    <button>${button}</button>
    ${basedOn > 0 ? html`<button name="remove" value="1" formnovalidate>Remove</button>` : ''}
  </form>`;

/** Part of the page of saved searches. */
export async function termListsHtml({ ledger, scope, to, person }: Reading): Promise<Html> {
  const { records, next } = await ledger.records.list('term-list', scope, { limit: shownLists });
  return html`<h2>Lists of terms</h2>
    <ul>
      ${records.map(
        ({ id, body, by }) =>
          html`<li>
            <a href="${to(listAt(id))}">${evidence(body?.name ?? '')}</a>
            ${countOf(body?.terms.length ?? 0, 'term')} <span class="quiet">${evidence(by)}</span>
          </li>`,
      )}
    </ul>
    ${next === undefined ? '' : html`<p class="note">These are the first ${shownLists}; there are more.</p>`}
    ${isAtLeast(person.role, 'reviewer') ? form(to, { id: randomUUID(), basedOn: 0, name: '', terms: '' }, 'Keep') : ''}`;
}

const listOf = async ({ ledger, scope }: Reading, id: string): Promise<RecordVersion<'term-list'>> => {
  const list = await ledger.records.last('term-list', id, scope);
  if (list) return list;
  throw new Problem('not-found', 'the case has no such list of terms');
};

const versionsHtml = async ({ ledger, scope, displayZone }: Reading, id: string): Promise<Html> =>
  versionsTable(
    (await ledger.records.history('term-list', id, scope, { limit: shownReports })).records,
    displayZone,
    ({ name, terms }) =>
      html`${evidence(name)}: ${countOf(terms.length, 'term')},
        <code>${hashOfTerms(terms).slice(0, 12)}</code>`,
  );

async function listPage(reading: Reading, id: string): Promise<Shown> {
  const { to, person } = reading;
  const { body: said, version } = await listOf(reading, id);
  const reports = await countsOf(reading, 'term-report', id, shownReports);
  const mayWrite = isAtLeast(person.role, 'reviewer');
  const body = html`<h1>${evidence(said?.name ?? 'A list of terms that was removed')}</h1>
    ${
      mayWrite && said
        ? html`<form method="post" action="${to(`${listAt(id)}/count`)}">
            <button>Count ${countOf(said.terms.length, 'term')}</button>
          </form>`
        : ''
    }
    ${reports.length === 0 ? html`<p class="note">Not counted yet.</p>` : reports.map((one) => termReportHtml(reading, one))}
    ${mayWrite ? form(to, { id, basedOn: version, name: said?.name ?? '', terms: said?.terms.join('\n') ?? '' }, 'Change') : ''}
    ${await versionsHtml(reading, id)}`;
  return { body, resultCount: reports[0]?.body?.rows.length ?? 0 };
}

export const listRoute = defineRoute({
  method: 'get',
  path: '/lists/:id',
  least: 'reader',
  title: 'A list of terms',
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['list of terms', id],
  answer: (reading, { id }) => listPage(reading, id),
});

const saveAsked = z.object({
  id: oneText,
  basedOn: oneNumber,
  name: oneText,
  terms: oneText,
  remove: oneText,
});

/** Each once, in the order in which they were pasted. */
const termsOf = (pasted: string): string[] => [
  ...new Set(
    pasted
      .split(/\r?\n/u)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

async function saveList(reading: Reading, asked: z.output<typeof saveAsked>): Promise<Answer> {
  const { id, basedOn, name, terms, remove } = asked;
  const key = { kind: 'term-list', id, basedOn } as const;
  const body =
    remove === ''
      ? fromForm(recordKinds['term-list'], { name, terms: termsOf(terms) }, { name: 'Name', terms: 'Terms' })
      : undefined;
  return unlessConflict(
    async () => {
      await reading.write([body ? { write: { ...key, body } } : { remove: key }]);
      return { goTo: body ? listAt(id) : '/searches', resultCount: 1 };
    },
    async () => {
      const basis = (await reading.ledger.records.last('term-list', id, reading.scope))?.version ?? 0;
      return html`${form(reading.to, { id, basedOn: basis, name, terms }, 'Write over it, as a further version')}
      ${await versionsHtml(reading, id)}`;
    },
  );
}

export const saveListRoute = defineRoute({
  method: 'post',
  path: '/lists/:id',
  least: 'reviewer',
  title: 'A list of terms',
  asked: saveAsked,
  words: ({ id, basedOn, name, terms, remove }) => [
    'save list',
    id,
    `on version ${basedOn}`,
    ...(remove === '' ? [name, ...termsOf(terms)] : ['remove']),
  ],
  answer: saveList,
});

export const countListRoute = defineRoute({
  method: 'post',
  path: '/lists/:id/count',
  least: 'reviewer',
  title: 'A list of terms',
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['count list', id],
  async answer(reading, { id }): Promise<Answer> {
    const { body } = await listOf(reading, id);
    if (!body) throw new Problem('not-found', 'this list of terms was removed');
    const report = await countTerms(reading, body.name, body.terms);
    await keepCount(reading, id, { kind: 'term-report', body: report });
    return { goTo: listAt(id), resultCount: report.rows.length };
  },
});
