/** What programs may ask of a case. */
import { z } from 'zod';
import { entryCounts, facetCounts, unsearchedCount } from '../cli/run/entry-counts.ts';
import { answering, readQuery } from '../cli/run/query.ts';
import { pictureCount } from '../cli/run/pictures.ts';
import { nameHint, nameHintWords } from '../cli/run/name-hint.ts';
import { queryHints } from '../cli/run/query-hints.ts';
import { anchor, textKind } from '../schemas/anchor.ts';
import { indexEntry, isEntryId, occurrence } from '../schemas/index-entry.ts';
import { Problem } from '../schemas/problem.ts';
import { facetFields } from '../search/port.ts';
import { maybeText, oneNumber, oneOf, oneText } from './asked.ts';
import { valuesRoute } from './completion.ts';
import { nothingThere } from './original-of.ts';
import { defineJsonRoute } from './json-route.ts';
import type { AnyRoute } from './route.ts';
import { pageOf } from './search-page.ts';
import { sortNames } from './sorts.ts';
import { shownUnits } from './text-view.ts';

/** As many at one time as a program can hold of the longest. */
const jsonHits = 100;
const jsonSnippets = 3;

const count = z.number().int().nonnegative();
const range = z.object({ start: count, end: count });

const counts = z.object({
  documents: count,
  items: count.describe('that have no document, folders apart'),
  folders: count,
  unsearched: count.describe(
    'of all entries, those in which a word of the query would not be found: not read, or not to the end',
  ),
  pictures: count.describe(
    'of all entries, pictures whose pixels nobody reads: words that they show are not found',
  ),
});

const searched = counts.extend({
  hits: z.array(
    z.object({
      document: z.string().describe('SHA-256; of an item without a document the id of its entry'),
      score: z.number(),
      entry: indexEntry.pick({
        item: true,
        format: true,
        mediaType: true,
        size: true,
        status: true,
        codes: true,
        metadata: true,
        run: true,
        dates: true,
      }),
      labels: z.array(z.string()),
      occurrences: z.array(occurrence).describe('the first places'),
      places: count.describe('how many there are'),
      snippets: z.array(
        z.object({
          kind: textKind,
          textId: z.string(),
          start: count.describe('UTF-16 unit of its text'),
          snippet: z.string(),
          highlights: z.array(range),
          anchor: anchor.optional(),
          anchors: z.array(anchor).optional(),
        }),
      ),
      matches: z
        .object({ count, isAll: z.boolean().describe('else at least so many') })
        .optional()
        .describe('at how many places of its texts the words of the query stand'),
    }),
  ),
  hints: z.array(z.string()).describe('what the query may have meant, and what it leaves out'),
  after: z.string().optional().describe('cursor of the next page; absent on the last'),
});

const search = defineJsonRoute({
  path: '/api/search',
  summary: 'Documents, and items that have none, that a query finds',
  asked: z.object({ q: oneText, sort: oneOf(sortNames), after: maybeText }),
  parameters: {
    q: 'the query',
    sort: `one of ${sortNames.join(', ')}`,
    after: 'the cursor of the page before',
  },
  gives: searched,
  words: ({ q, sort, after }) => [
    'search',
    q,
    `sort ${sort}`,
    ...(after === undefined ? [] : [`after ${after}`]),
  ],
  async answer({ index, scope }, { q, sort, after }) {
    const query = readQuery(q);
    const {
      hits,
      total,
      after: next,
    } = await pageOf(() =>
      index.search({
        query,
        scope,
        sort,
        limit: jsonHits,
        snippets: jsonSnippets,
        ...(after === undefined ? {} : { after }),
      }),
    );
    const typed = { text: q, query, index, scope };
    const name = await nameHint(typed);
    return {
      ...(await entryCounts(index, query, scope, total)),
      unsearched: await unsearchedCount(index, query, scope),
      pictures: await pictureCount(index, query, scope),
      hits,
      hints: [...(await queryHints(typed)), ...(name ? [nameHintWords(name)] : [])],
      ...(next === undefined ? {} : { after: next }),
    };
  },
  resultCount: ({ hits }) => hits.length,
});

const facet = defineJsonRoute({
  path: '/api/facet',
  summary: 'How many of what a query finds have each value of a field',
  asked: z.object({ q: oneText, field: oneOf(facetFields) }),
  parameters: { q: 'the query', field: `one of ${facetFields.join(', ')}` },
  gives: z.object({
    field: z.enum(facetFields),
    values: z.array(
      z.object({
        value: z.string(),
        count: count.describe('documents'),
        items: count.optional(),
        folders: count.optional(),
      }),
    ),
  }),
  words: ({ q, field }) => ['facet', field, q],
  async answer({ index, scope }, { q, field }) {
    const query = readQuery(q);
    return { field, values: await answering(() => facetCounts(index, query, scope, field)) };
  },
  resultCount: ({ values }) => values.length,
});

const document = defineJsonRoute({
  path: '/api/document/:id',
  summary: 'What is known of a document, or of an item that has none',
  asked: z.object({ id: oneText }),
  parameters: { id: 'as a hit has it' },
  gives: indexEntry.extend({ places: count.describe('how many there are; the first 100 are given') }),
  words: ({ id }) => ['document', id],
  async answer({ index, scope }, { id }) {
    const shown = isEntryId(id) ? await index.shownEntry(id, scope) : undefined;
    if (!shown) throw nothingThere();
    return { ...shown.entry, places: shown.places };
  },
  resultCount: () => 1,
});

const text = defineJsonRoute({
  path: '/api/document/:id/text/:number',
  summary: 'A stretch of one of its texts',
  asked: z.object({ id: oneText, number: oneNumber, from: oneNumber }),
  parameters: {
    id: 'as a hit has it',
    number: 'which of its texts, from 0',
    from: `first UTF-16 unit; ${shownUnits} are given at most`,
  },
  gives: z.object({
    id: z.string().describe('of the text'),
    kind: textKind,
    from: count,
    to: count.describe('behind the last unit given'),
    units: count.describe('of the whole text'),
    text: z.string(),
  }),
  words: ({ id, number, from }) => ['document', id, `text ${number} from ${from}`],
  async answer({ index, scope }, { id, number, from: asked }) {
    const shown = isEntryId(id) ? await index.shownEntry(id, scope) : undefined;
    const one = shown?.entry.texts[number];
    if (!one) throw nothingThere();
    const from = Math.min(asked, one.units);
    const to = Math.min(one.units, from + shownUnits);
    const words = await index.text(one.id, from, to);
    if (words === undefined)
      throw new Problem('index-damaged', 'the index has lost this text', 'See `evidex verify --index`.');
    return { id: one.id, kind: one.kind, from, to, units: one.units, text: words };
  },
  resultCount: () => 1,
});

export const jsonRoutes: readonly AnyRoute[] = [search, facet, valuesRoute, document, text];
