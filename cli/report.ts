/** `evidex report`: what is in the case, how every item ended, and whether anything is unaccounted for. */
import { z } from 'zod';
import type { CoverageRow } from '../case/ledger/coverage.ts';
import type { LedgerItem } from '../case/ledger/items.ts';
import { problemCodes } from '../schemas/problem.ts';
import { removalWords } from '../schemas/removal.ts';
import type { PlacedNote } from '../schemas/label.ts';
import { itemStatus, meaningOf } from '../schemas/status.ts';
import type { Cell } from './frame/csv.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatBytes, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import {
  type Coverage,
  describeOpenSandboxes,
  describeUnended,
  describeRestricted,
  describeWithheld,
  groundWords,
  readCoverage,
} from './run/coverage.ts';
import { describeAccepted } from './run/accepted-exceptions.ts';
import { describeIntakeDifferences } from './run/intake-differences.ts';
import { containersWords, describeContainers, describeUnaccounted } from './run/unaccounted.ts';
import { describeLanguages } from './run/language-words.ts';
import { describeMails } from './run/mail-words.ts';
import { describeEarlier } from './run/earlier-readers.ts';
import { describeTagVersions } from './run/tag-versions.ts';
import { placedItems } from './run/placed-items.ts';
import { describeScreening } from './run/screening.ts';
import { describeRemovals } from './run/removal-words.ts';
import { pictureItemWords } from './run/pictures.ts';
import { itemCells, itemColumns } from './run/item-cells.ts';
import { untilStopped } from './run/until-stopped.ts';

const maxListed = 20;

const counted = (title: string, rows: readonly CoverageRow[], note?: (value: string) => string): string =>
  table(
    [
      { title, maxWidth: 40 },
      { title: 'items', align: 'right' },
      { title: 'size', align: 'right' },
      ...(note ? [{ title: 'meaning' }] : []),
    ],
    rows.map(({ value, items, bytes }) => [
      value,
      formatCount(items),
      formatBytes(bytes),
      ...(note ? [note(value)] : []),
    ]),
  );

function describe(coverage: Coverage): string {
  const {
    totals,
    families,
    byStatus,
    byType,
    byCode,
    bySource,
    containers,
    warnings,
    notable,
    unaccounted,
    unaccountedFor,
  } = coverage;
  const sources = table(
    [{ title: 'source', maxWidth: 30 }, { title: 'custodian', maxWidth: 24 }, { title: 'files', align: 'right' }, { title: 'folders', align: 'right' }, { title: 'size', align: 'right' }, { title: 'held items', align: 'right' }, { title: 'held size', align: 'right' }, { title: 'documents', align: 'right' }],
    bySource.map((row) => [row.source, row.custodian ?? '', formatCount(row.files), formatCount(row.folders), formatBytes(row.bytes), formatCount(row.heldItems), formatBytes(row.heldBytes), formatCount(row.documents)]),
  ); // prettier-ignore
  const warned = Object.entries(warnings).sort(([, a], [, b]) => b - a);
  const complete = Object.entries(containers.byCompleteness)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([value, count]) => `${formatCount(count)} ${value}`)
    .join(', ');
  return [
    sources,
    '',
    `${countOf(totals.items, 'item')}: ${formatBytes(totals.sourceBytes)} in files of the sources, ${formatBytes(totals.expandedBytes)} in what they hold`,
    `${countOf(totals.documents, 'unique document')}${totals.pastDocuments > 0 ? ` (of ${formatCount(totals.pastDocuments)} nothing is in the sources any more)` : ''}, ${families === 1 ? '1 family' : `${formatCount(families)} families`}, ${countOf(totals.folders, 'folder')}`,
    `${containersWords(containers)}${complete ? `: ${complete}` : ''}`,
    ...describeMails(coverage.mails),
    ...describeLanguages(coverage.languages),
    '',
    counted('status', byStatus),
    '',
    counted('type', byType),
    ...(byCode.length > 0 ? ['', counted('code', byCode, meaningOf)] : []),
    ...(warned.length > 0 ? ['', table([{ title: 'warning' }, { title: 'times', align: 'right' }, { title: 'meaning' }], warned.map(([code, count]) => [code, formatCount(count), meaningOf(code)]))] : []),
    ...(notable.length > 0 ? ['', `ALERT: ${countOf(notable.length, 'item')} on a list of notable files:`, ...notable.slice(0, maxListed).map(({ source, path, set }) => escapeLine(`  ${source}/${path}  (${set})`)), ...(notable.length > maxListed ? [`  … and ${formatCount(notable.length - maxListed)} more; all with --json`] : [])] : []),
    ...pictureItemWords(coverage.pictures),
    ...describeRestricted(coverage.restricted),
    ...describeScreening(coverage.screening),
    ...describeWithheld(coverage.withheld),
    ...describeContainers(containers),
    ...describeIntakeDifferences(coverage.intakeDifferences),
    ...describeRemovals(coverage.removals),
    ...(coverage.unendedRun ? [describeUnended(coverage.unendedRun)] : []),
    ...describeEarlier(coverage.readEarlier),
    ...describeTagVersions(coverage.tagVersions),
    ...describeOpenSandboxes(coverage.openSandboxes),
    '',
    `Exceptions: ${countOf(totals.exceptions, 'item')} ended unsupported, encrypted, failed or with warnings; list them with --exceptions.`,
    ...describeAccepted(coverage.accepted),
    ...(unaccounted === 0 ? ['Unaccounted for: nothing.'] : [`UNACCOUNTED FOR: ${formatCount(unaccounted)}`, ...describeUnaccounted(unaccountedFor)]),
  ].join('\n'); // prettier-ignore
}

const longestStatus = Math.max(...itemStatus.options.map(({ length }) => length));

function describeItem(item: LedgerItem): string {
  const why = [
    item.code,
    item.detail,
    ...item.warnings.map(({ code, detail }) => `${code}${detail ? ` (${detail})` : ''}`),
  ]
    .filter(Boolean)
    .join('; ');
  const marks = [item.superseded ? 'earlier revision' : '', item.gone ? 'gone' : '']
    .filter(Boolean)
    .join(', ');
  const size = item.size === undefined ? '' : formatBytes(item.size);
  return escapeLine(
    `${item.status.padEnd(longestStatus)} ${size.padStart(10)}  ${item.source}/${item.path}${why ? `  [${why}]` : ''}${marks ? `  (${marks})` : ''}`,
  );
}

const noteColumns = ['source', 'path', 'covers', 'text', 'by', 'at', 'record', 'id'] as const;

const describeNote = ({ source, path, covers, text, by, at }: PlacedNote): string =>
  escapeLine(`${source}/${path} (${covers}), ${by}, ${at}: ${text}`);

const moreWords = (places: number): string =>
  `${formatCount(places)}${places >= Number.MAX_SAFE_INTEGER ? ' or more' : ''} further places of items in copies of containers are counted and not listed.`;

/** The tables of a report as one, told apart by the first column; empty where a number is not of it. */
const columns = ['what', 'value', 'custodian', 'items', 'bytes', 'documents', 'folders', 'meaning'] as const;

function* rowsOf({
  totals,
  bySource,
  withheld,
  screening,
  restricted,
  byStatus,
  byType,
  pictures,
  byCode,
  warnings,
  notable,
  unaccountedFor,
  accepted,
  removals,
  readEarlier: earlier,
}: Coverage): Generator<Readonly<Record<string, Cell>>> {
  const { items, documents, folders, sourceBytes, expandedBytes } = totals;
  yield { what: 'total', value: 'all', items, bytes: sourceBytes + expandedBytes, documents, folders };
  for (const row of bySource)
    yield { what: 'source', value: row.source, custodian: row.custodian, items: row.files + row.heldItems, bytes: row.bytes + row.heldBytes, documents: row.documents, folders: row.folders }; // prettier-ignore
  for (const { status, items } of screening?.unread ?? [])
    yield { what: 'not screened', value: status, items };
  for (const { source, list, files } of screening?.unseen ?? [])
    yield { what: 'not screened', value: source, items: files, meaning: `read before the list ${list}` };
  for (const row of withheld)
    yield { what: 'withheld', value: row.source, items: row.items, meaning: groundWords(row) };
  for (const [what, rows] of [
    ['status', byStatus],
    ['type', byType],
    ['code', byCode],
    ['restricted', restricted],
  ] as const)
    for (const row of rows)
      yield { what, ...row, meaning: what === 'code' ? meaningOf(row.value) : undefined };
  if (pictures > 0) yield { what: 'pictures', value: 'words shown are not found', items: pictures };
  for (const [value, times] of Object.entries(warnings))
    yield { what: 'warning', value, items: times, meaning: meaningOf(value) };
  for (const { source, path, set } of notable)
    yield { what: 'notable', value: `${source}/${path}`, meaning: set };
  for (const { format, by, now, documents } of earlier)
    yield { what: 'read by another version', value: by ?? format, documents, meaning: `now ${now}` };
  for (const { what: value, items, by, at, reason } of accepted)
    yield { what: 'accepted', value, items, meaning: `by ${by}, ${at.slice(0, 10)}: ${reason}` };
  for (const removal of removals)
    yield { what: 'removed', value: `removal ${removal.removal}: ${removal.kind} ${removal.key.slice(0, 12)}`, items: removal.items, documents: removal.documents, meaning: `${removalWords(removal)}${removal.ended ? '' : ' (NOT ENDED)'}` }; // prettier-ignore
  for (const [value, found] of Object.entries(unaccountedFor))
    yield { what: 'unaccounted for', value, items: Array.isArray(found) ? found.length : Number(found) };
}

export const verb = defineVerb({
  details:
    'Coverage by source, status and type, unique documents and families, containers with their completeness, exceptions with their codes. With --items or --exceptions: one line an item; with --notes: one a note.',
  positionals: ['case'],
  options: z.strictObject({
    items: z.boolean().default(false).describe('list every item: path, status, sizes, hashes, times'),
    exceptions: z
      .boolean()
      .default(false)
      .describe('list the items that ended unsupported, encrypted, failed or with warnings'),
    notes: z.boolean().default(false).describe('list the notes of investigators: where, what, by whom, when'),
  }),
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'report',
  examples: [
    ['evidex report CASE', 'coverage of the whole case'],
    ['evidex report CASE --csv > report.csv', 'the tables, for a spreadsheet'],
    ['evidex report CASE --items --json > items.jsonl', 'every item, as JSON Lines'],
    ['evidex report CASE --items --csv > items.csv', 'every item, for a spreadsheet'],
    ['evidex report CASE --notes', 'all notes'],
    ['evidex report CASE --exceptions', 'what needs a look'],
  ],
  exitCodes: { 3: 'something is unaccounted for, or the last run did not come to its end' },
  async run({ caseFolder, options, out, signal, scope }) {
    const ledger = await caseFolder.openLedger();
    try {
      if (options.notes) {
        let listed = 0;
        await out.heading(noteColumns);
        for await (const note of untilStopped(ledger.marks.allNotes(scope), signal)) {
          await out.row(note, () => describeNote(note));
          listed += 1;
        }
        return { resultCount: listed };
      }
      if (options.items || options.exceptions) {
        let listed = 0;
        let more = 0;
        const all = placedItems(ledger, { exceptionsOnly: options.exceptions }, scope, (places) => {
          more += places;
        });
        const zones = new Map(
          (await ledger.sources.all(scope)).map(({ reference, intake }) => [reference, intake.timeZone]),
        );
        await out.heading(itemColumns);
        for await (const item of untilStopped(all, signal)) {
          await out.row(
            item,
            () => describeItem(item),
            () => itemCells(item, zones),
          );
          listed += 1;
        }
        if (more > 0) out.note(moreWords(more));
        return { resultCount: listed };
      }
      const coverage = await readCoverage(ledger, scope);
      if (out.form === 'csv') {
        await out.heading(columns);
        for (const row of rowsOf(coverage)) await out.row(row, () => '');
      } else await out.report(coverage, () => describe(coverage));
      return {
        resultCount: coverage.totals.items,
        exitCode: coverage.unaccounted === 0 && !coverage.unendedRun ? 0 : problemCodes.mismatch,
      };
    } finally {
      await ledger.close();
    }
  },
});
