/** The box that a query is typed in, and what is said of one that cannot be read, or that was meant for another page. */
import { html } from 'hono/html';
import { escapeLines } from '../cli/frame/escape.ts';
import { countOf } from '../cli/frame/quantities.ts';
import { nameAsked, type NameHint } from '../cli/run/name-hint.ts';
import { syntaxErrorOf } from '../cli/run/query.ts';
import { pointAt, printQuery } from '../search/query/print.ts';
import { evidence, type Html } from './page.ts';
import { type FoldAsked, foldSelect } from './mail-fold.ts';
import type { To } from './route.ts';
import { type Sorted, sorts } from './sorts.ts';

/** Attributes of an input whose fields and values are completed by the script; without it, it is an input. */
export const completes = (to: To): Html => html`data-completes="${to('/api/values')}"`;

/** `caret`: the UTF-16 unit before which the script puts it. */
export const queryForm = (
  to: To,
  { q, sort, fold }: Sorted & { readonly fold?: FoldAsked },
  caret?: number,
): Html =>
  html`<form action="${to('/')}" method="get" role="search">
    <label class="wide"
      >Words, phrases, fields
      <input
        name="q"
        value="${q}"
        ${q === '' || caret !== undefined ? 'autofocus' : ''}
        autocomplete="off"
        ${completes(to)}
        ${caret === undefined ? '' : html`data-caret="${caret}" aria-invalid="true" aria-describedby="query-error"`}
    /></label>
    <label
      >Order
      <select name="sort">
        ${Object.entries(sorts).map(
          ([value, words]) =>
            html`<option value="${value}" ${value === sort ? 'selected' : ''}>${words}</option>`,
        )}
      </select>
    </label>
    ${fold === undefined ? '' : foldSelect(fold)}
    <button>Search</button>
  </form>`;

const errorHtml = (
  q: string,
  { message, position, expected }: NonNullable<ReturnType<typeof syntaxErrorOf>>,
): Html =>
  html`<div id="query-error">
      <p class="note warn">${evidence(message)}</p>
      <pre class="warn pointed">${escapeLines(pointAt(q, position))}</pre>
    </div>
    ${
      expected.length === 0
        ? ''
        : html`<p>What can stand there:</p>
            <ul class="chosen">
              ${expected.map((one) => html`<li><code>${one}</code></li>`)}
            </ul>`
    }`;

/** Where the query is what a file is called. `found`: undefined where nobody looked, since it is no query. */
export function nameHintHtml(
  to: To,
  { name, query, found }: Omit<NameHint, 'found'> & { readonly found?: number },
): Html {
  const ask = html`<a href="${to('/', { q: query })}">${evidence(query)}</a>`;
  const find = html`<a href="${to('/find', { name })}">what became of it</a>`;
  if (found === undefined)
    return html`<p class="note">If ${evidence(name)} is the name of a file: ${ask} asks for it; ${find}.</p>`;
  return html`<p class="note">
    ${evidence(name)} is looked for in what documents say. Asked of what they are called, ${ask}
    ${found > 0 ? html`finds ${countOf(found, 'item')}; see also ${find}.` : html`finds nothing either. If there is, or should be, such a file: ${find}.`}
  </p>`;
}

/** What is shown of a query that cannot be answered, with the query to be corrected. */
export function refusedSearch(to: To, asked: Sorted, message: string, hint: string | undefined): Html {
  const error = asked.q.trim() === '' ? undefined : syntaxErrorOf(asked.q);
  const named = error && nameAsked(asked.q);
  return html`<h1>Not searched</h1>
    ${queryForm(to, asked, error?.position)}
    ${named ? nameHintHtml(to, { name: named.name, query: printQuery(named.query) }) : ''}
    ${
      error
        ? errorHtml(asked.q, error)
        : html`<pre class="warn">${escapeLines(message)}</pre>
            ${hint === undefined ? '' : html`<p>${hint}</p>`}`
    }`;
}
