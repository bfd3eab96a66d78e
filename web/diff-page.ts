/** The page of what differs between two documents, word by word, and the way to it. */
import { html } from 'hono/html';
import { z } from 'zod';
import { formatCount } from '../cli/frame/quantities.ts';
import { comparedWords, differenceWords, notComparedNotes } from '../cli/run/difference-words.ts';
import { findEntry, type NamedEntry } from '../cli/run/find-document.ts';
import { textDifferences } from '../cli/run/text-differences.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import { Problem } from '../schemas/problem.ts';
import { oneText } from './asked.ts';
import { evidence, type Html } from './page.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import type { Reading } from './served-case.ts';

/** Places that differ; `evidex diff` gives more. */
const shownPlaces = 200;

const diffAsked = z.object({
  /** Both by path, hash or id. */
  document: oneText,
  other: oneText,
});

/** Part of the page of a document. */
export const compareForm = (to: To, { item, document }: IndexEntry): Html | string =>
  item
    ? ''
    : html`<form action="${to('/diff')}">
        <input type="hidden" name="document" value="${document}" />
        <label>Compare with, by path or hash <input name="other" required /></label>
        <button>Compare</button>
      </form>`;

const sideHtml = (to: To, mark: string, { item, entry }: NamedEntry): Html =>
  html`<li>
    ${mark} <a href="${to(`/document/${entry.document}`)}">${evidence(`${item.source}/${item.path}`)}</a>
    <span class="quiet">SHA-256 ${entry.document}</span>
  </li>`;

async function diffPage({ ledger, index, scope, to }: Reading, asked: z.output<typeof diffAsked>): Promise<Shown> {
  if (asked.document === '' || asked.other === '')
    throw new Problem('wrong-value', 'two documents are compared', 'Name both, by path, hash or id.');
  const first = await findEntry(ledger, index, asked.document, scope);
  const second = await findEntry(ledger, index, asked.other, scope);
  const { signal } = new AbortController();
  const differences = textDifferences({ index, first: first.entry, second: second.entry, signal });
  const shown: string[] = [];
  let places = 0;
  let next = await differences.next();
  for (; next.done !== true; next = await differences.next()) {
    places += 1;
    if (places <= shownPlaces) shown.push(differenceWords(next.value).join('\n'));
  }
  const compared = next.value;
  const body = html`<h1>What differs</h1>
    <ul>
      ${sideHtml(to, '−', first)} ${sideHtml(to, '+', second)}
    </ul>
    <p>${comparedWords(compared, places)}</p>
    ${notComparedNotes(compared, first.entry, second.entry).map((words) => html`<p class="note warn">${words}</p>`)}
    ${places > shown.length ? html`<p class="note">The first ${formatCount(shown.length)} of ${formatCount(places)} places; <code>evidex diff</code> gives all.</p>` : ''}
    ${shown.map((words) => html`<pre>${words}</pre>`)}`;
  return { body, resultCount: places };
} // prettier-ignore

export const diffRoute = defineRoute({
  method: 'get',
  path: '/diff',
  least: 'reader',
  title: 'What differs',
  asked: diffAsked,
  words: ({ document, other }) => ['diff', document, other],
  answer: diffPage,
});
