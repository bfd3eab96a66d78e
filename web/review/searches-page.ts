/** Saved searches: their list, each with who wrote it, its hash, and what it came to for whom. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import { entryCounts, unsearchedCount } from '../../cli/run/entry-counts.ts';
import { answering, readQuery } from '../../cli/run/query.ts';
import { resultHash } from '../../cli/run/result-hash.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { Problem } from '../../schemas/problem.ts';
import { recordKinds } from '../../schemas/record-kinds.ts';
import { maybeText, oneNumber, oneText } from '../asked.ts';
import { completes } from '../query-box.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html, link, tableOf } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { type Answer, defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { countsOf, hashOfQuery, keepCount } from './kept-counts.ts';
import { unlessConflict, versionsTable } from './record-forms.ts';
import { termListsHtml } from './term-lists.ts';

type Search = RecordVersion<'saved-search'>;

const shownSearches = 200;
const shownRuns = 50;

/** A query that cannot be read any more has no hash. */
function hashWords(query: string): string {
  try {
    return hashOfQuery(query);
  } catch {
    return '';
  }
}

const searchAt = (id: string): string => `/searches/${id}`;

export const saveForm = (
  to: To,
  { id, basedOn, name, query }: { id: string; basedOn: number; name: string; query: string },
  button: string,
): Html =>
  html`<form method="post" action="${to(searchAt(id))}">
    <input type="hidden" name="basedOn" value="${basedOn}" />
    <label>Name <input name="name" value="${name}" maxlength="100" required /></label>
    <label class="wide"
      >Search <input name="query" value="${query}" required autocomplete="off" ${completes(to)}
    /></label>
    <button>${button}</button>
    ${basedOn > 0 ? html`<button name="remove" value="1" formnovalidate>Remove</button>` : ''}
  </form>`;

/** Below the results of a search. */
export const saveSearchHtml = ({ to, person }: Reading, query: string): Html | string =>
  isAtLeast(person.role, 'reviewer')
    ? html`<details>
        <summary>Save this search</summary>
        ${saveForm(to, { id: randomUUID(), basedOn: 0, name: '', query }, 'Save')}
      </details>`
    : '';

const ran = (run: RecordVersion<'search-run'> | undefined, zone: string): Html | string =>
  run?.body
    ? html`${countOf(run.body.documents, 'document')}
        <span class="quiet">${evidence(run.by)}, ${evidence(notedMoment(run.at, zone))}</span>`
    : 'not run yet';

async function searchesPage(reading: Reading, after: string | undefined): Promise<Shown> {
  const { ledger, scope, to, displayZone, person } = reading;
  const page = await ledger.records.list('saved-search', scope, {
    limit: shownSearches,
    ...(after === undefined ? {} : { after }),
  });
  const rows: { search: Search; run: RecordVersion<'search-run'> | undefined }[] = [];
  for (const search of page.records)
    rows.push({ search, run: (await countsOf(reading, 'search-run', search.id, shownRuns))[0] });
  const body = html`<h1>Saved searches</h1>
    ${tableOf(
      'Saved by name',
      [
        {
          title: 'name',
          cell: ({ search: { id, body: said } }) =>
            html`<a href="${to(searchAt(id))}">${evidence(said?.name ?? '')}</a>`,
        },
        {
          title: 'search',
          cell: ({ search: { body: said } }) =>
            html`<a href="${to('/', { q: said?.query })}">${evidence(said?.query ?? '')}</a>`,
        },
        { title: 'of', cell: ({ search: { by } }) => evidence(by) },
        { title: 'last run', cell: ({ run }) => ran(run, displayZone) },
      ],
      rows,
    )}
    ${page.next === undefined ? '' : html`<p><a rel="next" href="${to('/searches', { after: page.next })}">Further searches</a></p>`}
    ${isAtLeast(person.role, 'reviewer') ? saveForm(to, { id: randomUUID(), basedOn: 0, name: '', query: '' }, 'Save') : ''}
    ${after === undefined ? await termListsHtml(reading) : ''}`;
  return { body, resultCount: rows.length };
}

export const searchesRoute = defineRoute({
  method: 'get',
  path: '/searches',
  least: 'reader',
  title: 'Saved searches',
  navigation: 'Saved searches',
  asked: z.object({ after: maybeText }),
  words: () => ['searches'],
  answer: (reading, { after }) => searchesPage(reading, after),
});

async function found({ ledger, scope }: Reading, id: string): Promise<Search> {
  const search = await ledger.records.last('saved-search', id, scope);
  if (search) return search;
  throw new Problem(
    'not-found',
    'the case has no such saved search',
    'The page of saved searches lists them.',
  );
}

const versionsHtml = async ({ ledger, scope, displayZone }: Reading, id: string): Promise<Html> =>
  versionsTable(
    (await ledger.records.history('saved-search', id, scope, { limit: shownRuns })).records,
    displayZone,
    ({ name, query }) => html`${evidence(name)}: ${evidence(query)}`,
  );

/** Which documents it found, and whether these are those of the run before. */
function resultWords(
  { body }: RecordVersion<'search-run'>,
  before: RecordVersion<'search-run'> | undefined,
): Html | string {
  if (body?.result === undefined) return '';
  const was = before?.body;
  const says =
    was?.result === undefined ? '' : was.result === body.result ? 'the same as before' : 'other than before';
  return html`<code>${body.result.slice(0, 12)}</code> ${says}`;
}

async function searchPage(reading: Reading, id: string): Promise<Shown> {
  const { to, person, displayZone } = reading;
  const { body: said, version } = await found(reading, id);
  const runs = await countsOf(reading, 'search-run', id, shownRuns);
  const before = new Map(runs.map((run, at) => [run, runs[at + 1]]));
  const mayWrite = isAtLeast(person.role, 'reviewer');
  const body = html`<h1>${evidence(said?.name ?? 'A saved search that was removed')}</h1>
    ${
      said
        ? html`<p><a href="${to('/', { q: said.query })}">${evidence(said.query)}</a></p>
            <p class="quiet">SHA-256 of the search ${hashWords(said.query)}</p>`
        : ''
    }
    ${
      mayWrite && said
        ? html`<form method="post" action="${to(`${searchAt(id)}/run`)}">
            <button>Count it, and keep what it comes to</button>
          </form>`
        : ''
    }
    ${tableOf(
      'What it came to, the last first',
      [
        { title: 'when', cell: ({ at }) => evidence(notedMoment(at, displayZone)) },
        { title: 'who', cell: ({ by }) => evidence(by) },
        { title: 'documents', isNumber: true, cell: ({ body: one }) => formatCount(one?.documents ?? 0) },
        { title: 'items not read', isNumber: true, cell: ({ body: one }) => formatCount(one?.items ?? 0) },
        {
          title: 'could not be searched',
          isNumber: true,
          cell: ({ body: one }) => formatCount(one?.unsearched ?? 0),
        },
        { title: 'search', cell: ({ body: one }) => html`<code>${one?.hash.slice(0, 12) ?? ''}</code>` },
        { title: 'result', cell: (run) => resultWords(run, before.get(run)) },
        { title: 'audit record', isNumber: true, cell: ({ record }) => String(record) },
      ],
      runs,
    )}
    ${mayWrite ? saveForm(to, { id, basedOn: version, name: said?.name ?? '', query: said?.query ?? '' }, 'Change') : ''}
    ${await versionsHtml(reading, id)}`;
  return { body, resultCount: runs.length };
}

export const savedSearchRoute = defineRoute({
  method: 'get',
  path: '/searches/:id',
  least: 'reader',
  title: 'A saved search',
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['saved search', id],
  answer: (reading, { id }) => searchPage(reading, id),
});

const saveAsked = z.object({
  id: oneText,
  basedOn: oneNumber,
  name: oneText,
  query: oneText,
  remove: oneText,
});

async function save(reading: Reading, asked: z.output<typeof saveAsked>): Promise<Answer> {
  const { id, basedOn, name, query, remove } = asked;
  const key = { kind: 'saved-search', id, basedOn } as const;
  const body =
    remove === ''
      ? fromForm(recordKinds['saved-search'], { name, query }, { name: 'Name', query: 'Search' })
      : undefined;
  // One that cannot be read is said to be so now, and not to whoever runs it.
  if (body) readQuery(body.query);
  return unlessConflict(
    async () => {
      await reading.write([body ? { write: { ...key, body } } : { remove: key }]);
      return { goTo: body ? searchAt(id) : '/searches', resultCount: 1 };
    },
    async () => {
      const basis = (await reading.ledger.records.last('saved-search', id, reading.scope))?.version ?? 0;
      return html`${saveForm(reading.to, { id, basedOn: basis, name, query }, 'Write over it, as a further version')}
      ${await versionsHtml(reading, id)}`;
    },
  );
}

export const saveSearchRoute = defineRoute({
  method: 'post',
  path: '/searches/:id',
  least: 'reviewer',
  title: 'A saved search',
  asked: saveAsked,
  words: ({ id, basedOn, name, query, remove }) => [
    'save search',
    id,
    `on version ${basedOn}`,
    ...(remove === '' ? [name, query] : ['remove']),
  ],
  answer: save,
});

export const runSearchRoute = defineRoute({
  method: 'post',
  path: '/searches/:id/run',
  least: 'reviewer',
  title: 'A saved search',
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['run search', id],
  async answer(reading, { id }): Promise<Answer> {
    const { index, scope } = reading;
    const { body: said } = await found(reading, id);
    if (!said) throw new Problem('not-found', 'this saved search was removed');
    const query = readQuery(said.query);
    const { documents, items } = await answering(() => entryCounts(index, query, scope));
    const unsearched = await unsearchedCount(index, query, scope);
    const result = await resultHash(index, query, scope);
    const body = {
      hash: hashOfQuery(said.query),
      open: [...scope.open],
      documents,
      items,
      unsearched,
      result,
    };
    await keepCount(reading, id, { kind: 'search-run', body });
    return { goTo: link(searchAt(id)), resultCount: documents };
  },
});
