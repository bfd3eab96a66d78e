/** The page that finds documents: the query, its hits with their passages, counts by field, and what could not be searched. */
import { html } from 'hono/html';
import { z } from 'zod';
import { escapeLine } from '../cli/frame/escape.ts';
import { formatCount } from '../cli/frame/quantities.ts';
import { anchorWords } from '../cli/run/anchor-words.ts';
import { asksForDates, dayZoneWords } from '../cli/run/day-zone.ts';
import { placeWords } from '../cli/run/place-words.ts';
import { displayZoneOf } from '../cli/run/display-zone.ts';
import {
  countWords,
  entryCounts,
  unreadWords,
  unsearchable,
  unsearchedCount,
} from '../cli/run/entry-counts.ts';
import { pictureCount, pictures, pictureWords } from '../cli/run/pictures.ts';
import type { MailCopies } from '../cli/run/mail-fold.ts';
import { copiesHtml, foldedPage, folds } from './mail-fold.ts';
import type { HitFamily } from '../cli/run/hit-family.ts';
import { familiesOf, familyHtml } from './hit-families.ts';
import { type FieldMatch, fieldMatches } from '../cli/run/field-matches.ts';
import {
  dateWords,
  moreMatches,
  morePlaces,
  peopleLists,
  personWords,
  titleOf,
  whatWords,
} from '../cli/run/hit-words.ts';
import { pastWords } from '../cli/run/past-words.ts';
import { answering, readQuery } from '../cli/run/query.ts';
import { nameHint } from '../cli/run/name-hint.ts';
import { queryHints } from '../cli/run/query-hints.ts';
import type { Metadata } from '../schemas/metadata.ts';
import { codeOf, Problem } from '../schemas/problem.ts';
import type { Hit, SearchPage, Snippet } from '../search/port.ts';
import { printQuery } from '../search/query/print.ts';
import { maybeNumber, maybeText, oneOf, oneText } from './asked.ts';
import { documentBars, ofBar } from './document-bars.ts';
import { facetsHtml } from './facets.ts';
import { evidence, type Html } from './page.ts';
import { hitListHtml } from './hit-list.ts';
import { nameHintHtml, queryForm, refusedSearch } from './query-box.ts';
import { sortNames } from './sorts.ts';
import { isAtLeast } from './person.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import { labelManyHtml, labelsHtml, markedHtml as changedHtml, tickHtml } from './review/result-labels.ts';
import { saveSearchHtml } from './review/searches-page.ts';
import type { Reading } from './served-case.ts';

const searchAsked = z.object({
  q: oneText,
  sort: oneOf(sortNames),
  fold: oneOf(folds),
  /** The cursor of the page before. */
  after: maybeText,
  /** What a form that labelled many changed, and whether the index shows it later. */
  marked: maybeNumber,
  later: maybeText,
});
type SearchAsked = z.output<typeof searchAsked>;

const pageHits = 25;
const shownPlaces = 3;
const shownPeople = 3;
const shownSnippets = 2;

/** On one line. */
const line = (text: string): string => escapeLine(text.replaceAll(/\s+/gu, ' '));

/** With the words of the query marked. */
function markedHtml(words: string, highlights: Snippet['highlights']): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const { start, end } of highlights) {
    parts.push(html`${line(words.slice(at, start))}<mark>${line(words.slice(start, end))}</mark>`);
    at = end;
  }
  return html`<bdi>${parts}${line(words.slice(at))}</bdi>`;
}

function snippetHtml({ kind, snippet, highlights, anchors, anchor }: Snippet): Html {
  const places = [...new Set((anchors ?? [anchor]).map(anchorWords))].filter(Boolean);
  const where = [kind === 'body' ? '' : kind, ...places].filter(Boolean).join(', ');
  return html`<p>
    ${where === '' ? '' : html`<span class="quiet">[${evidence(where)}] </span>`}
    ${markedHtml(snippet, highlights)}
  </p>`;
}

function peopleHtml(title: string, people: Metadata['from'] = []): Html | string {
  if (people.length === 0) return '';
  const names = people.slice(0, shownPeople).map(personWords).join(', ');
  const more = people.length > shownPeople ? ` and ${formatCount(people.length - shownPeople)} more` : '';
  return html`<p class="quiet">${title}: ${evidence(names)}${more}</p>`;
}

/** What is shown of a hit besides itself. */
interface Beside {
  readonly fields: readonly FieldMatch[];
  readonly family: HitFamily | undefined;
  readonly copies: MailCopies | undefined;
}

function hitHtml(reading: Reading, hit: Hit, { fields, family, copies }: Beside, q: string): Html {
  const { to, displayZone: zone } = reading;
  const { metadata } = hit.entry;
  const unread = unreadWords(hit.entry);
  const title = titleOf(hit) ?? hit.occurrences[0]?.name ?? hit.document.slice(0, 12);
  const date = dateWords(hit, zone);
  const matches = moreMatches(hit);
  return html`<li>
    <p>
      ${tickHtml(reading, hit, evidence(title))}
      <a href="${to(`/document/${hit.document}`, { q })}">${evidence(title)}</a>
      ${date === undefined ? '' : html`· ${evidence(date)}`}
    </p>
    ${peopleLists.map(([title, list]) => peopleHtml(title, metadata[list]))}
    ${hit.occurrences.slice(0, shownPlaces).map(
      ({ source, path, custodian, past, ...said }) =>
        html`<p class="quiet">
          ${evidence(`${source}/${path}`)} ${custodian ? html`(${evidence(custodian)})` : ''}
          <strong>${pastWords(past)}</strong>
          ${placeWords(said).map((one) => html`<strong>[${evidence(one)}]</strong> `)}
        </p>`,
    )}
    ${hit.places > shownPlaces ? html`<p class="quiet">… and at ${morePlaces(hit.places, shownPlaces)}</p>` : ''}
    ${unread === undefined ? '' : html`<p class="warn">${evidence(unread)}</p>`}
    <p class="quiet">${evidence(whatWords(hit))}, run ${hit.entry.run}</p>
    ${labelsHtml(to, hit.labels)} ${hit.snippets.map(snippetHtml)}
    ${matches === undefined ? '' : html`<p class="quiet">… ${matches}</p>`}
    ${fields.map(({ field, value, highlights }) => html`<p><span class="quiet">[${field}] </span>${markedHtml(value, highlights)}</p>`)}
    ${family === undefined ? '' : familyHtml(to, family)} ${copiesHtml(to, copies)}
  </li>`;
}

/** How many items no words are found in, whatever is asked, and the way to their list. */
function unsearchedHtml(to: To, unsearched: number): Html | string {
  if (unsearched === 0) return '';
  const words =
    unsearched === 1
      ? '1 item of this case was not read, or not to its end: words in it are not found.'
      : `${formatCount(unsearched)} items of this case were not read, or not to the end: words in them are not found.`;
  return html`<p class="note warn">
    ${words} <a href="${to('/', { q: printQuery(unsearchable) })}">Which?</a>
  </p>`;
}

/** In how many pictures nobody looks for words, and the way to their list. */
function picturesHtml(to: To, count: number): Html | string {
  const words = pictureWords(count);
  if (words === undefined) return '';
  return html`<p class="note">${words} <a href="${to('/', { q: printQuery(pictures) })}">Which?</a></p>`;
}

const startPage = async ({ index, scope, to }: Reading): Promise<Shown> => ({
  body: html`<h1>Search</h1>
    ${queryForm(to, { q: '', sort: 'relevance', fold: '' })}
    ${unsearchedHtml(to, await index.count(unsearchable, scope))}
    ${picturesHtml(to, await index.count(pictures, scope))}
    <p>
      Words are found whatever their case and accents, and all of them must occur. Also
      <code>"a phrase"</code>, <code>camp*</code>, <code>"two words"~5</code>, <code>AND OR NOT</code>,
      <code>from:ann</code>, <code>type:pdf</code>, <code>kind:data-broker</code>,
      <code>sent:[2016-01-01 TO 2018-12-31]</code>, <code>status:encrypted</code>.
    </p>`,
});

const barsHtml = ({ body, undated }: Awaited<ReturnType<typeof documentBars>>): Html | string =>
  body === ''
    ? ''
    : html`${body}
        <p class="quiet">
          A bar counts documents by their main date, by the clock that this states, and leads to
          them.${undated > 0 ? ` ${formatCount(undated)} without a date, or with one that is stated less finely, are in no bar.` : ''}
        </p>`;

/** A page of results; a cursor that is not of this search, or of an index from before, is the address's fault. */
export async function pageOf(search: () => Promise<SearchPage>): Promise<SearchPage> {
  try {
    return await answering(search);
  } catch (error) {
    if (codeOf(error) !== 'bad-cursor') throw error;
    throw new Problem(
      'wrong-value',
      'this page of results is no longer there',
      'Search again: it begins with the first page.',
    );
  }
}

/** Throws `wrong-value` for a query that cannot be read, or is too broad. */
async function searchPage(reading: Reading, asked: SearchAsked): Promise<Shown> {
  const { ledger, index, scope, displayZone, to } = reading;
  const query = readQuery(asked.q);
  const { sort, after } = asked;
  const page = await foldedPage(reading, query, asked, pageHits, (limit, from) =>
    pageOf(() =>
      index.search({
        query,
        scope,
        sort,
        limit,
        snippets: shownSnippets,
        ...(from === undefined ? {} : { after: from }),
      }),
    ),
  );
  const fieldsOf = fieldMatches(query, shownSnippets);
  const families = await familiesOf(reading, query, page.hits);
  const counts = await entryCounts(index, query, scope, page.total);
  const ofQuery = await queryHints({ text: asked.q, query, index, scope });
  const ofDays = asksForDates(query)
    ? dayZoneWords(query, await displayZoneOf(displayZone, ledger, scope))
    : undefined;
  const name = await nameHint({ text: asked.q, query, index, scope });
  const hints = ofDays === undefined ? ofQuery : [...ofQuery, ofDays];
  const facets = await facetsHtml(reading, query, sort);
  const bars = await documentBars(index, query, scope, counts.documents, (span) => {
    const asking = ofBar(query, span);
    return asking && to('/', { q: printQuery(asking), sort });
  });
  const body = html`<h1>${countWords(counts)}${page.words}</h1>
    ${queryForm(to, asked)} ${unsearchedHtml(to, await unsearchedCount(index, query, scope))}
    ${picturesHtml(to, await pictureCount(index, query, scope))}
    ${changedHtml(asked.marked, asked.later !== undefined)} ${name ? nameHintHtml(to, name) : ''}
    ${hints.map((words) => html`<p class="note">${evidence(words)}</p>`)} ${barsHtml(bars)}
    <div class="columns">
      <div class="facets">
        ${facets}
        <p><a href="${to('/people', { q: asked.q })}">People whom these name</a></p>
      </div>
      <div>
        <ol class="hits">
          ${page.hits.map((hit, at) => hitHtml(reading, hit, { fields: fieldsOf(hit), family: families[at], copies: page.copies.get(hit.document) }, asked.q))}
        </ol>
        ${hitListHtml(to, asked, page.total)} ${labelManyHtml(reading, asked, page.total)}
        ${saveSearchHtml(reading, asked.q)} ${handOverHtml(reading, asked.q)}
        ${
          page.hits.length === 0
            ? ''
            : page.after === undefined
              ? html`<p class="quiet">
                  These are all${after === undefined ? '' : ' that come behind the page before'}.
                </p>`
              : html`<p>
                  <a rel="next" href="${to('/', { q: asked.q, sort, fold: asked.fold, after: page.after })}"
                    >Further results</a
                  >
                </p>`
        }
      </div>
    </div>`;
  return { body, resultCount: page.hits.length };
}

/** What a lead does with all that match. */
const handOverHtml = ({ to, person }: Reading, q: string): Html | string =>
  isAtLeast(person.role, 'lead')
    ? html`<p>
        <a href="${to('/exports', { q })}">Export all that match</a> ·
        <a href="${to('/withholding', { q })}">Withhold all that match</a>
      </p>`
    : '';

export const searchRoute = defineRoute({
  method: 'get',
  path: '/',
  least: 'reader',
  title: 'Search',
  navigation: 'Search',
  asked: searchAsked,
  words: ({ q, sort, fold, after }) =>
    q.trim() === ''
      ? ['search']
      : [
          'search',
          q,
          `sort ${sort}`,
          ...(fold === '' ? [] : [`fold mail=${fold}`]),
          ...(after === undefined ? [] : [`after ${after}`]),
        ],
  answer: (reading, asked) => (asked.q.trim() === '' ? startPage(reading) : searchPage(reading, asked)),
  refused: refusedSearch,
});
