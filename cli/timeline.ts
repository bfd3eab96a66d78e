/** `evidex timeline`: what happened when, as a histogram, a list, or a file for Timesketch. */
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import { ruledLedger } from '../case/ruled-ledger.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import { fileTimeKinds, type Timeline } from '../case/ledger/timeline.ts';
import type { Config } from '../schemas/config.ts';
import { escapeLine } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { isProblem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Query } from '../search/query/ast.ts';
import { daySpanWords } from './run/day-zone.ts';
import { displayZoneOf } from './run/display-zone.ts';
import { notReadWords, unsearchable } from './run/entry-counts.ts';
import { entitiesNamed } from './run/entity-name.ts';
import { folded, foldedWords, minConfidence, withConfidence } from './run/confidence.ts';
import { documentsOf, readQuery } from './run/query.ts';
import { exportEvents } from './run/timeline-export.ts';
import { queryHints } from './run/query-hints.ts';
import { gapBetween } from './run/time-gaps.ts';
import { moment, spanOf } from './run/time-span.ts';
import { type ListedEvents, listEvents } from './run/timeline-list.ts';
import { type WrittenFound, withWritten } from './run/written-dates.ts';
import { giveWritten } from './run/give-written.ts';
import { writtenReport, writtenSummary } from './run/written-words.ts';

const barWidth = 50;
const maxSpans = 60;

const spanDigits = { year: 4, month: 7, day: 10 } as const;

async function histogramWords(
  timeline: Timeline,
  by: keyof typeof spanDigits | undefined,
  zone: string,
): Promise<string> {
  const all = await Promise.all(([4, 7, 10] as const).map((digits) => timeline.histogram(digits, zone)));
  const fitting = all.findLast((spans) => spans.length <= maxSpans) ?? all[0] ?? [];
  const spans = by === undefined ? fitting : await timeline.histogram(spanDigits[by], zone);
  const most = Math.max(1, ...spans.map(({ events }) => events));
  return table(
    [{ title: zone }, { title: 'events', align: 'right' }, { title: '' }],
    spans.flatMap(({ span, events }, at) => {
      const gap = gapBetween(spans[at - 1]?.span ?? '', span);
      const bar = '#'.repeat(Math.ceil((events / most) * barWidth));
      return [...(gap ? [['', '', `(${gap.words})`]] : []), [span, formatCount(events), bar]];
    }),
  );
}

async function exportTo(
  { counts, events, written: found }: ListedEvents,
  file: string,
  { format: chosen, who: withWho }: { readonly format?: 'csv' | 'jsonl'; readonly who: boolean },
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  const format = chosen ?? (file.endsWith('.csv') ? 'csv' : 'jsonl');
  const isWithWritten = found !== undefined;
  const written = await exportEvents(events, { file, format, withWho, isWithWritten }, signal);
  await out.report(
    { written, file, format, zone: 'UTC', ...counts, ...(found && { inTexts: writtenReport(found) }) },
    () =>
      `${countOf(written, 'event')} written to ${escapeLine(file)}; times in UTC, floating ones unshifted and marked.`,
  );
  return written;
}

async function summarise(
  timeline: Timeline,
  by: keyof typeof spanDigits | undefined,
  zone: string,
  written: WrittenFound | undefined,
  out: Output,
): Promise<number> {
  const { counts } = timeline;
  const byKind = await timeline.byKind();
  const ofFiles = byKind
    .filter(({ kind }) => fileTimeKinds.includes(kind))
    .reduce((sum, { events }) => sum + events, 0);
  const [years, months] = [await timeline.histogram(4, zone), await timeline.histogram(7, zone)];
  const histogram = await histogramWords(timeline, by, zone);
  const inTexts = written && { written: writtenReport(written) };
  await out.report({ displayZone: zone, ...counts, byKind, years, months, ...inTexts }, () =>
    [
      histogram,
      '',
      table(
        [{ title: 'kind' }, { title: 'events', align: 'right' }],
        byKind.map(({ kind, events }) => [kind, formatCount(events)]),
      ),
      '',
      `${countOf(counts.events, 'event')}, by their time in ${zone}. ${formatCount(counts.floating)} ${counts.floating === 1 ? 'states no zone and is' : 'state no zone and are'} shown unshifted; ${formatCount(counts.declared)} ${counts.declared === 1 ? 'takes its own' : 'take theirs'} from the intake.`,
      `${formatCount(counts.implausible)} ${counts.implausible === 1 ? 'is' : 'are'} implausible (before 1971, after the last run, or a clock’s zero): listed and marked, not in the histogram. ${countOf(counts.undatedDocuments, 'document')} of the case ${counts.undatedDocuments === 1 ? 'has' : 'have'} no time of ${counts.undatedDocuments === 1 ? 'its' : 'their'} own.`,
      ...(ofFiles === 0
        ? []
        : [
            `${countOf(ofFiles, 'event')} ${ofFiles === 1 ? 'is a time of a file, which a copy sets and which hides' : 'are times of files, which a copy sets and which hide'} silence: for gaps name kinds, as --kind sent --kind received. The page Silence of \`evidex serve\` leaves ${ofFiles === 1 ? 'it' : 'them'} out.`,
          ]),
      ...(written ? ['', writtenSummary(written)] : []),
    ].join('\n'),
  );
  return counts.events + (written?.events.length ?? 0);
}

/** The documents that a query and entities ask for. */
interface AskedDocuments {
  /** Undefined where nothing is asked of documents. */
  readonly all?: ReadonlySet<string>;
  /** Those shown to people, where what is named doubtfully alone is folded. */
  readonly shown?: ReadonlySet<string>;
}

interface AskedOf {
  readonly query?: string;
  readonly entity?: readonly string[];
  readonly minConfidence?: number;
}

/** Documents that match the query and name any of the entities, as a query. */
async function askedQuery(
  { query, entity = [] }: AskedOf,
  ledger: Ledger,
  scope: Scope,
  out: Output,
): Promise<Query | undefined> {
  const words = query === undefined ? [] : [`(${query})`];
  const names: string[] = [];
  for (const one of entity) names.push(...(await entitiesNamed(ledger, one, scope, out)));
  if (names.length > 0)
    words.push(
      `(${names.map((name) => `entity:"${name.replaceAll(/["\\]/gu, String.raw`\$&`)}"`).join(' OR ')})`,
    );
  return words.length === 0 ? undefined : readQuery(words.join(' AND '));
}

async function documentsAsked(
  caseFolder: CaseFolder,
  config: Config,
  options: AskedOf,
  ledger: Ledger,
  scope: Scope,
  out: Output,
): Promise<AskedDocuments> {
  const { query, minConfidence: least } = options;
  const asked = await askedQuery(options, ledger, scope, out);
  if (asked === undefined) return {};
  const index = await openIndexToRead(caseFolder, config);
  try {
    const reading = { index, ledger, scope };
    const held = least === undefined ? asked : (await withConfidence(asked, least, reading)).query;
    const listed = least === undefined ? await folded(held, reading) : { query: held, below: 0 };
    const all = await documentsOf(index, held, scope);
    if (query !== undefined) {
      const typed = { text: query, query: readQuery(query), index, scope };
      for (const hint of await queryHints(typed)) out.note(hint);
    }
    return listed.below === 0 ? { all } : { all, shown: await documentsOf(index, listed.query, scope) };
  } finally {
    await index.close();
  }
}

/** Of a file that is there no more, or is another by now, the times that its contents state are events alone. */
const pastFilesWords = (documents: number): string | undefined =>
  documents === 0
    ? undefined
    : `${countOf(documents, 'document')} of the case ${documents === 1 ? 'is' : 'are'} in the sources no more: the times of their files are not listed, what the documents state is. See 'evidex search gone:true'.`;

/** What was not read states no time. An index that does not answer takes no event away: then the report says how much that is. */
async function unreadWords(caseFolder: CaseFolder, config: Config, scope: Scope): Promise<string | undefined> {
  try {
    const index = await openIndexToRead(caseFolder, config);
    try {
      return notReadWords(await index.count(unsearchable, scope), 'times that are stated in there are not listed');
    } finally {
      await index.close();
    }
  } catch (error) {
    if (!isProblem(error)) throw error;
    return `How much of the case was not read, and states no time here, could not be counted (${error.message}): see \`evidex report\`.`;
  }
} // prettier-ignore

/** Kinds that are named at most; stops evidence that makes them up without end. */
const shownKinds = 50;

/** Of kinds that no event of the case has, so that what is mistyped is no silence. */
async function unknownKindWords(
  ledger: Ledger,
  timeline: Timeline,
  kinds: readonly string[],
  scope: Scope,
): Promise<string | undefined> {
  const met = new Set((await timeline.byKind()).map(({ kind }) => kind));
  if (kinds.every((kind) => met.has(kind))) return undefined;
  const whole = await ledger.timeline.open({}, scope);
  const all = (await whole.byKind()).map(({ kind }) => kind);
  await whole.close();
  const unknown = kinds.filter((kind) => !all.includes(kind));
  if (unknown.length === 0) return undefined;
  const more = all.length - shownKinds;
  return escapeLine(
    `No event of the case is of the kind ${unknown.map((kind) => `"${kind}"`).join(', ')}. Kinds that there are: ${all.slice(0, shownKinds).join(', ') || 'none'}${more > 0 ? ` and ${formatCount(more)} more` : ''}.`,
  );
}

export const verb = defineVerb({
  details:
    'Events are the times of files, of messages, of documents’ metadata and of photographs. Each keeps its original value and says where its zone is from; a time that states none floats, unless the intake of its source declares a zone; a day without a clock stays as stated. Copies are listed each, with their own file times. Without --list or --export: a histogram and counts. With --written the dates that texts state are events of the kind `written` too, found in the stored texts when asked for, in seven languages; --kind written takes these alone. A day and month that may be either way around have a row for each reading.',
  positionals: ['case'],
  options: z.strictObject({
    query: z.string().min(1).optional().describe('only events of documents that match'),
    entity: z
      .array(z.string().min(1))
      .optional()
      .describe('only events of documents that name this entity, or any of several'),
    minConfidence,
    kind: z
      .array(z.string().min(1))
      .optional()
      .describe('only events of this kind, such as sent, taken, "file modified"'),
    from: moment.optional().describe('first day, month, year or moment, UTC; it counts as a whole'),
    to: moment.optional().describe('last day, month, year or moment, UTC; it counts as a whole'),
    by: z
      .enum(['year', 'month', 'day'])
      .optional()
      .describe('spans of the histogram; default what fits a page'),
    written: z
      .boolean()
      .default(false)
      .describe('dates that texts state too, each with its wording, its day and how sure that is'),
    list: z.boolean().default(false).describe('list the events'),
    limit: z.number().int().min(1).optional().describe('with --list: at most so many'),
    export: z
      .string()
      .min(1)
      .optional()
      .describe('write all events to this new file, for Timesketch')
      .meta({ placeholder: 'FILE' }),
    who: z
      .boolean()
      .default(false)
      .describe(
        'with --list or --export: sender, recipients (To, Cc, Bcc), custodians (all who have a copy) and entities too; --json has them anyway',
      ),
    format: z.enum(['csv', 'jsonl']).optional().describe('of the export; default by the file’s ending'),
  }),
  settings: ['displayZone', ...readIndexSettings],
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'report',
  examples: [
    ['evidex timeline CASE', 'histogram and counts'],
    [
      'evidex timeline CASE --entity "AggregateIQ" --from 2016 --to 2016 --list',
      'what names a firm, in one year',
    ],
    [
      'evidex timeline CASE --written --kind written --query "consent AND list" --list',
      'which days the documents speak of, with the words that name them',
    ],
    ['evidex timeline CASE --list --csv > events.csv', 'the list, for a spreadsheet'],
    ['evidex timeline CASE --export events.csv', 'for Timesketch'],
  ],
  check: ({ options }) => void spanOf(options),
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = ruledLedger(await caseFolder.openLedger());
    try {
      const { all, shown } = await documentsAsked(caseFolder, config, options, ledger, scope, out);
      const filter = { ...spanOf(options), kinds: options.kind };
      // Programs and files get all.
      const isFolded = shown !== undefined && out.form === 'words' && options.export === undefined;
      const timeline = await ledger.timeline.open({ ...filter, documents: isFolded ? shown : all }, scope);
      try {
        const zone = await displayZoneOf(config.displayZone, ledger, scope);
        const kinds = (options.kind ?? []).filter((kind) => !(options.written && kind === 'written'));
        const unknown = await unknownKindWords(ledger, timeline, kinds, scope);
        if (unknown !== undefined) out.note(unknown);
        const unread = await unreadWords(caseFolder, config, scope);
        if (unread !== undefined) out.note(unread);
        const documents = isFolded ? shown : all;
        const written = options.written
          ? await giveWritten({
              caseFolder,
              config,
              ledger,
              scope,
              signal,
              out,
              span: spanOf(options),
              documents,
            })
          : undefined;
        const events = written ? withWritten(timeline.events(), written.events) : timeline.events();
        const listed = { counts: timeline.counts, events, written };
        if (options.export !== undefined)
          return { resultCount: await exportTo(listed, options.export, options, out, signal) };
        const resultCount = options.list
          ? await listEvents(listed, zone, options, out, signal)
          : await summarise(timeline, options.by, zone, written, out);
        if (isFolded) {
          const whole = await ledger.timeline.open({ ...filter, documents: all }, scope);
          const below = whole.counts.events - timeline.counts.events;
          await whole.close();
          if (below > 0) await out.say(foldedWords(below, resultCount));
        }
        const { pastDocuments } = await ledger.coverage.totals(scope);
        for (const words of [daySpanWords(options, zone), pastFilesWords(pastDocuments)])
          if (words !== undefined) out.note(words);
        return { resultCount };
      } finally {
        await timeline.close();
      }
    } finally {
      await ledger.close();
    }
  },
});
