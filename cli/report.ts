/** `evidex report`: what is in the case, how every item ended, and whether anything is unaccounted for. */
import { z } from 'zod';
import type { CoverageRow, LedgerContainer, SourceCoverage } from '../case/sqlite/coverage-reader.ts';
import { LedgerReader, type LedgerItem } from '../case/sqlite/ledger-reader.ts';
import { readTotals, type LedgerTotals } from '../case/sqlite/ledger-totals.ts';
import { problemCodes } from '../schemas/problem.ts';
import { codes as codeMeanings } from '../schemas/status.ts';
import { escapeLine } from './frame/escape.ts';
import { formatBytes, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';

const maxListed = 20;
const unaccountedStatuses = ['pending', 'awaiting content'];

interface Coverage {
  readonly totals: LedgerTotals;
  readonly families: number;
  readonly byStatus: readonly CoverageRow[];
  readonly byType: readonly CoverageRow[];
  readonly byCode: readonly CoverageRow[];
  readonly bySource: readonly SourceCoverage[];
  readonly containers: {
    readonly count: number;
    readonly byCompleteness: Readonly<Record<string, number>>;
    readonly disagreeing: readonly LedgerContainer[];
    readonly partial: readonly LedgerContainer[];
  };
  readonly warnings: Readonly<Record<string, number>>;
  readonly notable: readonly { readonly path: string; readonly set: string }[];
  /** Items without an end, and containers whose counts do not agree with their rows. */
  readonly unaccounted: number;
}

function readContainers(reader: LedgerReader): Coverage['containers'] {
  const byCompleteness: Record<string, number> = {};
  const disagreeing: LedgerContainer[] = [];
  const partial: LedgerContainer[] = [];
  let count = 0;
  for (const container of reader.coverage.containers()) {
    count += 1;
    byCompleteness[container.completeness] = (byCompleteness[container.completeness] ?? 0) + 1;
    if (container.recorded !== container.emitted) disagreeing.push(container);
    if (container.completeness !== 'complete') partial.push(container);
  }
  return { count, byCompleteness, disagreeing, partial };
}

function readCoverage(path: string): Coverage {
  const reader = new LedgerReader(path);
  try {
    const totals = readTotals(path);
    const containers = readContainers(reader);
    const warnings: Record<string, number> = {};
    const notable: { path: string; set: string }[] = [];
    for (const item of reader.items({ exceptionsOnly: true })) {
      for (const { code, count = 1 } of item.warnings) warnings[code] = (warnings[code] ?? 0) + count;
    }
    for (const item of reader.notable()) notable.push({ path: item.path, set: item.notable ?? '' });
    const open = unaccountedStatuses.reduce((sum, status) => sum + (totals.statuses[status] ?? 0), 0);
    return {
      totals,
      families: reader.coverage.uniques().families,
      byStatus: reader.coverage.by('status'),
      byType: reader.coverage.by('type'),
      byCode: reader.coverage.by('code'),
      bySource: reader.coverage.bySource(),
      containers,
      warnings,
      notable,
      unaccounted: open + containers.disagreeing.length,
    };
  } finally {
    reader.close();
  }
}

const counted = (title: string, rows: readonly CoverageRow[], note?: (value: string) => string): string =>
  table(
    [
      { title, maxWidth: 40 },
      { title: 'items', align: 'right' },
      { title: 'size', align: 'right' },
      ...(note ? [{ title: 'meaning', maxWidth: 70 }] : []),
    ],
    rows.map(({ value, items, bytes }) => [
      value,
      formatCount(items),
      formatBytes(bytes),
      ...(note ? [note(value)] : []),
    ]),
  );

const meaning = (code: string): string => (codeMeanings as Readonly<Record<string, string>>)[code] ?? '';

function describe(coverage: Coverage): string {
  const { totals, families, byStatus, byType, byCode, bySource, containers, warnings, notable, unaccounted } =
    coverage;
  const sources = table(
    [{ title: 'source', maxWidth: 30 }, { title: 'custodian', maxWidth: 24 }, { title: 'files', align: 'right' }, { title: 'folders', align: 'right' }, { title: 'size', align: 'right' }, { title: 'held items', align: 'right' }, { title: 'held size', align: 'right' }],
    bySource.map((row) => [row.source, row.custodian ?? '', formatCount(row.files), formatCount(row.folders), formatBytes(row.bytes), formatCount(row.heldItems), formatBytes(row.heldBytes)]),
  ); // prettier-ignore
  const warned = Object.entries(warnings).sort(([, a], [, b]) => b - a);
  const complete = Object.entries(containers.byCompleteness)
    .map(([value, count]) => `${formatCount(count)} ${value}`)
    .join(', ');
  return [
    sources,
    '',
    `${formatCount(totals.items)} items: ${formatBytes(totals.sourceBytes)} in files of the sources, ${formatBytes(totals.expandedBytes)} in what they hold`,
    `${formatCount(totals.documents)} unique documents, ${formatCount(families)} families, ${formatCount(totals.folders)} folders`,
    `${formatCount(containers.count)} containers and messages with members${complete ? `: ${complete}` : ''}`,
    '',
    counted('status', byStatus),
    '',
    counted('type', byType),
    ...(byCode.length > 0 ? ['', counted('code', byCode, meaning)] : []),
    ...(warned.length > 0 ? ['', table([{ title: 'warning' }, { title: 'times', align: 'right' }, { title: 'meaning', maxWidth: 70 }], warned.map(([code, count]) => [code, formatCount(count), meaning(code)]))] : []),
    ...(notable.length > 0 ? ['', `ALERT: ${formatCount(notable.length)} items are on a list of notable files:`, ...notable.slice(0, maxListed).map(({ path, set }) => `  ${escapeLine(path)}  (${escapeLine(set)})`)] : []),
    ...(containers.disagreeing.length > 0 ? ['', 'Containers whose members do not agree with the ledger:', ...containers.disagreeing.slice(0, maxListed).map(({ path, emitted, recorded }) => `  ${escapeLine(path)}: ${formatCount(emitted)} read, ${formatCount(recorded)} recorded`)] : []),
    '',
    `Exceptions: ${formatCount(totals.exceptions)} items ended unsupported, encrypted, failed or with warnings; list them with --exceptions.`,
    unaccounted === 0 ? 'Unaccounted for: nothing.' : `UNACCOUNTED FOR: ${formatCount(unaccounted)}. Run \`evidex ingest\` again to go on, or \`evidex verify\`.`,
  ].join('\n'); // prettier-ignore
}

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
    `${item.status.padEnd(12)} ${size.padStart(10)}  ${item.source}/${item.path}${why ? `  [${why}]` : ''}${marks ? `  (${marks})` : ''}`,
  );
}

export const verb = defineVerb({
  details:
    'Coverage by source, status and type, unique documents and families, containers with their completeness, exceptions with their codes. With --items or --exceptions: one line an item.',
  positionals: ['case'],
  options: z.strictObject({
    items: z.boolean().default(false).describe('list every item: path, status, sizes, hashes, times'),
    exceptions: z
      .boolean()
      .default(false)
      .describe('list the items that ended unsupported, encrypted, failed or with warnings'),
  }),
  access: 'read',
  output: 'report',
  examples: [
    ['evidex report CASE', 'coverage of the whole case'],
    ['evidex report CASE --items --json > items.jsonl', 'every item, as JSON Lines'],
    ['evidex report CASE --exceptions', 'what needs a look'],
  ],
  exitCodes: { 3: 'something is unaccounted for' },
  async run({ caseFolder, options, out, signal }) {
    const path = caseFolder.paths.catalogue;
    if (options.items || options.exceptions) {
      const reader = new LedgerReader(path);
      let listed = 0;
      try {
        for (const item of reader.items({ exceptionsOnly: options.exceptions })) {
          if (signal.aborted) break;
          const { row: _row, ...shown } = item;
          await out.row(shown, () => describeItem(item));
          listed += 1;
        }
      } finally {
        reader.close();
      }
      return { resultCount: listed };
    }
    const coverage = readCoverage(path);
    await out.report(coverage, () => describe(coverage));
    return {
      resultCount: coverage.totals.items,
      exitCode: coverage.unaccounted === 0 ? 0 : problemCodes.mismatch,
    };
  },
});
