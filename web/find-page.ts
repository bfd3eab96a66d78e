/** The page that says why a file is, or is not, found: by its path, its name or a hash, whatever became of it. */
import { html } from 'hono/html';
import { countOf, formatBytes, formatCount } from '../cli/frame/quantities.ts';
import { itemsNamed } from '../cli/run/find-document.ts';
import type { LedgerItem } from '../case/ledger/items.ts';
import { itemEntryId } from '../schemas/index-entry.ts';
import type { Scope } from '../schemas/scope.ts';
import { codes as codeMeanings } from '../schemas/status.ts';
import type { IndexReader } from '../search/port.ts';
import { evidence, type Html, link, tableOf } from './page.ts';
import type { Answer } from './search-page.ts';
import type { Reading } from './served-case.ts';

const shownItems = 100;

/** What finds names that begin like the last part of a path; undefined where that has no letter. */
function namesLike(name: string): string | undefined {
  const word = /[\p{L}\p{N}]+/u.exec(name.split(/[/\\]/u).at(-1) ?? '')?.[0];
  return word && `name:${word}*`;
}

const form = (name: string): Html =>
  html`<form action="/find" method="get">
    <label class="wide"
      >Path, name, or the first digits of a hash <input name="name" value="${name}" autofocus
    /></label>
    <button>Find</button>
  </form>`;

/** A code with what it means, and what was said of this item. */
const codeWords = (code: string, detail: string | undefined): string =>
  [code, (codeMeanings as Readonly<Record<string, string>>)[code], detail].filter(Boolean).join(': ');

const reasons = ({ code, detail, warnings, known, notable, superseded, gone }: LedgerItem): string[] => [
  ...(code === undefined ? [] : [codeWords(code, detail)]),
  ...warnings.map((one) => codeWords(one.code, one.detail)),
  ...(known === undefined ? [] : [`on the list of known files ${known}`]),
  ...(notable === undefined ? [] : [`ON THE LIST OF NOTABLE FILES ${notable}`]),
  ...(superseded ? ['an earlier revision'] : []),
  ...(gone ? ['gone from the source'] : []),
];

/** The id of the entry that the index has of it; undefined for none. */
async function entryIdOf(index: IndexReader, item: LedgerItem, scope: Scope): Promise<string | undefined> {
  for (const id of [item.sha256, itemEntryId(item)])
    if (id !== undefined && (await index.entry(id, scope)) !== undefined) return id;
  return undefined;
}

export async function findPage({ ledger, index, scope }: Reading, name: string): Promise<Answer> {
  if (name === '')
    return {
      body: html`<h1>Find a file</h1>
        ${form('')}`,
    };
  const found = await itemsNamed(ledger, name, scope);
  const shown = await Promise.all(
    found.slice(0, shownItems).map(async (item) => [item, await entryIdOf(index, item, scope)] as const),
  );
  const more = found.length - shown.length;
  const like = namesLike(name);
  const none = html`<p class="note">
    Nothing that was listed goes by it, whole or at the end of its path.
    ${like === undefined ? '' : html`<a href="${link('/', { q: like })}">Names that begin like it</a> are found by a search.`}
    If it should be there, <a href="/coverage">coverage</a> says what could not be listed or opened.
  </p>`;
  const body = html`<h1>${countOf(found.length, 'item')}</h1>
    ${form(name)}
    ${
      found.length === 0
        ? none
        : tableOf(
            'What became of it',
            [
              {
                title: 'place',
                cell: ([{ source, path }, id]) =>
                  id === undefined
                    ? evidence(`${source}/${path}`)
                    : html`<a href="/document/${id}">${evidence(`${source}/${path}`)}</a>`,
              },
              { title: 'ended', cell: ([{ status }]) => status },
              {
                title: 'why',
                cell: ([item]) => html`${reasons(item).map((one) => html`${evidence(one)}<br />`)}`,
              },
              { title: 'type', cell: ([{ format = '' }]) => format },
              {
                title: 'size',
                isNumber: true,
                cell: ([{ size }]) => (size === undefined ? '' : formatBytes(size)),
              },
              { title: 'SHA-256', cell: ([{ sha256 = '' }]) => html`<code>${sha256}</code>` },
            ],
            shown,
          )
    }
    ${more > 0 ? html`<p>… and ${formatCount(more)} more; <code>evidex explain</code> lists all.</p>` : ''}`;
  return { body, resultCount: found.length };
}
