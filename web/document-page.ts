/** The page of one document, or of an item that has none: its texts, what is known of it, and where it lies. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../cli/frame/quantities.ts';
import { metadataRows } from '../cli/run/document-rows.ts';
import { unreadWords } from '../cli/run/entry-counts.ts';
import { zonesOf } from '../cli/run/display-zone.ts';
import { titleOf } from '../cli/run/hit-words.ts';
import { readQuery } from '../cli/run/query.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { Query } from '../search/query/ast.ts';
import { codeWords } from './code-words.ts';
import { maybeNumber, maybeText, oneNumber, oneText } from './asked.ts';
import { compareForm } from './diff-page.ts';
import { threadWay } from './thread.ts';
import { heldPanel } from './held-items.ts';
import { originalPane } from './original-pane.ts';
import { evidence, type Html, tableOf } from './page.ts';
import { type Passage, passagesHtml, passagesOf } from './passages.ts';
import { defineRoute, type Shown } from './route.ts';
import { type Comments, commentedSpans, commentsOf, commentsPanel } from './review/comments.ts';
import { type Batch, batchNavigation, batchOf } from './review/batches.ts';
import { fieldsPanel } from './review/fields.ts';
import { secondLookPanel } from './review/second-look.ts';
import { marksPanel } from './review/marks-panel.ts';
import { type MarkedEntry, markedEntry } from './review/targets.ts';
import type { Reading } from './served-case.ts';
import { textView } from './text-view.ts';

const documentAsked = z.object({
  /** Of an entry of the index. */
  id: oneText,
  /** The query that led here; its words are marked. */
  q: oneText,
  /** Which of its texts, from 0; undefined for the body, or the first. */
  text: maybeNumber,
  /** UTF-16 units of that text. */
  from: oneNumber,
  /** What was marked is shown by the index later. */
  later: maybeText,
  /** Which of the passages with words of the query is gone to, from 0. */
  hit: maybeNumber,
  /** Which page of the original is shown; undefined for that of the text. */
  page: maybeNumber,
  /** The batch of a review that it is looked at in. */
  batch: oneText,
});
export type DocumentAsked = z.output<typeof documentAsked>;

/** The body, unless the words of the query stand elsewhere alone. */
function firstShown(texts: IndexEntry['texts'], passages: readonly Passage[]): number {
  const body = texts.findIndex(({ kind }) => kind === 'body');
  const [first] = passages;
  if (body >= 0 && (!first || passages.some(({ text }) => text === body))) return body;
  return Math.max(0, first?.text ?? 0);
}

/** The codes of its failure and warnings, and what they mean. */
const codesHtml = (codes: readonly string[]): Html | string =>
  codes.length === 0
    ? ''
    : html`<ul>
        ${codes.map((code) => html`<li>${evidence(codeWords(code))}</li>`)}
      </ul>`;

async function textsHtml(
  reading: Reading,
  entry: IndexEntry,
  asked: DocumentAsked,
  query: Query | undefined,
  shown: number,
  comments: Comments,
): Promise<Html> {
  const { texts } = entry;
  const text = texts[shown];
  if (text === undefined)
    return texts.length === 0
      ? html`<p class="note">It has no text.</p>`
      : html`<p class="note warn">It has ${countOf(texts.length, 'text')}, and none numbered ${shown}.</p>`;
  const at = (number: number, from?: number): string =>
    reading.to(`/document/${entry.document}`, { q: asked.q, text: number, from });
  const from = Math.min(asked.from, text.units);
  const { body, to } = await textView(reading.index, text, query, from, commentedSpans(comments, text.id));
  const isWhole = from === 0 && to === text.units;
  return html`<nav aria-label="Texts">
      ${texts.map(
        ({ kind, units }, number) =>
          html`<a href="${at(number)}" ${number === shown ? html`aria-current="page"` : ''}
            >${kind} (${countOf(units, 'character')})</a
          > `,
      )}
    </nav>
    ${isWhole ? '' : html`<p class="note">Characters ${formatCount(from)} to ${formatCount(to)} of ${formatCount(text.units)}.</p>`}
    ${body} ${to < text.units ? html`<p><a rel="next" href="${at(shown, to)}">What follows</a></p>` : ''}`;
}

/** Who looks at a document a second time is not shown what was said of it. */
async function reviewPanels(
  reading: Reading,
  marked: MarkedEntry,
  { q, later }: DocumentAsked,
  batch: Batch | undefined,
): Promise<Html> {
  if (batch?.body.second) return secondLookPanel(reading, marked, batch);
  return html`${await fieldsPanel(reading, marked, batch?.id ?? '')}
  ${await marksPanel(reading, marked, { q, later: later !== undefined })}`;
}

/** Of what lies nowhere any more: places that are there come before those that are not. */
const pastHtml = ({ entry: { occurrences } }: MarkedEntry): Html | string =>
  occurrences.every(({ past }) => past !== undefined)
    ? html`<p class="note warn">
        This is not in its source any more: gone, or replaced by a later revision. What the case read of it is
        shown; its original cannot be fetched.
      </p>`
    : '';

/** Throws `not-found` for what the scope does not show, or is not there. */
async function documentPage(reading: Reading, asked: DocumentAsked): Promise<Shown> {
  const { ledger, scope, displayZone, to } = reading;
  const marked = await markedEntry(reading, asked.id);
  const { entry, item, placeCount } = marked;
  const zones = await zonesOf(ledger, item.source, displayZone, scope);
  const query = asked.q === '' ? undefined : readQuery(asked.q);
  const passages = query && !entry.item ? await passagesOf(reading, entry, query) : [];
  const shown = asked.text ?? firstShown(entry.texts, passages);
  const comments = await commentsOf(reading, marked);
  const batch = asked.batch === '' ? undefined : await batchOf(reading, asked.batch);
  const unread = unreadWords(entry);
  const title =
    titleOf({ entry, occurrences: entry.occurrences }) ?? entry.occurrences[0]?.name ?? entry.document;
  const more = placeCount - entry.occurrences.length;
  const rows = metadataRows(entry, [], [], zones);
  const body = html`${batch ? await batchNavigation(reading, asked.id, batch) : ''}
    <h1>${evidence(title)}</h1>
    <p class="quiet">
      ${entry.item ? `item ${entry.item.id}` : `SHA-256 ${entry.document}`}, run ${entry.run}
    </p>
    <p class="ways">
      ${asked.q === '' ? '' : html`<a data-key="b" href="${to('/', { q: asked.q })}">Back to the results</a>`}
      <a data-key="c" href="${to('/chronology/edit', { document: asked.id })}">Into the chronology</a>
      ${threadWay(to, entry)}
      ${entry.item ? '' : html`<a href="${to('/near', { document: entry.document })}">Similar documents</a>`}
    </p>
    ${unread === undefined ? '' : html`<p class="note warn">${evidence(unread)}</p>`} ${pastHtml(marked)}
    ${codesHtml(entry.codes)} ${await heldPanel(reading, marked)} ${passagesHtml(to, entry, passages, asked)}
    <div class="beside">
      <section>${await textsHtml(reading, entry, asked, query, shown, comments)}</section>
      ${originalPane(to, marked, asked, passages)}
    </div>
    ${batch?.body.second ? '' : commentsPanel(reading, marked, comments, { q: asked.q, text: shown, from: asked.from })}
    ${await reviewPanels(reading, marked, asked, batch)}
    ${tableOf(
      'What is known of it',
      [
        { title: 'what', cell: ([key]) => evidence(key) },
        { title: 'value', cell: ([, value]) => evidence(value) },
      ],
      rows,
    )}
    ${compareForm(to, entry)}
    ${more > 0 ? html`<p class="note">It lies at ${countOf(more, 'more place')}, which <code>evidex show</code> lists.</p>` : ''}`;
  return { body, resultCount: 1 };
}

export const documentRoute = defineRoute({
  method: 'get',
  path: '/document/:id',
  least: 'reader',
  title: 'Document',
  asked: documentAsked,
  words: ({ id, q, text, from }) => [
    'document',
    id,
    `text ${text ?? 'body'} from ${from}`,
    ...(q === '' ? [] : [q]),
  ],
  answer: documentPage,
});
