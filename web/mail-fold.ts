/** Copies of one mail on the page of results: which are folded, and what stands below the one that is shown. */
import { html } from 'hono/html';
import {
  bccWords,
  copiesHead,
  foldCountWords,
  type FoldScope,
  foldScopes,
  type MailCopies,
  MailFold,
} from '../cli/run/mail-fold.ts';
import { formatCount } from '../cli/frame/quantities.ts';
import { answering } from '../cli/run/query.ts';
import type { Hit, SearchPage } from '../search/port.ts';
import type { Query } from '../search/query/ast.ts';
import { evidence, type Html } from './page.ts';
import type { To } from './route.ts';
import type { Reading } from './served-case.ts';

const names: Readonly<Record<FoldScope, string>> = {
  case: 'one of each mail',
  custodian: 'one for each custodian',
};
/** What an address asks; empty for all copies as hits of their own. */
export const folds = ['', ...foldScopes] as const;
export type FoldAsked = (typeof folds)[number];

/** Copies in the list, and places of each. */
const shownCopies = 20;
const shownPlaces = 3;
/** Pages of the index that are read for one of results. Stops a mail of a million copies from being walked over in one answer. */
const maxPages = 40;

export interface FoldedPage extends SearchPage {
  /** `, of them …`, behind the count of documents; empty where nothing is folded. */
  readonly words: string;
  readonly copies: ReadonlyMap<string, MailCopies>;
}

/** The page as it is, or filled with hits that stand for their copies. `search` gives `limit` hits behind a cursor. */
export async function foldedPage(
  { index, scope }: Reading,
  query: Query,
  { fold, after: from }: { readonly fold: FoldAsked; readonly after?: string | undefined },
  limit: number,
  search: (limit: number, after: string | undefined) => Promise<SearchPage>,
): Promise<FoldedPage> {
  let page = await search(limit, from);
  if (fold === '') return { ...page, words: '', copies: new Map() };
  const { total } = page;
  const mails = new MailFold({ index, scope, query }, fold);
  const hits: Hit[] = [];
  const copies = new Map<string, MailCopies>();
  for (let read = 1; ; read += 1) {
    for (const hit of page.hits) {
      if (await mails.isFolded(hit)) continue;
      hits.push(hit);
      const found = await mails.copiesOf(hit);
      if (found) copies.set(hit.document, found);
    }
    if (page.after === undefined || hits.length >= limit || read >= maxPages) break;
    page = await search(limit - hits.length, page.after);
  }
  const words = foldCountWords(await answering(() => mails.counts()), fold);
  const { after } = page;
  return { hits, total, words, copies, ...(after !== undefined && { after }) };
}

export const foldSelect = (fold: FoldAsked): Html =>
  html`<label
    >Copies of mails
    <select name="fold">
      ${folds.map(
        (value) =>
          html`<option value="${value}" ${value === fold ? 'selected' : ''}>
            ${value === '' ? 'each by itself' : names[value]}
          </option>`,
      )}
    </select>
  </label>`;

/** Nothing for a hit without copies. */
export function copiesHtml(to: To, copies: MailCopies | undefined): Html | string {
  if (!copies) return '';
  const [first = '', ...more] = copiesHead(copies);
  const rest = copies.total - Math.min(shownCopies, copies.copies.length);
  return html`<details>
    <summary>${evidence(first)}</summary>
    ${more.map((words) => html`<p class="warn">${evidence(words)}</p>`)}
    <ul>
      ${copies.copies.slice(0, shownCopies).map((copy) =>
        copy.occurrences.slice(0, shownPlaces).map(
          ({ source, path, custodian }) =>
            html`<li>
              <a href="${to(`/document/${copy.document}`, {})}">${evidence(`${source}/${path}`)}</a>
              ${custodian ? html`(${evidence(custodian)})` : ''}
              ${copies.bccDiffers ? html`<strong>[${evidence(bccWords(copy))}]</strong>` : ''}
            </li>`,
        ),
      )}
      ${rest > 0 ? html`<li class="quiet">… and ${formatCount(rest)} more</li>` : ''}
    </ul>
    <a href="${to('/', { q: `mailhash:${copies.messageHash}`, sort: 'path' })}">As a search</a>
  </details>`;
}
