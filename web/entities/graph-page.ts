/**
 * The neighbourhood of an entity or a person: whom documents name with it, and who wrote to whom, drawn as a ring, with
 * the documents behind each line as a search.
 */
import { html } from 'hono/html';
import { z } from 'zod';
import { escapeLine } from '../../cli/frame/escape.ts';
import { dismissedCountWords } from '../../cli/run/confidence.ts';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { peopleLists } from '../../cli/run/hit-words.ts';
import { answering } from '../../cli/run/query.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Hit } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { bothOf, entityCount, messagesOf, namingQuery, others, searchFor } from './entity-parts.ts';

const graphAsked = z.object({
  entity: oneText,
  /** A name or an address of mail. */
  person: oneText,
});
type GraphAsked = z.output<typeof graphAsked>;

/** Of a table that is still read, and of what a hub of mail makes the server hold. */
const maxNodes = 2_000;
const drawnNodes = 36;
/** Messages that are looked at for who is on them. */
const maxMessages = 1_000;
const drawnUnits = 32;

interface Neighbour {
  readonly kind: 'entity' | 'person';
  readonly name: string;
  readonly documents: number;
}

const queryOf = ({ kind, name }: Pick<Neighbour, 'kind' | 'name'>): Query =>
  kind === 'entity' ? namingQuery(name) : messagesOf(name);

/** What was sent at all is a message. */
const sentAtAll: Query = {
  op: 'range',
  field: 'sent',
  from: '0001',
  to: '9999',
  fromInclusive: true,
  toInclusive: true,
};

/** Who is on a message, each once, by address where there is one. */
const peopleOn = ({ entry: { metadata } }: Hit): Set<string> =>
  new Set(
    peopleLists
      .flatMap(([, list]) => metadata[list] ?? [])
      .map(({ address, name }) => (address ?? name ?? '').toLowerCase())
      .filter((one) => one !== ''),
  );

interface Correspondents {
  readonly people: readonly Neighbour[];
  /** All messages that match were looked at. */
  readonly isWhole: boolean;
}

async function correspondents({ index, scope }: Reading, query: Query, own: string): Promise<Correspondents> {
  const asked: Query = bothOf(query, sentAtAll);
  const page = await answering(() =>
    index.search({ query: asked, scope, sort: 'date', limit: maxMessages, snippets: 0 }),
  );
  const counts = new Map<string, number>();
  for (const hit of page.hits)
    for (const person of peopleOn(hit)) counts.set(person, (counts.get(person) ?? 0) + 1);
  counts.delete(own.toLowerCase());
  const people = [...counts].map(([name, documents]): Neighbour => ({ kind: 'person', name, documents }));
  return { people, isWhole: page.after === undefined };
}

const mostFirst = (one: Neighbour, other: Neighbour): number =>
  other.documents - one.documents || (one.name < other.name ? -1 : 1);

const graphOf = (to: To, { kind, name }: Neighbour): string => to('/graph', { [kind]: name });

const shorten = (name: string): string =>
  escapeLine(name.length > drawnUnits ? `${name.slice(0, drawnUnits - 1)}…` : name);

/** The one in the middle, and the strongest around it; a line is as wide as it has documents. */
function pictureHtml(to: To, own: string, query: Query, neighbours: readonly Neighbour[]): Html {
  const drawn = neighbours.slice(0, drawnNodes);
  const most = Math.max(1, ...drawn.map(({ documents }) => documents));
  // Room for a name on either side.
  const [width, height] = [1240, 640];
  const nodes = drawn.map((neighbour, at) => {
    const angle = (at / drawn.length) * 2 * Math.PI - Math.PI / 2;
    const [x, y] = [
      Math.round(width / 2 + Math.cos(angle) * 330),
      Math.round(height / 2 + Math.sin(angle) * 280),
    ];
    return { neighbour, x, y, wide: Math.max(1, Math.round((neighbour.documents / most) * 12)) };
  });
  const anchor = (x: number): string =>
    x > width / 2 + 20 ? 'start' : x < width / 2 - 20 ? 'end' : 'middle';
  return html`<svg
    class="graph"
    role="group"
    aria-label="${escapeLine(own)} and the ${formatCount(drawn.length)} that documents join with it most"
    viewBox="0 0 ${width} ${height}"
  >
    ${nodes.map(
      ({ neighbour, x, y, wide }) =>
        html`<a
          href="${searchFor(to, bothOf(query, queryOf(neighbour)))}"
          aria-label="${countOf(neighbour.documents, 'document')} with ${escapeLine(neighbour.name)}"
          ><line x1="${width / 2}" y1="${height / 2}" x2="${x}" y2="${y}" stroke-width="${wide}"
        /></a>`,
    )}
    ${nodes.map(
      ({ neighbour, x, y }) =>
        html`<a href="${graphOf(to, neighbour)}" class="${neighbour.kind}"
          ><circle cx="${x}" cy="${y}" r="7" /><text
            x="${x + (x > width / 2 + 20 ? 12 : x < width / 2 - 20 ? -12 : 0)}"
            y="${y < height / 2 ? y - 8 : y + 18}"
            text-anchor="${anchor(x)}"
            >${shorten(neighbour.name)} ${formatCount(neighbour.documents)}</text
          ></a
        >`,
    )}
    <circle class="own" cx="${width / 2}" cy="${height / 2}" r="11" />
    <text x="${width / 2}" y="${height / 2 - 18}" text-anchor="middle">${shorten(own)}</text>
  </svg>`;
}

const form = (to: To, { entity, person }: GraphAsked): Html =>
  html`<form action="${to('/graph')}" method="get">
    <label class="wide">Entity, by its name <input name="entity" value="${entity}" /></label>
    <label class="wide">or a person, by name or address <input name="person" value="${person}" /></label>
    <button>Show</button>
  </form>`;

const neighboursHtml = (to: To, query: Query, neighbours: readonly Neighbour[]): Html =>
  tableOf<Neighbour>(
    'With whom, most documents first',
    [
      {
        title: 'who or what',
        cell: (one) => html`<a href="${graphOf(to, one)}">${evidence(one.name)}</a>`,
      },
      { title: 'kind', cell: ({ kind }) => kind },
      {
        title: 'documents with both',
        isNumber: true,
        cell: (one) =>
          html`<a href="${searchFor(to, bothOf(query, queryOf(one)))}">${formatCount(one.documents)}</a>`,
      },
    ],
    neighbours,
  );

async function graphPage(reading: Reading, asked: GraphAsked): Promise<Shown> {
  const { index, scope, to } = reading;
  if (asked.entity === '' && asked.person === '')
    return {
      body: html`<h1>Graph</h1>
        ${form(to, asked)}`,
    };
  if (asked.entity !== '' && asked.person !== '')
    throw new Problem('wrong-value', 'an entity or a person, not both', 'Leave one of the fields empty.');
  const own = asked.entity === '' ? asked.person : asked.entity;
  const query = queryOf({ kind: asked.entity === '' ? 'person' : 'entity', name: own });
  const total = await answering(() => index.count(query, scope));
  const named = others(await answering(() => index.facet(query, scope, 'entity')), asked.entity);
  const entities = named.filter(({ isDismissed }) => !isDismissed);
  const { people, isWhole } = await correspondents(reading, query, asked.person);
  const all = [
    ...entities.map(({ value, count }): Neighbour => ({ kind: 'entity', name: value, documents: count })),
    ...people,
  ].sort(mostFirst);
  const shown = all.slice(0, maxNodes);
  const body = html`<h1>${evidence(own)}</h1>
    ${form(to, asked)}
    <p>
      <a href="${searchFor(to, query)}">${countOf(total, 'document')}</a>, ${entityCount(entities.length)} and
      ${formatCount(people.length)} ${people.length === 1 ? 'person' : 'people'} with it.
      <a href="${to('/relations', { name: own })}">Relations</a>, with where each stands.
      ${all.length > drawnNodes ? html`The ${drawnNodes} with most documents are drawn${all.length > shown.length ? html`, the first ${formatCount(maxNodes)} listed` : ', all listed'}.` : ''}
    </p>
    ${dismissedCountWords(named.filter(({ isDismissed }) => isDismissed)).map((words) => html`<p class="quiet">Not drawn: ${words}</p>`)}
    ${isWhole ? '' : html`<p class="note warn">People are counted in the earliest ${formatCount(maxMessages)} messages alone; a line leads to all of them.</p>`}
    ${all.length === 0 ? html`<p class="note">No document that is open to you and was read joins it with anybody.</p>` : html`${pictureHtml(to, own, query, shown)} ${neighboursHtml(to, query, shown)}`}`;
  return { body, title: own, resultCount: all.length };
}

export const graphRoute = defineRoute({
  method: 'get',
  path: '/graph',
  least: 'reader',
  title: 'Graph',
  isOfWholeCase: true,
  asked: graphAsked,
  words: ({ entity, person }) => [
    'graph',
    ...(entity === '' ? [] : [`entity ${entity}`]),
    ...(person === '' ? [] : [`person ${person}`]),
  ],
  answer: graphPage,
});
