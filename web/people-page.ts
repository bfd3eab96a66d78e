/** Who the messages of an answer name, each person once a document, with the ways to those of each and to the rest. */
import { html } from 'hono/html';
import { z } from 'zod';
import { escapeLine } from '../cli/frame/escape.ts';
import { formatCount } from '../cli/frame/quantities.ts';
import { notReadWords, unsearchedCount } from '../cli/run/entry-counts.ts';
import { type CountedPerson, type PeopleFacet, peopleCounts } from '../cli/run/people-facet.ts';
import { answering, readQuery } from '../cli/run/query.ts';
import type { Query } from '../search/query/ast.ts';
import { printQuery } from '../search/query/print.ts';
import { oneNumber, oneOf, oneText } from './asked.ts';
import { evidence, type Html, tableOf } from './page.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import type { Reading } from './served-case.ts';

const pageValues = 200;

/** What a mailbox is of a message, in words of the page. */
const fields: Readonly<Record<PeopleFacet, string>> = {
  participant: 'all whom it names',
  from: 'from',
  to: 'to',
  cc: 'cc',
  bcc: 'bcc',
  'sent-by': 'sent by another for them',
  resent: 'sent on',
};

interface Asked {
  readonly q: string;
  readonly field: PeopleFacet;
  readonly first: number;
}

const narrowed = (query: Query, { field }: Asked, { named }: CountedPerson, isIn: boolean): string => {
  const one: Query = { op: 'match', field, text: named };
  return printQuery({ op: 'and', of: [query, isIn ? one : { op: 'not', of: one }] });
};

const form = (to: To, { q, field }: Asked): Html =>
  html`<form action="${to('/people')}">
    <label class="wide">Messages that match <input name="q" value="${q}" /></label>
    <label
      >Who
      <select name="field">
        ${Object.entries(fields).map(
          ([name, words]) =>
            html`<option value="${name}" ${name === field ? 'selected' : ''}>${words}</option>`,
        )}
      </select></label
    >
    <button>Count</button>
  </form>`;

const peopleHtml = (to: To, query: Query, asked: Asked, people: readonly CountedPerson[]): Html =>
  tableOf(
    'People, most documents first',
    [
      { title: 'who', isLong: true, cell: ({ value }) => evidence(value) },
      {
        title: 'documents',
        isNumber: true,
        cell: (one) =>
          html`<a href="${to('/', { q: narrowed(query, asked, one, true) })}">${formatCount(one.count)}</a>`,
      },
      {
        title: 'the rest',
        cell: (one) =>
          html`<a
            href="${to('/', { q: narrowed(query, asked, one, false) })}"
            aria-label="without ${escapeLine(one.value)}"
            >without these</a
          >`,
      },
    ],
    people,
  );

async function peoplePage(reading: Reading, asked: Asked): Promise<Shown> {
  const { index, scope, to } = reading;
  const query: Query = asked.q.trim() === '' ? { op: 'all' } : readQuery(asked.q);
  const people = await answering(() => peopleCounts(query, asked.field, reading));
  const shown = people.slice(asked.first, asked.first + pageValues);
  const behind = asked.first + shown.length;
  const unread = notReadWords(await unsearchedCount(index, query, scope), 'whom they name is not counted');
  const body = html`<h1>${people.length === 1 ? '1 person' : `${formatCount(people.length)} people`}</h1>
    ${form(to, asked)}
    <p class="quiet">
      A person is counted once for each document that names them, whatever the address; a name without an
      address stands by itself. Who is who: <a href="${to('/identities')}">Identities</a>.
    </p>
    ${unread === undefined ? '' : html`<p class="note warn">${unread}</p>`}
    ${shown.length === 0 ? '' : peopleHtml(to, query, asked, shown)}
    ${
      behind < people.length
        ? html`<p>
            <a rel="next" href="${to('/people', { q: asked.q, field: asked.field, first: behind })}"
              >Further people</a
            >: ${formatCount(people.length - behind)} more
          </p>`
        : ''
    }`;
  return { body, resultCount: people.length };
}

export const peopleRoute = defineRoute({
  method: 'get',
  path: '/people',
  least: 'reader',
  title: 'People of an answer',
  asked: z.object({
    q: oneText,
    field: oneOf(Object.keys(fields) as [PeopleFacet, ...PeopleFacet[]]),
    first: oneNumber,
  }),
  words: ({ q, field }) => ['people', field, q],
  answer: peoplePage,
});
