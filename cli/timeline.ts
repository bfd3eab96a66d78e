/** `evidex timeline`: what happened when, as a histogram, a list, or a file for Timesketch. */
import { createWriteStream, rmSync } from 'node:fs';
import { once } from 'node:events';
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { Timeline, TimelineEvent } from '../case/ledger/timeline.ts';
import type { Config } from '../schemas/config.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';
import { csvRow } from './frame/csv.ts';
import { escapeLine, safeJson } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import type { Scope } from '../schemas/scope.ts';
import { displayZoneOf } from './run/display-zone.ts';
import { entitiesNamed } from './run/entity-name.ts';
import { minConfidence, withConfidence } from './run/confidence.ts';
import { documentsOf, readQuery } from './run/query.ts';
import { queryHints } from './run/query-hints.ts';
import { moment, spanOf } from './run/time-span.ts';
import { untilStopped } from './run/until-stopped.ts';

const barWidth = 50;
const maxSpans = 60;

/** The time in the display zone; a floating one as it stands, and said so. */
function shownTime({ time }: TimelineEvent, zone: string): string {
  if (time.instant === undefined) return `${time.local ?? ''} (no zone)`;
  if (!time.instant.includes('T')) return time.instant;
  const instant = Temporal.Instant.from(time.instant).toZonedDateTimeISO(zone);
  const shown = instant.toString({ timeZoneName: 'never', smallestUnit: 'second' });
  return time.zoneSource === 'declared' ? `${shown} (zone declared)` : shown;
}

/** The zone's ground and the offset that was stated or declared: `offset +05:30`, `declared +01:00`, `utc`. */
function groundOf({ zoneSource, offset }: TimelineEvent['time']): string {
  if (zoneSource === 'none') return 'none (not shifted: the wall clock is given as if it were UTC)';
  if (offset === undefined || zoneSource === 'utc') return zoneSource;
  const minutes = Math.abs(offset);
  const digits = [Math.trunc(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${zoneSource} ${offset < 0 ? '-' : '+'}${digits.join(':')}`;
}

const columns = [
  'message',
  'datetime',
  'timestamp_desc',
  'zone_source',
  'precision',
  'original_time',
  'plausible',
  'source',
  'path',
  'item',
  'sha256',
] as const;

/** NUL ends the text for many readers, and no column of theirs takes it. */
const withoutNul = (value: string): string => value.replaceAll('\0', String.raw`\x00`);

/** What Timesketch reads: `message`, `datetime`, `timestamp_desc`; the rest are its attributes. */
function exported(event: TimelineEvent): Record<(typeof columns)[number], string> {
  const { time, kind, source, path, item, document, plausible } = event;
  const message = event.message === path ? path : `${event.message} — ${path}`;
  const stated = time.instant ?? time.local ?? '';
  const full =
    stated.length <= 10
      ? `${stated}${'-01-01'.slice(0, Math.max(0, 10 - stated.length))}T00:00:00`
      : stated.length === 16
        ? `${stated}:00`
        : stated.replace(/Z$/u, '');
  return {
    message: withoutNul(message),
    datetime: `${full}+00:00`,
    timestamp_desc: withoutNul(kind),
    zone_source: groundOf(time),
    precision: time.precision,
    original_time: withoutNul(time.raw),
    plausible: plausible ? 'yes' : 'no',
    source: withoutNul(source),
    path: withoutNul(path),
    item,
    sha256: document ?? '',
  };
}

async function exportEvents(
  events: AsyncIterable<TimelineEvent>,
  file: string,
  format: 'csv' | 'jsonl',
  signal: AbortSignal,
): Promise<number> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  const failed = once(stream, 'error').then(([error]: unknown[]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  let written = 0;
  try {
    await Promise.race([once(stream, 'open'), failed]);
    // Also where no event follows: a file without a heading is no table.
    if (format === 'csv') stream.write(csvRow(columns));
    for await (const event of untilStopped(events, signal)) {
      const row = exported(event);
      const line = format === 'csv' ? csvRow(columns.map((column) => row[column])) : `${safeJson(row)}\n`;
      written += 1;
      if (!stream.write(line)) await Promise.race([once(stream, 'drain'), failed]);
    }
    stream.end();
    await Promise.race([once(stream, 'finish'), failed]);
    if (!signal.aborted) return written;
    // A file that holds a part would be read as the whole.
    rmSync(file);
    throw new Problem('interrupted', `stopped by the user: ${file} was not written`);
  } catch (error) {
    if (codeOf(error) === 'interrupted') throw error;
    if (codeOf(error) === 'EEXIST')
      throw new Problem('usage', `${file} exists already`, 'Name a new file; nothing is overwritten.');
    throw new Problem(
      'failed',
      `${file} cannot be written: ${messageOf(error)}`,
      'Check the folder and its free space.',
    );
  }
}

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
    spans.map(({ span, events }) => [
      span,
      formatCount(events),
      '#'.repeat(Math.ceil((events / most) * barWidth)),
    ]),
  );
}

async function exportTo(
  timeline: Timeline,
  file: string,
  chosen: 'csv' | 'jsonl' | undefined,
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  const format = chosen ?? (file.endsWith('.csv') ? 'csv' : 'jsonl');
  const written = await exportEvents(timeline.events(), file, format, signal);
  await out.report(
    { written, file, format, zone: 'UTC', ...timeline.counts },
    () =>
      `${formatCount(written)} events written to ${escapeLine(file)}; times in UTC, floating ones unshifted and marked.`,
  );
  return written;
}

async function listEvents(
  timeline: Timeline,
  zone: string,
  limit: number | undefined,
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  let shown = 0;
  await out.say(`Times in ${zone}.`);
  for await (const event of untilStopped(timeline.events(), signal)) {
    if (limit !== undefined && shown >= limit) break;
    shown += 1;
    await out.row({ ...event, displayZone: zone }, () =>
      escapeLine(
        `${shownTime(event, zone).padEnd(25)}  ${event.kind.padEnd(13)}  ${event.plausible ? '' : '(implausible) '}${event.message === event.path ? '' : `${event.message}  `}${event.source}/${event.path}`,
      ),
    );
  }
  return shown;
}

async function summarise(
  timeline: Timeline,
  by: keyof typeof spanDigits | undefined,
  zone: string,
  out: Output,
): Promise<void> {
  const { counts } = timeline;
  const byKind = await timeline.byKind();
  const [years, months] = [await timeline.histogram(4, zone), await timeline.histogram(7, zone)];
  const histogram = await histogramWords(timeline, by, zone);
  await out.report({ displayZone: zone, ...counts, byKind, years, months }, () =>
    [
      histogram,
      '',
      table(
        [{ title: 'kind' }, { title: 'events', align: 'right' }],
        byKind.map(({ kind, events }) => [kind, formatCount(events)]),
      ),
      '',
      `${formatCount(counts.events)} events, by their time in ${zone}. ${formatCount(counts.floating)} state no zone and are shown unshifted; ${formatCount(counts.declared)} take theirs from the intake.`,
      `${formatCount(counts.implausible)} are implausible (before 1971, after the last run, or a clock’s zero): listed and marked, not in the histogram. ${formatCount(counts.undatedDocuments)} documents have no time of their own.`,
    ].join('\n'),
  );
}

/** The documents that a query and an entity ask for; undefined where neither is given. */
async function documentsAsked(
  caseFolder: CaseFolder,
  config: Config,
  {
    query,
    entity,
    minConfidence: least,
  }: { readonly query?: string; readonly entity?: string; readonly minConfidence?: number },
  ledger: Ledger,
  scope: Scope,
  out: Output,
): Promise<ReadonlySet<string> | undefined> {
  const words = query === undefined ? [] : [`(${query})`];
  if (entity !== undefined) {
    const names = await entitiesNamed(ledger, entity, scope, out);
    words.push(
      `(${names.map((name) => `entity:"${name.replaceAll(/["\\]/gu, String.raw`\$&`)}"`).join(' OR ')})`,
    );
  }
  if (words.length === 0) return undefined;
  const asked = readQuery(words.join(' AND '));
  const index = await openIndexToRead(caseFolder, config);
  try {
    const held =
      least === undefined ? asked : (await withConfidence(asked, least, { index, ledger, scope })).query;
    const documents = await documentsOf(index, held, scope);
    if (query !== undefined) {
      const typed = { text: query, query: readQuery(query), index, scope };
      for (const hint of await queryHints(typed)) out.note(hint);
    }
    return documents;
  } finally {
    await index.close();
  }
}

export const verb = defineVerb({
  details:
    'Events are the times of files, of messages, of documents’ metadata and of photographs. Each keeps its original value and says where its zone is from; a time that states none floats, unless the intake of its source declares a zone; a day without a clock stays as stated. Copies are listed each, with their own file times. Without --list or --export: a histogram and counts.',
  positionals: ['case'],
  options: z.strictObject({
    query: z.string().min(1).optional().describe('only events of documents that match'),
    entity: z.string().min(1).optional().describe('only events of documents that name this entity'),
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
    list: z.boolean().default(false).describe('list the events'),
    limit: z.number().int().min(1).optional().describe('with --list: at most so many'),
    export: z
      .string()
      .min(1)
      .optional()
      .describe('write all events to this new file, for Timesketch')
      .meta({ placeholder: 'FILE' }),
    format: z.enum(['csv', 'jsonl']).optional().describe('of the export; default by the file’s ending'),
  }),
  settings: ['displayZone', ...readIndexSettings],
  access: 'read',
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex timeline CASE', 'histogram and counts'],
    [
      'evidex timeline CASE --entity "AggregateIQ" --from 2016 --to 2016 --list',
      'what names a firm, in one year',
    ],
    ['evidex timeline CASE --export events.csv', 'for Timesketch'],
  ],
  check: ({ options }) => void spanOf(options),
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = await caseFolder.openLedger();
    try {
      const documents = await documentsAsked(caseFolder, config, options, ledger, scope, out);
      const filter = { ...spanOf(options), kinds: options.kind, documents };
      const timeline = await ledger.timeline.open(filter, scope);
      try {
        const zone = await displayZoneOf(config.displayZone, ledger, scope);
        if (options.export !== undefined)
          return { resultCount: await exportTo(timeline, options.export, options.format, out, signal) };
        if (options.list)
          return { resultCount: await listEvents(timeline, zone, options.limit, out, signal) };
        await summarise(timeline, options.by, zone, out);
        return { resultCount: timeline.counts.events };
      } finally {
        await timeline.close();
      }
    } finally {
      await ledger.close();
    }
  },
});
