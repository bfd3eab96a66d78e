/** The page of what is nearly the same as a document: how near each is, where it lies, and the way to what differs. */
import { html } from 'hono/html';
import { z } from 'zod';
import { escapeLine } from '../cli/frame/escape.ts';
import { countOf, formatCount } from '../cli/frame/quantities.ts';
import { unsearchable } from '../cli/run/entry-counts.ts';
import { findDocument } from '../cli/run/find-document.ts';
import { NearDocuments } from '../cli/run/near-documents.ts';
import { type NearCopy, nearCopies, notComparedWords, similarityWords } from '../cli/run/near-words.ts';
import { pastWords } from '../cli/run/past-words.ts';
import { Problem } from '../schemas/problem.ts';
import { printQuery } from '../search/query/print.ts';
import { oneText } from './asked.ts';
import { evidence, type Html, tableOf } from './page.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import type { Reading } from './served-case.ts';

const shownCopies = 100;

const copiesHtml = (to: To, document: string, copies: readonly NearCopy[]): Html =>
  tableOf(
    'The nearest first: the share of runs of five words that both have',
    [
      { title: 'near', isNumber: true, cell: ({ similarity }) => similarityWords(similarity) },
      {
        title: 'document',
        isLong: true,
        cell: (copy) =>
          html`<a href="${to(`/document/${copy.document}`)}">${evidence(`${copy.source}/${copy.path}`)}</a>
            ${copy.past ? pastWords(copy.past) : ''}
            ${copy.places > 1 ? `and ${countOf(copy.places - 1, 'more place')}` : ''}`,
      },
      { title: 'title', isLong: true, cell: ({ title = '' }) => evidence(title) },
      {
        title: 'what differs',
        cell: (copy) =>
          html`<a
            href="${to('/diff', { document, other: copy.document })}"
            aria-label="compare with ${escapeLine(copy.path)}"
            >compare</a
          >`,
      },
    ],
    copies,
  );

async function nearPage(reading: Reading, name: string): Promise<Shown> {
  const { ledger, index, scope, to } = reading;
  if (name === '') throw new Problem('wrong-value', 'no document is named', 'Name it by path, hash or id.');
  // Before the ledger is read: what is removed meanwhile comes into no file that stays.
  const store = reading.openSketches();
  try {
    const { document, item } = await findDocument(ledger, name, scope);
    const { signal } = new AbortController();
    const near = await NearDocuments.read({ ledger, index, store, scope, signal }, { op: 'all' });
    const found = await near.nearTo(document.sha256);
    if (!found)
      throw new Problem('not-found', `${escapeLine(item.path)} has no text that could be compared`, 'Its page says why.'); // prettier-ignore
    const copies = await nearCopies(index, found.near, shownCopies, scope);
    const unread = await index.count(unsearchable, scope);
    const body = html`<h1>${countOf(found.near.length, 'similar document')}</h1>
      <p>
        Near to
        <a href="${to(`/document/${document.sha256}`)}">${evidence(`${item.source}/${item.path}`)}</a>, of
        ${countOf(near.counts.documents, 'document')} that were compared: at least 0.80 of their runs of five
        words are the same. Signatures and notices of gateways are left out of the comparison.
      </p>
      ${copiesHtml(to, document.sha256, copies)}
      ${found.near.length > copies.length ? html`<p class="note">The first ${formatCount(copies.length)}; <code>evidex near</code> gives all.</p>` : ''}
      ${notComparedWords(near.counts, found.notCompared).map((words) => html`<p class="note">${words}</p>`)}
      ${
        unread > 0
          ? html`<p class="note warn">
              <a href="${to('/', { q: printQuery(unsearchable) })}">${countOf(unread, 'item')}</a> of this
              case not read, or not to the end: nothing is told of what is in there.
            </p>`
          : ''
      }`;
    return { body, resultCount: found.near.length };
  } finally {
    store.close();
  }
}

export const nearRoute = defineRoute({
  method: 'get',
  path: '/near',
  least: 'reader',
  title: 'Similar documents',
  asked: z.object({ document: oneText }),
  words: ({ document }) => ['near', document],
  answer: (reading, { document }) => nearPage(reading, document),
});
