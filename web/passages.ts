/** The passages of a document that hold words of a query, in the order in which they are read, and the ways between them. */
import { html } from 'hono/html';
import { formatCount } from '../cli/frame/quantities.ts';
import { anchorWords } from '../cli/run/anchor-words.ts';
import { answering } from '../cli/run/query.ts';
import type { Anchor } from '../schemas/anchor.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { Query } from '../search/query/ast.ts';
import { evidence, type Html } from './page.ts';
import type { To } from './route.ts';
import type { Reading } from './served-case.ts';

const shownPassages = 20;
/** Room before a passage that is gone to. */
const roomUnits = 400;

export interface Passage {
  /** Which of the texts of its entry. */
  readonly text: number;
  /** Where the first of its words begins. */
  readonly at: number;
  readonly kind: string;
  readonly anchor: Anchor | undefined;
}

export async function passagesOf(
  { index, scope }: Reading,
  { document, texts }: IndexEntry,
  query: Query,
): Promise<readonly Passage[]> {
  const own: Query = { op: 'and', of: [query, { op: 'match', field: 'hash', text: document }] };
  const { hits } = await answering(() =>
    index.search({ query: own, scope, sort: 'relevance', limit: 1, snippets: shownPassages }),
  );
  const snippets = hits[0]?.snippets ?? [];
  return snippets
    .map(({ textId, kind, start, highlights, anchor }) => ({
      text: texts.findIndex((one) => one.id === textId && one.kind === kind),
      at: start + (highlights[0]?.start ?? 0),
      kind,
      anchor,
    }))
    .sort((one, other) => one.text - other.text || one.at - other.at);
}

const isCut = (passages: readonly Passage[]): boolean => passages.length >= shownPassages;

interface At {
  readonly q: string;
  readonly hit: number | undefined;
}

const addressOf = (
  to: To,
  { document }: IndexEntry,
  passages: readonly Passage[],
  q: string,
  hit: number,
): string => {
  const { text = 0, at = 0 } = passages[hit] ?? {};
  return to(`/document/${document}`, { q, text, from: Math.max(0, at - roomUnits), hit });
};

/** The one before and the one behind that which is gone to. */
function stepsHtml(to: To, entry: IndexEntry, passages: readonly Passage[], { q, hit }: At): Html {
  const address = (step: number): string => addressOf(to, entry, passages, q, step);
  const before = hit === undefined ? undefined : hit - 1;
  const behind = hit === undefined ? 0 : hit + 1;
  return html`<nav aria-label="Passages">
    ${before !== undefined && before >= 0 ? html`<a rel="prev" href="${address(before)}">Previous passage</a>` : ''}
    ${hit === undefined ? '' : html`<span>${formatCount(hit + 1)} of ${isCut(passages) ? 'the first ' : ''}${formatCount(passages.length)}</span>`}
    ${behind < passages.length ? html`<a rel="next" href="${address(behind)}">${hit === undefined ? 'First passage' : 'Next passage'}</a>` : ''}
  </nav>`;
}

/** Ways to the passages that hold the words of the query. */
export function passagesHtml(
  to: To,
  entry: IndexEntry,
  passages: readonly Passage[],
  asked: At,
): Html | string {
  if (passages.length === 0) return '';
  const rows = passages.map(({ text, at, kind, anchor }, hit) => {
    const where = [kind, anchorWords(anchor)].filter(Boolean).join(', ');
    if (text < 0) return html`<li>${evidence(where)}</li>`;
    return html`<li>
      <a
        href="${addressOf(to, entry, passages, asked.q, hit)}"
        ${hit === asked.hit ? html`aria-current="true"` : ''}
        >${evidence(where)}, character ${formatCount(at)}</a
      >
    </li>`;
  });
  const some = isCut(passages)
    ? html`<p class="note">
        ${shownPassages} that show most of the query; there may be more. In the text all are marked:
        <kbd>n</kbd> and <kbd>p</kbd> step through those of what is shown of it.
      </p>`
    : '';
  return html`<h2>Passages with words of the query</h2>
    ${some} ${stepsHtml(to, entry, passages, asked)}
    <ol>
      ${rows}
    </ol>`;
}
