/** `evidex search`: finds documents by the query language. */
import { z } from 'zod';
import type { FacetField, IndexReader, Sort } from '../search/port.ts';
import { facetFields } from '../search/port.ts';
import type { Output } from './frame/output.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import type { Config } from '../schemas/config.ts';
import { isOfBefore, readAnewHint } from './run/anchor-words.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import { ruledLedger } from '../case/ruled-ledger.ts';
import type { CaseFolder } from '../case/case-folder.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Query } from '../search/query/ast.ts';
import {
  asksForEntities,
  type Folded,
  folded,
  dismissedCountWords,
  foldedCounts,
  foldedWords,
  minConfidence,
  withConfidence,
} from './run/confidence.ts';
import { asksForDates, dayZoneWords } from './run/day-zone.ts';
import {
  type CountedValue,
  countWords,
  type EntryCounts,
  entryCounts,
  facetCounts,
  unsearchedCount,
  unsearchedWords,
} from './run/entry-counts.ts';
import { displayZoneOf } from './run/display-zone.ts';
import { pictureCount, pictureList, pictureWords } from './run/pictures.ts';
import { HitFamilies } from './run/hit-family.ts';
import { describeHit } from './run/describe-hit.ts';
import { cellsOf, hitColumns } from './run/hit-cells.ts';
import { fieldMatches } from './run/field-matches.ts';
import { foldings, type HitFold, openFold } from './run/hit-fold.ts';
import { answering, readQuery } from './run/query.ts';
import { languageGapHint } from './run/language-words.ts';
import { isPeopleFacet, peopleCounts, type PeopleFacet, peopleFacets } from './run/people-facet.ts';
import { nameHint, nameHintWords } from './run/name-hint.ts';
import { type Asked, queryHints } from './run/query-hints.ts';

const pageHits = 100;
const defaultHits = 20;
const maxFacetRows = 25;
function describeFacet(field: string, values: readonly CountedValue[]): string {
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

/** `fold` leaves out, for people alone, what is named doubtfully. */
async function giveFacet(
  out: Output,
  field: string,
  values: readonly CountedValue[],
  fold: (values: readonly CountedValue[]) => ReturnType<typeof foldedCounts<CountedValue>> | undefined,
): Promise<void> {
  if (out.form !== 'csv') {
    const { above, below, dismissed } = (out.form === 'words' ? await fold(values) : undefined) ?? {
      above: values,
      below: [],
      dismissed: [],
    };
    return out.row({ field, values }, () =>
      [
        describeFacet(field, above),
        ...(below.length === 0 ? [] : [foldedWords(below.length, above.length)]),
        ...dismissedCountWords(dismissed),
      ].join('\n'),
    );
  }
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
  const ledger = ruledLedger(await caseFolder.openLedger());
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
  fold: HitFold | undefined,
): Promise<EntryCounts> {
  const counts = await answering(() => entryCounts(index, query, scope));
  const { documents: count, items, folders } = counts;
  const unsearched = await unsearchedCount(index, query, scope);
  await out.row(
    { count, items, folders, unsearched, pictures: await pictureCount(index, query, scope), ...fold?.counts },
    () => formatCount(count) + (fold?.words ?? ''),
  );
  if (items + folders > 0) out.note(`${countWords(counts)}: see --facet status.`);
  return counts;
}

async function noteHints(asked: Asked, out: Output): Promise<void> {
  for (const words of await queryHints(asked)) out.note(words);
  const name = await nameHint(asked);
  if (name) out.note(nameHintWords(name));
  const unread = unsearchedWords(await unsearchedCount(asked.index, asked.query, asked.scope));
  if (unread !== undefined) out.note(unread);
  const unseen = pictureWords(await pictureCount(asked.index, asked.query, asked.scope));
  if (unseen !== undefined) out.note(`${unseen} ${pictureList}`);
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
  readonly fold: HitFold | undefined;
  readonly index: IndexReader;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/** Gives the hits page by page; how many. */
async function listHits(asked: ListAsked): Promise<number> {
  const { listed, scope, config, options, fold, index, out, signal } = asked;
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
    if (from === options.after) {
      const counts = await entryCounts(index, query, scope, total);
      await out.say(countWords({ ...counts, documents: counts.documents + below }) + (fold?.words ?? ''));
    }
    for (const hit of page.hits) {
      if (await fold?.isFolded(hit)) continue;
      shown += 1;
      isBefore ||= hit.snippets.some(({ anchor }) => anchor !== undefined && isOfBefore(anchor));
      const fields = fieldsOf(hit);
      const family = families && (await answering(() => families.of(hit)));
      const folded = await fold?.below(hit);
      const beside = {
        ...(fields.length > 0 && { fields }),
        ...(family && { family }),
        ...folded,
      };
      await out.row(
        { ...hit, ...beside },
        () => describeHit(hit, { fields, family, ...folded }, shown, config.displayZone),
        () => cellsOf(hit, fields, config.displayZone),
      );
    }
    ({ after } = page);
    if (after === undefined) break;
  }
  if (below > 0) await out.say(foldedWords(below, total, listed.hasDismissed));
  if (isBefore) out.note(readAnewHint);
  const whole = options.after === undefined && after === undefined && !signal.aborted;
  await out.summary({ shown, total, whole, ...fold?.counts, ...(after === undefined ? {} : { after }) });
  if (after !== undefined) {
    const of =
      options.after === undefined ? `${formatCount(shown)} of ${countOf(total, 'result')} shown. ` : '';
    out.note(`${of}More: --after ${after}`);
  }
  return shown;
}

const facetOf = (
  field: FacetField | PeopleFacet,
  query: Query,
  asking: Asking,
): Promise<readonly CountedValue[]> =>
  answering(() =>
    isPeopleFacet(field)
      ? withLedger(asking, (reading) => peopleCounts(query, field, reading))
      : facetCounts(asking.index, query, asking.scope, field),
  );

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
      .array(z.enum([...facetFields, ...peopleFacets]))
      .optional()
      .describe(
        'count the values of this field over all hits instead of listing them; participant and its fields (from, to, cc, bcc, sent-by, resent) count people',
      ),
    withFamily: z
      .boolean()
      .default(false)
      .describe('below each hit its family, and which member meets which condition; not in --csv'),
    fold: z
      .enum(foldings)
      .optional()
      .describe(
        'of copies of one mail the first, with who has the others and where, over the case or for each custodian; or of near-duplicates the one that the others are near to, with these below it',
      ),
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
    ['evidex search "postal vote" --fold near --case CASE', 'drafts and near-copies below one of them'],
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
      await noteDayZone(asked, config.displayZone, { index, caseFolder, scope }, out);
    };
    const foldOf = async (query: Query): Promise<HitFold | undefined> => {
      if (options.fold === undefined) return undefined;
      const fold = await openFold(options.fold, { index, caseFolder, scope, query, signal, out });
      for (const words of fold.notes) out.note(words);
      return fold;
    };
    try {
      const query = await heldTo(options.minConfidence, asked, { index, caseFolder, scope });
      if (options.count) {
        const fold = await foldOf(query);
        const { documents } = await answerCount(index, query, scope, out, fold);
        await hint();
        return { resultCount: documents };
      }
      if (options.facet) {
        if (options.fold !== undefined)
          throw new Problem(
            'wrong-value',
            '--facet counts documents, --fold has some stand for others',
            'Ask for one.',
          );
        await out.heading(['field', 'value', 'documents', 'items', 'folders']);
        for (const field of options.facet)
          await giveFacet(out, field, await facetOf(field, query, { index, caseFolder, scope }), (values) =>
            field !== 'entity' || options.minConfidence !== undefined
              ? undefined
              : withLedger({ index, caseFolder, scope }, ({ ledger }) => foldedCounts(ledger, values, scope)),
          );
        if (options.facet.includes('language'))
          for (const words of await languageGapHint({ query: asked, index, scope }, true)) out.note(words);
        await hint();
        return {};
      }
      const listed = await foldedFor(out, options.minConfidence, query, { index, caseFolder, scope });
      const fold = await foldOf(listed.query);
      const shown = await listHits({ listed, scope, config, options, fold, index, out, signal });
      if (options.after === undefined) await hint();
      return { resultCount: shown };
    } finally {
      await index.close();
    }
  },
});
