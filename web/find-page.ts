/** The page that says why a file is, or is not, found: by its path, its name or a hash, whatever became of it. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatBytes, formatCount } from '../cli/frame/quantities.ts';
import { itemsNamed } from '../cli/run/find-document.ts';
import { answering, readQuery } from '../cli/run/query.ts';
import type { LedgerItem } from '../case/ledger/items.ts';
import { itemEntryId } from '../schemas/index-entry.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader, ShownEntry } from '../search/port.ts';
import { codeWords } from './code-words.ts';
import { acceptedOf } from './coverage/accepted.ts';
import { oneText } from './asked.ts';
import { type Column, evidence, type Html, tableOf } from './page.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import type { Reading } from './served-case.ts';

const shownItems = 100;
const shownLike = 20;

const form = (to: To, name: string): Html =>
  html`<form action="${to('/find')}" method="get">
    <label class="wide"
      >Path, name, or six digits or more of a hash
      <input name="name" value="${name}" ${name === '' ? 'autofocus' : ''}
    /></label>
    <button>Find</button>
  </form>`;

/** An item, and the entry that the index has of it. */
type Found = readonly [item: LedgerItem, shown: ShownEntry | undefined];

async function entryOf(index: IndexReader, item: LedgerItem, scope: Scope): Promise<ShownEntry | undefined> {
  for (const id of [item.sha256, itemEntryId(item)]) {
    const shown = id === undefined ? undefined : await index.shownEntry(id, scope);
    if (shown) return shown;
  }
  return undefined;
}

/** Where it lies, with the way to what was read of it, and how many more places that has. */
function placeHtml(to: To, [{ source, path }, shown]: Found): Html {
  const place = evidence(`${source}/${path}`);
  if (!shown) return place;
  const more = shown.places - 1;
  const others =
    more > 0 ? html`<p class="quiet">The same content lies at ${countOf(more, 'more place')}.</p>` : '';
  return html`<a href="${to(`/document/${shown.entry.document}`)}">${place}</a>${others}`;
}

const reasons = ({
  status,
  code,
  detail,
  warnings,
  known,
  notable,
  superseded,
  gone,
}: LedgerItem): string[] => [
  ...(status === 'duplicate' ? ['a copy: its content was read at another place'] : []),
  ...(code === undefined ? [] : [codeWords(code, detail)]),
  ...warnings.map((one) => codeWords(one.code, one.detail)),
  ...(known === undefined ? [] : [`on the list of known files ${known}`]),
  ...(notable === undefined ? [] : [`ON THE LIST OF NOTABLE FILES ${notable}`]),
  ...(superseded ? ['an earlier revision'] : []),
  ...(gone ? ['gone from the source'] : []),
];

const columnsOf = (to: To, accepted: (item: LedgerItem) => Html | string): readonly Column<Found>[] => [
  { title: 'place', isLong: true, cell: (found) => placeHtml(to, found) },
  { title: 'ended', cell: ([{ status }]) => status },
  {
    title: 'why',
    cell: ([item]) => html`${reasons(item).map((one) => html`${evidence(one)}<br />`)}${accepted(item)}`,
  },
  { title: 'type', cell: ([{ format = '' }]) => format },
  { title: 'size', isNumber: true, cell: ([{ size }]) => (size === undefined ? '' : formatBytes(size)) },
  { title: 'SHA-256', cell: ([{ sha256 = '' }]) => html`<code>${sha256}</code>` },
];

/** What finds names that begin like the last part of a path; undefined where that has no letter. */
function namesLike(name: string): string | undefined {
  const word = /[\p{L}\p{N}]+/u.exec(name.split(/[/\\]/u).at(-1) ?? '')?.[0];
  return word && `name:${word}*`;
}

/** Names that begin like it, in any case, with or without accents. */
async function likeHtml({ index, scope, to }: Reading, name: string): Promise<Html | string> {
  const like = namesLike(name);
  if (like === undefined) return '';
  const query = readQuery(like);
  const { hits, total } = await answering(() =>
    index.search({ query, scope, sort: 'path', limit: shownLike, snippets: 0 }),
  );
  if (total === 0) return '';
  const begin = like.slice('name:'.length, -1).toLowerCase();
  const rows = hits.map(({ document, occurrences }) => {
    const first = occurrences.find(({ name: own }) => own.toLowerCase().includes(begin)) ?? occurrences[0];
    const place = first ? `${first.source}/${first.path}` : document;
    return html`<li><a href="${to(`/document/${document}`)}">${evidence(place)}</a></li>`;
  });
  return html`<h2>Names that begin like it</h2>
    <ul>
      ${rows}
    </ul>
    <p><a href="${to('/', { q: like })}">All ${formatCount(total)}</a></p>`;
}

const nothing = (to: To): Html =>
  html`<p class="note">
    Nothing that is open to you goes by it, whole or at the end of its path, letter by letter. If it should be
    there,
    <a href="${to('/coverage')}">coverage</a> says what could not be listed or opened.
  </p>`;

async function findPage(reading: Reading, name: string): Promise<Shown> {
  const { ledger, index, scope, to } = reading;
  if (name === '')
    return {
      body: html`<h1>Find a file</h1>
        ${form(to, '')}`,
    };
  const found = await itemsNamed(ledger, name, scope);
  const shown: Found[] = [];
  for (const item of found.slice(0, shownItems)) shown.push([item, await entryOf(index, item, scope)]);
  const more = found.length - shown.length;
  const accepted = await acceptedOf(reading, shown.map(([item]) => item)); // prettier-ignore
  const body = html`<h1>${countOf(found.length, 'item')}</h1>
    ${form(to, name)}
    ${found.length === 0 ? html`${nothing(to)}${await likeHtml(reading, name)}` : tableOf('What became of it', columnsOf(to, accepted), shown)}
    ${more > 0 ? html`<p>… and ${formatCount(more)} more; <code>evidex explain</code> lists all.</p>` : ''}`;
  return { body, resultCount: found.length };
}

export const findRoute = defineRoute({
  method: 'get',
  path: '/find',
  least: 'reader',
  title: 'Find a file',
  navigation: 'Find a file',
  asked: z.object({ name: oneText }),
  words: ({ name }) => ['find', name],
  answer: (reading, { name }) => findPage(reading, name),
});
