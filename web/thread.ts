/**
 * The messages of one thread in the order of their times: who wrote when, who holds it, how each begins, what was attached;
 * and what they refer to that is not held. What belongs together is decided by `cli/run/thread.ts`.
 */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../cli/frame/quantities.ts';
import { displayZoneOf } from '../cli/run/display-zone.ts';
import { dateWords, personWords, recipientLists, titleOf } from '../cli/run/hit-words.ts';
import { pastWords } from '../cli/run/past-words.ts';
import { custodiansOf, type ThreadMessage, ThreadReading } from '../cli/run/thread-reading.ts';
import {
  againWords,
  cutWords,
  guessedWords,
  noThread,
  threadSearch,
  unnamedWords,
} from '../cli/run/thread-words.ts';
import { canHaveThread, threadOf } from '../cli/run/thread.ts';
import { type IndexEntry, isItemEntryId } from '../schemas/index-entry.ts';
import type { Query } from '../search/query/ast.ts';
import { maybeText, oneNumber, oneText } from './asked.ts';
import { nothingThere } from './original-of.ts';
import { evidence, evidenceText, type Html } from './page.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import { pageOf } from './search-page.ts';
import type { Reading } from './served-case.ts';

const pageMessages = 25;
/** How much of each is shown; the rest stands on its page. */
const shownUnits = 1_000;
const shownAttachments = 10;
const shownPeople = 10;
/** Messages of pages before that are gone through again for what they refer to; a thread of more begins anew behind them. */
const maxPassed = 2_000;
const passedAtOnce = 200;
/** Of those that one message is the first to refer to. */
const shownMissing = 50;

/** What lies at a place that is past, and at no other. */
const nowhereElse: readonly Query[] = [
  { op: 'match', field: 'gone', text: 'true' },
  { op: 'not', of: { op: 'match', field: 'gone', text: 'false' } },
];

/** On the page of a message. */
export const threadWay = (to: To, entry: IndexEntry): Html | string =>
  !canHaveThread(entry)
    ? ''
    : html`<a data-key="t" href="${to(`/document/${entry.document}/thread`)}">The thread it is in</a>`; // prettier-ignore

async function beginningHtml({ index, scope }: Reading, document: string): Promise<Html | string> {
  const shown = await index.shownEntry(document, scope);
  const body = shown?.entry.texts.find(({ kind }) => kind === 'body');
  if (!body) return html`<p class="quiet">It has no text of its own.</p>`;
  const words = (await index.text(body.id, 0, shownUnits)) ?? '';
  const more = body.units - shownUnits;
  return html`<pre><bdi>${evidenceText(words)}</bdi></pre>
    ${more > 0 ? html`<p class="quiet">… and ${countOf(more, 'further character')}</p>` : ''}`;
}

async function attachmentsHtml({ ledger, scope, to }: Reading, document: string): Promise<Html | string> {
  if (isItemEntryId(document)) return '';
  const asked = { begins: '', order: 'ordinals', from: 0, limit: shownAttachments } as const;
  const { items, total } = await ledger.items.heldBy({ content: document }, asked, scope);
  if (total === 0) return '';
  const more = total - items.length;
  return html`<p>
    Attached:
    ${items.map(({ name, item: { sha256, status } }) => (sha256 === undefined ? html`${evidence(name)} (${status}) ` : html`<a href="${to(`/document/${sha256}`)}">${evidence(name)}</a> `))}
    ${more > 0 ? html`<a href="${to(`/document/${document}/held`)}">${formatCount(more)} more</a>` : ''}
  </p>`;
}

const people = (all: NonNullable<IndexEntry['metadata']['from']> = []): string =>
  `${all.slice(0, shownPeople).map(personWords).join(', ')}${all.length > shownPeople ? ` and ${formatCount(all.length - shownPeople)} more` : ''}`;

async function messageHtml(reading: Reading, message: ThreadMessage, zone: string, isHere: boolean): Promise<Html> {
  const { hit, isGuessed, isAgain, isRevision, isUnnamedAnswer, missing, place, past } = message;
  const { to } = reading;
  const { metadata } = hit.entry;
  const { from, sent } = metadata;
  const holders = custodiansOf(hit);
  return html`${missing.slice(0, shownMissing).map((id) => html`<li class="quiet">Not held, or not open to you: <code>${evidence(id)}</code></li>`)}
  ${missing.length > shownMissing ? html`<li class="quiet">… and ${formatCount(missing.length - shownMissing)} more</li>` : ''}
  <li ${isHere ? html`aria-current="true"` : ''}>
    <p>
      ${evidence(people(from) || 'No sender is stated')} ·
      <a href="${to(`/document/${hit.document}`)}">${evidence(titleOf(hit) ?? place?.name ?? hit.document)}</a>
      · ${evidence(dateWords(hit, zone) ?? 'no time is stated')}
      ${sent ? html`<span class="quiet">(stated as ${evidence(sent.raw)})</span>` : ''}
      <strong>${pastWords(past)}</strong>
      ${isGuessed ? html`<strong>guessed by its subject</strong>` : ''}
    </p>
    ${recipientLists.map(([title, list]) => (metadata[list]?.length ? html`<p class="quiet">${title}: ${evidence(people(metadata[list]))}</p>` : ''))}
    ${holders.length > 0 ? html`<p class="quiet">Held by: ${evidence(holders.join(', '))}</p>` : ''}
    ${isUnnamedAnswer ? html`<p class="quiet">It ${unnamedWords}.</p>` : ''}
    ${isAgain ? html`<p class="quiet">It ${againWords(message)}.</p>` : ''}
    ${isAgain && !isRevision ? '' : await beginningHtml(reading, hit.document)}
    ${await attachmentsHtml(reading, hit.document)}
  </li>`;
} // prettier-ignore

/** Goes through the messages that earlier pages show. */
async function passFirst(
  { index, scope }: Reading,
  thread: ThreadReading,
  query: Query,
  passed: number,
): Promise<void> {
  let after: string | undefined;
  for (let left = passed; left > 0; left -= passedAtOnce) {
    const limit = Math.min(left, passedAtOnce);
    const asked = { query, scope, sort: 'date', limit, snippets: 0 } as const;
    const from = after;
    const page = await pageOf(() => index.search(from === undefined ? asked : { ...asked, after: from }));
    thread.pass(page.hits);
    ({ after } = page);
    if (after === undefined) return;
  }
}

async function threadPage(
  reading: Reading,
  { id, after, before }: z.output<typeof threadAsked>,
): Promise<Shown> {
  const { ledger, index, scope, to, displayZone } = reading;
  const shown = await index.shownEntry(id, scope);
  if (!shown) throw nothingThere();
  if (!canHaveThread(shown.entry)) throw noThread('Its page says what else is known of it.');
  const found = await threadOf(index, scope, shown.entry);
  const { query } = found;
  const search = threadSearch(query);
  const zone = await displayZoneOf(displayZone, ledger, scope);
  const asked = { query, scope, sort: 'date', limit: pageMessages, snippets: 0 } as const;
  const page = await pageOf(() => index.search(after === undefined ? asked : { ...asked, after }));
  const past = await index.count({ op: 'and', of: [query, ...nowhereElse] }, scope);
  const thread = new ThreadReading(index, scope, found);
  const passed = after === undefined ? 0 : Math.min(before, page.total);
  if (passed <= maxPassed) await passFirst(reading, thread, query, passed);
  const messages = await thread.read(page.hits);
  const rows: Html[] = [];
  for (const message of messages)
    rows.push(await messageHtml(reading, message, zone, message.hit.document === id));
  const missing = messages.reduce((sum, one) => sum + one.missing.length, 0);
  const body = html`<h1>Thread: ${countOf(page.total, 'message')}</h1>
    <p>
      <a data-key="b" href="${to(`/document/${id}`)}">${evidence(titleOf({ entry: shown.entry, occurrences: shown.entry.occurrences }) ?? id)}</a>
      ${search === undefined ? '' : html`<a href="${to('/', { q: search, sort: 'date' })}">As a search</a>`}
    </p>
    <p class="quiet">
      Messages that state an id which this one states, or one of those does, or are of one conversation of Outlook’s, and answers that are guessed to belong to these, by their times; those without a
      time come last. Times are shown in ${zone}; one without a zone is said to be so.
    </p>
    ${past === 0 ? '' : html`<p class="note">Of these, ${countOf(past, 'message')} ${past === 1 ? 'is' : 'are'} gone from the source, or of an earlier revision.</p>`}
    ${messages.some(({ isGuessed }) => isGuessed) ? html`<p class="note">${guessedWords}</p>` : ''}
    ${cutWords(found).map((words) => html`<p class="note warn">${words}</p>`)}
    ${passed > maxPassed ? html`<p class="note warn">So far into a thread, what messages of earlier pages refer to is told anew here.</p>` : ''}
    ${missing === 0 ? '' : html`<p class="note">${countOf(missing, 'message')} that these refer to ${missing === 1 ? 'is' : 'are'} not held, or not open to you: each stands before the first that refers to it.</p>`}
    <ol class="hits thread">
      ${rows}
    </ol>
    ${page.after === undefined ? '' : html`<p><a rel="next" href="${to(`/document/${id}/thread`, { after: page.after, before: before + page.hits.length })}">Further messages</a></p>`}`; // prettier-ignore
  return { body, resultCount: page.hits.length };
}

const threadAsked = z.object({
  id: oneText,
  after: maybeText,
  /** How many messages the pages before have shown. */
  before: oneNumber,
});

export const threadRoute = defineRoute({
  method: 'get',
  path: '/document/:id/thread',
  least: 'reader',
  title: 'Thread',
  asked: threadAsked,
  words: ({ id, after }) => ['thread', id, ...(after === undefined ? [] : [`after ${after}`])],
  answer: threadPage,
});
