/** `evidex search`: finds documents by the query language. */
import { z } from 'zod';
import type { FacetField, Hit, IndexReader, Snippet, Sort } from '../search/port.ts';
import { facetFields } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { bold, type Output } from './frame/output.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import type { Config } from '../schemas/config.ts';
import type { Metadata } from '../schemas/metadata.ts';
import { anchorWords, isOfBefore, readAnewHint } from './run/anchor-words.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Query } from '../search/query/ast.ts';
import {
  asksForEntities,
  type Folded,
  folded,
  foldedWords,
  minConfidence,
  withConfidence,
} from './run/confidence.ts';
import { asksForDates, dayZoneWords } from './run/day-zone.ts';
import { deletionWords } from './run/deletion-words.ts';
import {
  type CountedValue,
  countWords,
  type EntryCounts,
  entryCounts,
  facetCounts,
  unreadWords,
  unsearchedCount,
  unsearchedWords,
} from './run/entry-counts.ts';
import { displayZoneOf } from './run/display-zone.ts';
import { noteUnstatedClocks } from './run/sender-clock.ts';
import { familyWords, HitFamilies, type HitFamily } from './run/hit-family.ts';
import { cellsOf, hitColumns } from './run/hit-cells.ts';
import { type FieldMatch, fieldMatches } from './run/field-matches.ts';
import { pastWords } from './run/past-words.ts';
import { dateWords, morePlaces, peopleLists, personWords, titleOf, whatWords } from './run/hit-words.ts';
import { answering, readQuery } from './run/query.ts';
import { nameHint, nameHintWords } from './run/name-hint.ts';
import { type Asked, queryHints } from './run/query-hints.ts';

const pageHits = 100;
const defaultHits = 20;
const maxFacetRows = 25;
const shownPlaces = 3;
/** Lines, rows or cells that one snippet is cited by. */
const shownAnchors = 5;

/** On one line. */
const flat = (text: string): string => escapeLine(text.replaceAll(/\s+/gu, ' '));

/** The snippet with its hits bold; evidence is escaped piece by piece, so that no mark of its own survives. */
function snippetWords({ snippet, highlights }: Pick<Snippet, 'snippet' | 'highlights'>): string {
  let words = '';
  let at = 0;
  for (const { start, end } of highlights) {
    words += flat(snippet.slice(at, start)) + bold(flat(snippet.slice(start, end)));
    at = end;
  }
  return (words + flat(snippet.slice(at))).trim();
}

/** Each once; those beyond some only by their number, all are in --json. */
function listed(places: readonly string[]): string {
  const different = [...new Set(places)];
  const more = different.length - shownAnchors;
  return different.slice(0, shownAnchors).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** Names that are shown of each list of people. */
const shownPeople = 3;

const peopleWords = (title: string, people: Metadata['from'] = []): string[] => {
  if (people.length === 0) return [];
  const names = people.slice(0, shownPeople).map(personWords);
  const more = people.length > shownPeople ? ` and ${formatCount(people.length - shownPeople)} more` : '';
  return [`     ${title}: ${flat(names.join(', '))}${more}`];
};

/** What is shown of a hit besides itself. */
interface Beside {
  readonly fields: readonly FieldMatch[];
  readonly family: HitFamily | undefined;
}

function describeHit(hit: Hit, { fields, family }: Beside, number: number, zone: string): string {
  const { metadata, run } = hit.entry;
  const unread = unreadWords(hit.entry);
  const head = [titleOf(hit), dateWords(hit, zone)].filter(Boolean).map(String);
  const places = hit.occurrences
    .slice(0, shownPlaces)
    .map(
      ({ source, path, custodian, past, deletions = [] }) =>
        `     ${escapeLine(`${source}/${path}`)}${custodian ? `  (${escapeLine(custodian)})` : ''}${pastWords(past)}${deletions.map((deletion) => `  [${escapeLine(deletionWords(deletion))}]`).join('')}`,
    );
  const more = hit.places > shownPlaces ? [`     … and at ${morePlaces(hit.places, shownPlaces)}`] : [];
  const snippets = hit.snippets.map((snippet) => {
    const places = (snippet.anchors ?? [snippet.anchor]).map(anchorWords).filter(Boolean);
    const where = [snippet.kind === 'body' ? '' : snippet.kind, listed(places)].filter(Boolean).join(', ');
    return `     ${where ? `[${escapeLine(where)}] ` : ''}${snippetWords(snippet)}`;
  });
  return [
    `${String(number).padStart(3)}. ${escapeLine(head.join(' · ') || hit.occurrences[0]?.name || hit.document.slice(0, 12))}`,
    ...peopleLists.flatMap(([title, list]) => peopleWords(title, metadata[list])),
    ...places,
    ...more,
    ...(unread === undefined ? [] : [`     ${bold(unread)}`]),
    `     ${whatWords(hit)}, run ${run}`,
    ...snippets,
    ...fields.map(
      ({ field, value, highlights }) => `     [${field}] ${snippetWords({ snippet: value, highlights })}`,
    ),
    ...(family === undefined ? [] : familyWords(family)),
  ].join('\n');
}

function describeFacet(field: FacetField, values: readonly CountedValue[]): string {
  const counts = [
    ['documents', ({ count }: CountedValue) => count],
    ['items not read', ({ items = 0 }: CountedValue) => items],
    ['folders', ({ folders = 0 }: CountedValue) => folders],
  ] as const;
  const shown = counts.filter(([, of], at) => at === 0 || values.some((value) => of(value) > 0));
  const rows = values
    .slice(0, maxFacetRows)
    .map((value) => [value.value, ...shown.map(([, of]) => formatCount(of(value)))]);
  const more = values.length - maxFacetRows;
  return (
    table(
      [{ title: field, maxWidth: 50 }, ...shown.map(([title]) => ({ title, align: 'right' as const }))],
      rows,
    ) + (more > 0 ? `\n… and ${formatCount(more)} more; all with --json` : '')
  );
}

async function giveFacet(out: Output, field: FacetField, values: readonly CountedValue[]): Promise<void> {
  if (out.form !== 'csv') return out.row({ field, values }, () => describeFacet(field, values));
  for (const { value, count, items, folders } of values)
    await out.row(
      {},
      () => '',
      () => ({ field, value, documents: count, items, folders }),
    );
}

interface Asking {
  readonly index: IndexReader;
  readonly caseFolder: CaseFolder;
  readonly scope: Scope;
}

/** What `work` makes of a query that asks for entities. */
async function withLedger<T>(
  { index, caseFolder, scope }: Asking,
  work: (reading: { index: IndexReader; ledger: Ledger; scope: Scope }) => Promise<T>,
): Promise<T> {
  const ledger = await caseFolder.openLedger();
  try {
    return await work({ index, ledger, scope });
  } finally {
    await ledger.close();
  }
}

/** The query with its conditions on entities held to mentions of the confidence. */
const heldTo = async (least: number | undefined, query: Query, asking: Asking): Promise<Query> =>
  least === undefined || !asksForEntities(query)
    ? query
    : withLedger(asking, async (reading) => (await withConfidence(query, least, reading)).query);

/** Whose days the query asks for, where those are not the ones shown. */
async function noteDayZone(
  query: Query,
  zone: string,
  asking: Asking,
  out: Pick<Output, 'note'>,
): Promise<void> {
  if (!asksForDates(query)) return;
  const words = await withLedger(asking, async ({ ledger, scope }) =>
    dayZoneWords(query, await displayZoneOf(zone, ledger, scope)),
  );
  if (words !== undefined) out.note(words);
}

/** For people who named no confidence, without what the query matches by doubtful mentions alone. */
const foldedFor = async (
  out: Pick<Output, 'form'>,
  least: number | undefined,
  query: Query,
  asking: Asking,
): Promise<Folded> =>
  out.form !== 'words' || least !== undefined || !asksForEntities(query)
    ? { query, below: 0 }
    : withLedger(asking, (reading) => folded(query, reading));

/** The number of documents; what was not read is said beside it. */
async function answerCount(
  index: IndexReader,
  query: Query,
  scope: Scope,
  out: Output,
): Promise<EntryCounts> {
  const counts = await answering(() => entryCounts(index, query, scope));
  const { documents: count, items, folders } = counts;
  const unsearched = await unsearchedCount(index, query, scope);
  await out.row({ count, items, folders, unsearched }, () => formatCount(count));
  if (items + folders > 0) out.note(`${countWords(counts)}: see --facet status.`);
  return counts;
}

async function noteHints(asked: Asked, out: Output): Promise<void> {
  for (const words of await queryHints(asked)) out.note(words);
  const name = await nameHint(asked);
  if (name) out.note(nameHintWords(name));
  const unread = unsearchedWords(await unsearchedCount(asked.index, asked.query, asked.scope));
  if (unread !== undefined) out.note(unread);
}

interface ListAsked {
  readonly listed: Folded;
  readonly scope: Scope;
  readonly config: Config;
  readonly options: {
    readonly sort: Sort;
    readonly snippets: number;
    readonly withFamily: boolean;
    readonly limit?: number | undefined;
    readonly after?: string | undefined;
  };
  readonly index: IndexReader;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/** Gives the hits page by page; how many. */
async function listHits({ listed, scope, config, options, index, out, signal }: ListAsked): Promise<number> {
  const { query, below } = listed;
  const { sort, snippets } = options;
  let shown = 0;
  let total = 0;
  let isBefore = false;
  let { after } = options;
  const fieldsOf = fieldMatches(query, snippets);
  const families = options.withFamily ? new HitFamilies({ index, scope, query }) : undefined;
  const most = options.limit ?? (out.form === 'csv' ? Infinity : defaultHits);
  await out.heading(hitColumns);
  while (shown < most && !signal.aborted) {
    const limit = Math.min(pageHits, most - shown);
    const from = after;
    const page = await answering(() =>
      index.search({ query, scope, sort, limit, snippets, ...(from === undefined ? {} : { after: from }) }),
    );
    ({ total } = page);
    if (shown === 0) {
      const counts = await entryCounts(index, query, scope, total);
      await out.say(countWords({ ...counts, documents: counts.documents + below }));
    }
    for (const hit of page.hits) {
      shown += 1;
      isBefore ||= hit.snippets.some(({ anchor }) => anchor !== undefined && isOfBefore(anchor));
      const fields = fieldsOf(hit);
      const family = families && (await answering(() => families.of(hit)));
      await out.row(
        { ...hit, ...(fields.length === 0 ? {} : { fields }), ...(family === undefined ? {} : { family }) },
        () => describeHit(hit, { fields, family }, shown, config.displayZone),
        () => cellsOf(hit, fields, config.displayZone),
      );
    }
    ({ after } = page);
    if (after === undefined) break;
  }
  if (below > 0) await out.say(foldedWords(below));
  if (isBefore) out.note(readAnewHint);
  const whole = options.after === undefined && shown === total;
  await out.summary({ shown, total, whole, ...(after === undefined ? {} : { after }) });
  if (after !== undefined) {
    const of =
      options.after === undefined ? `${formatCount(shown)} of ${countOf(total, 'result')} shown. ` : '';
    out.note(`${of}More: --after ${after}`);
  }
  return shown;
}

export const verb = defineVerb({
  details:
    'Words are found whatever their case and accents; words side by side must all occur in the document. AND OR NOT, "a phrase", "stock option*", "two words"~5, a w/5 b, camp*, c?mpaign, exact:IT, from:ann, type:pdf, path:/mail/*, place(custodian:ann AND path:/mail), family(from:ann AND survey), entity:"Name", kind:party, has:personal-data, sent:[2016-01-01 TO 2018-12-31]: see docs/query-language.md. Each hit cites source, path, place in the document, SHA-256 and run.',
  positionals: ['query'],
  options: z.strictObject({
    query: z.string().min(1).describe('what to look for'),
    sort: z
      .enum(['relevance', 'date', '-date', 'path', '-path'])
      .default('relevance')
      .describe('order of the hits'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe(`hits to show; any number, they come page by page; default ${defaultHits}, with --csv all`),
    after: z
      .string()
      .min(1)
      .optional()
      .describe('go on behind an earlier page: the cursor it ended with')
      .meta({ placeholder: 'CURSOR' }),
    snippets: z.number().int().min(0).max(20).default(2).describe('passages shown for each hit'),
    facet: z
      .array(z.enum(facetFields))
      .optional()
      .describe('count the values of this field over all hits instead of listing them'),
    withFamily: z
      .boolean()
      .default(false)
      .describe('below each hit its family, and which member meets which condition; not in --csv'),
    minConfidence,
    count: z
      .boolean()
      .default(false)
      .describe('only the number of documents, and of items and folders that have none'),
  }),
  settings: ['displayZone', ...readIndexSettings],
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'list',
  examples: [
    ['evidex search "postal vote" --case CASE', 'both words, anywhere in the document'],
    [
      'evidex search \'"data sharing"~5 AND custodian:ann\' --case CASE --sort date',
      'near each other, in one person’s evidence',
    ],
    ['evidex search --case CASE -- "-draft invoice"', 'what begins with a dash is a query behind --'],
    [
      'evidex search "family(from:ann AND survey)" --with-family --case CASE',
      'her messages and what they carry',
    ],
    ['evidex search "kind:data-broker" --csv --case CASE > hits.csv', 'all hits, for a spreadsheet'],
    [
      'evidex search "kind:data-broker" --facet entity --case CASE',
      'which brokers are named, in how many documents',
    ],
  ],
  async run({ caseFolder, config, options, out, signal, scope }) {
    const asked = readQuery(options.query);
    const index = await openIndexToRead(caseFolder, config);
    const hint = async (): Promise<void> => {
      await noteHints({ text: options.query, query: asked, index, scope }, out);
      await noteUnstatedClocks(index, asked, scope, out);
      await noteDayZone(asked, config.displayZone, { index, caseFolder, scope }, out);
    };
    try {
      const query = await heldTo(options.minConfidence, asked, { index, caseFolder, scope });
      if (options.count) {
        const { documents } = await answerCount(index, query, scope, out);
        await hint();
        return { resultCount: documents };
      }
      if (options.facet) {
        await out.heading(['field', 'value', 'documents', 'items', 'folders']);
        for (const field of options.facet)
          await giveFacet(out, field, await answering(() => facetCounts(index, query, scope, field)));
        await hint();
        return {};
      }
      const listed = await foldedFor(out, options.minConfidence, query, { index, caseFolder, scope });
      const shown = await listHits({ listed, scope, config, options, index, out, signal });
      if (options.after === undefined) await hint();
      return { resultCount: shown };
    } finally {
      await index.close();
    }
  },
});
