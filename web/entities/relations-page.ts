/** The page of one name's relations: who is named with it, who wrote to whom, what sentences state, and the shortest ways to another. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { AcceptedAssertions } from '../../cli/relations/accepted.ts';
import { documentsOfEnd, type End, endNamed, People } from '../../cli/relations/ends.ts';
import { pathGaps } from '../../cli/relations/path-words.ts';
import { maxSteps, pathKinds, pathsBetween, type Step } from '../../cli/relations/paths.ts';
import { endWords, relationGaps, relationName, unmetWords } from '../../cli/relations/relation-words.ts';
import { relationsOf } from '../../cli/relations/relations-of.ts';
import { type Relation, type RelationKind, relationKinds } from '../../cli/relations/tallies.ts';
import type { RelationReading } from '../../cli/relations/walk.ts';
import { foldedBelow } from '../../cli/run/confidence.ts';
import { notReadWords, unsearchable } from '../../cli/run/entry-counts.ts';
import { answering } from '../../cli/run/query.ts';
import { oneOf, oneText } from '../asked.ts';
import { evidence, type Html } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { searchFor } from './entity-parts.ts';
import { PlaceWays } from './place-ways.ts';
import { citationHtml, endHtml, relationTable } from './relation-parts.ts';

/** Of a name that stands in more, those that come first by their hashes; the command line looks at all. */
const maxDocuments = 2_000;
/** Of each kind. */
const shownOfKind = 100;
/** Ways of one length that are shown. */
const shownPaths = 3;
/** The page is to come in the time of a page: less than the command line looks at. */
const pathBounds = { looked: 60, documentsOfEnd: 500, documents: 5_000 };

const relationsAsked = z.object({
  /** An entity, or a person by address or whole name. */
  name: oneText,
  kind: oneOf(['', ...relationKinds]),
  /** To whom the shortest ways are looked for. */
  path: oneText,
});
type RelationsAsked = z.output<typeof relationsAsked>;

const titles: Readonly<Record<RelationKind, string>> = {
  assertion: 'What sentences state, in English alone',
  'wrote-to': 'Who wrote to whom',
  'wrote-of': 'Who wrote of it',
  'got-word-of': 'Who got mail that names it',
  'named-with': 'Named in one document with',
};

const form = (to: To, { name, kind, path }: RelationsAsked): Html =>
  html`<form action="${to('/relations')}" method="get">
    <label class="wide"
      >Entity, or a person by address or whole name <input name="name" value="${name}" required
    /></label>
    <label
      >Kind
      <select name="kind">
        <option value="">all</option>
        ${relationKinds.map((one) => html`<option value="${one}" ${one === kind ? 'selected' : ''}>${one}</option>`)}
      </select></label
    >
    <label class="wide">or the shortest ways to <input name="path" value="${path}" /></label>
    <button>Show</button>
  </form>`;

const notes = (words: readonly string[]): readonly Html[] =>
  words.map((one) => html`<p class="note warn">${evidence(one)}</p>`);

async function unreadHtml({ index, scope, to }: Reading): Promise<Html | string> {
  const words = notReadWords(await index.count(unsearchable, scope), 'what is stated in there is not told');
  return words === undefined ? '' : html`<p class="note"><a href="${searchFor(to, unsearchable)}">${words}</a></p>`;
} // prettier-ignore

const readingOf = ({ ledger, index, scope }: Reading): RelationReading => ({
  ledger,
  index,
  scope,
  // The process that answers is ended when its time is over.
  signal: new AbortController().signal,
  least: foldedBelow,
});

async function kindHtml(reading: Reading, own: End, kind: RelationKind, all: readonly Relation[]): Promise<Html | string> {
  const found = all.filter((one) => one.kind === kind);
  if (found.length === 0) return '';
  // What people dismissed stands behind the others.
  const ordered = [...found.filter((one) => !one.with.dismissed), ...found.filter((one) => one.with.dismissed)];
  const shown = ordered.slice(0, shownOfKind);
  const more = found.length - shown.length;
  return html`${await relationTable(reading, own, titles[kind], shown)}
  ${more > 0 ? html`<p class="quiet">… and ${formatCount(more)} more: <code>evidex relations</code> lists all.</p>` : ''}`;
} // prettier-ignore

async function listPage(reading: Reading, asked: RelationsAsked): Promise<Shown> {
  const { ledger, index, scope, to } = reading;
  const said: string[] = [];
  const own = await endNamed(ledger, asked.name, scope, (words) => said.push(words));
  const kinds = new Set(asked.kind === '' ? relationKinds : [asked.kind]);
  const people = await People.open(ledger, scope);
  const accepted = await AcceptedAssertions.open(ledger, people, scope);
  const found = await relationsOf(readingOf(reading), people, own, { op: 'all' }, { kinds, accepted, most: maxDocuments });
  const query = documentsOfEnd(own);
  const total = found.isStopped ? await index.count(query, scope) : found.documents;
  const { relations } = found;
  const part = found.isStopped
    ? [`Of ${countOf(total, 'document')} the first ${formatCount(found.documents)} by their hashes were looked at here: others may state more. "evidex relations" looks at all.`]
    : [];
  const unmet = kinds.has('assertion') && !found.isStopped ? accepted.unmet(own) : [];
  const body = html`<h1>Relations of ${evidence(endWords(own))}</h1>
    ${form(to, asked)}
    <p>
      ${countOf(relations.length, 'relation')} in
      <a href="${searchFor(to, query)}">${countOf(found.documents, 'document')}</a>.
      ${own.is === 'entity' ? html`<a href="${to('/entity', { name: own.id })}">Entity</a>` : html`<a href="${to('/identity', { who: own.id })}">Identity</a>`}
      <a href="${to('/graph', own.is === 'entity' ? { entity: own.id } : { person: own.id })}">Graph</a>
    </p>
    <p class="quiet">
      It is what documents state, not that it is so. Copies that differ in a byte count each; a date says of what it is
      the date. What an attachment names joins nobody with the message that carries it.
    </p>
    ${notes([...said, ...part, ...relationGaps({ ...found, isStopped: false }), ...unmet.map(unmetWords)])}
    ${await unreadHtml(reading)}
    ${relations.length === 0 ? html`<p>No document that is open to you and was looked at states any.</p>` : ''}
    ${await Promise.all((['assertion', 'wrote-to', 'wrote-of', 'got-word-of', 'named-with'] as const).map((kind) => kindHtml(reading, own, kind, relations)))}`;
  return { body, title: own.name, resultCount: relations.length };
} // prettier-ignore

async function stepHtml(reading: Reading, { from, to: other, relations }: Step): Promise<Html> {
  const ways = new PlaceWays(reading);
  const rows: Html[] = [];
  for (const one of relations) {
    const [example] = one.examples;
    rows.push(
      html`<li>
        ${relationName(one)}: ${countOf(one.documents, 'document')}
        ${example ? await citationHtml(ways, example) : ''}
      </li>`,
    );
  }
  return html`<li>
    ${endHtml(reading.to, from)} → ${endHtml(reading.to, other)}
    <ul>
      ${rows}
    </ul>
  </li>`;
}

async function pathPage(reading: Reading, asked: RelationsAsked): Promise<Shown> {
  const { ledger, scope, to } = reading;
  const said: string[] = [];
  const named = (name: string): Promise<End> => endNamed(ledger, name, scope, (words) => said.push(words));
  const [from, other] = [await named(asked.name), await named(asked.path)];
  const people = await People.open(ledger, scope);
  const found = await pathsBetween(readingOf(reading), people, { from, to: other, limit: shownPaths }, pathBounds);
  const ways: Html[] = [];
  for (const steps of found.paths)
    ways.push(html`<h2>${countOf(steps.length, 'step')}</h2>
      <ol>
        ${await Promise.all(steps.map((step) => stepHtml(reading, step)))}
      </ol>`);
  const heading = found.paths.length === 0 ? 'No way found' : countOf(found.paths.length, 'shortest way');
  const body = html`<h1>${heading} from ${evidence(endWords(from))} to ${evidence(endWords(other))}</h1>
    ${form(to, asked)}
    <p class="quiet">Looked for: ${pathKinds.join(', ')}; at most ${maxSteps} steps.</p>
    ${notes(said)}
    <p class="note ${found.isCut ? 'warn' : ''}">
      ${pathGaps(found)} ${found.isCut ? html`<code>evidex relations --path</code> looks further.` : ''}
    </p>
    ${await unreadHtml(reading)} ${ways}`;
  return { body, title: from.name, resultCount: found.paths.length };
} // prettier-ignore

function relationsPage(reading: Reading, asked: RelationsAsked): Promise<Shown> {
  if (asked.name === '')
    return Promise.resolve({
      body: html`<h1>Relations</h1>
        ${form(reading.to, asked)}`,
    });
  return answering(() => (asked.path === '' ? listPage : pathPage)(reading, asked));
}

export const relationsRoute = defineRoute({
  method: 'get',
  path: '/relations',
  least: 'reader',
  title: 'Relations',
  isOfWholeCase: true,
  asked: relationsAsked,
  words: ({ name, kind, path }) => [
    'relations',
    name,
    ...(kind === '' ? [] : [`kind ${kind}`]),
    ...(path === '' ? [] : ['path', path]),
  ],
  answer: relationsPage,
});
