/** What a report says of a case: how every item ended, and what nobody can vouch for. */
import type {
  ContainerCounts,
  CoverageRow,
  LedgerContainer,
  LedgerTotals,
  LanguageCounts,
  MailCounts,
  SourceCoverage,
  WithheldCount,
} from '../../case/ledger/coverage.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Removal } from '../../schemas/removal.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { type AcceptedException, readAccepted } from './accepted-exceptions.ts';
import { type EarlierRead, readEarlier } from './earlier-readers.ts';
import { readTagVersions, type TagVersion } from './tag-versions.ts';
import { type IntakeDifference, readIntakeDifferences } from './intake-differences.ts';
import { readScreening, type ScreeningOfCase } from './screening.ts';
import { pictureItems } from './pictures.ts';
import type { SandboxRecord } from './sandbox-words.ts';
import { readUnaccounted, sumOfUnaccounted, type UnaccountedFor } from './unaccounted.ts';

export interface Coverage {
  readonly totals: LedgerTotals;
  readonly families: number;
  readonly mails: MailCounts;
  readonly languages: LanguageCounts;
  readonly byStatus: readonly CoverageRow[];
  readonly byType: readonly CoverageRow[];
  /** Items that are pictures, small ones and copies among them: what they show is not read. */
  readonly pictures: number;
  readonly byCode: readonly CoverageRow[];
  readonly bySource: readonly SourceCoverage[];
  /** Of a case that is screened. */
  readonly screening?: ScreeningOfCase | undefined;
  /** Items on lists of restricted files, by list. */
  readonly restricted: readonly CoverageRow[];
  /** Items that are withheld from the reader: in none of the other numbers. */
  readonly withheld: readonly WithheldCount[];
  readonly containers: ContainerCounts & {
    readonly disagreeing: readonly LedgerContainer[];
    readonly partial: readonly LedgerContainer[];
  };
  readonly warnings: Readonly<Record<string, number>>;
  readonly notable: readonly { readonly source: string; readonly path: string; readonly set: string }[];
  /** All of `unaccountedFor` together. */
  readonly unaccounted: number;
  readonly unaccountedFor: UnaccountedFor;
  /** Sources that do not match their intake, which was accepted. */
  readonly intakeDifferences: readonly IntakeDifference[];
  /** Runs around whose parsers a ring was open; those of earlier versions say nothing of it. */
  readonly openSandboxes: readonly OpenSandbox[];
  /** Documents that another version of their reader read. */
  readonly readEarlier: readonly EarlierRead[];
  /** Under which lists and rules its texts were tagged; several where not all were under the same. */
  readonly tagVersions: readonly TagVersion[];
  /** What people accept of the exceptions. */
  readonly accepted: readonly AcceptedException[];
  /** What was taken out of the case. */
  readonly removals: readonly Removal[];
  /** The last run, where it did not come to its end: running still, stopped, failed or killed. */
  readonly unendedRun?: { readonly run: number; readonly verb: string; readonly outcome: string } | undefined;
}

interface OpenSandbox {
  readonly run: number;
  readonly open: readonly string[];
}

async function readOpenSandboxes(ledger: Ledger, scope: Scope): Promise<OpenSandbox[]> {
  const runs = await ledger.runs.all(scope);
  return runs.flatMap(({ run, record }) => {
    const { open } = (record['sandbox'] ?? { open: [] }) as SandboxRecord;
    return open.length > 0 ? [{ run, open }] : [];
  });
}

async function readUnended(ledger: Ledger, scope: Scope): Promise<Coverage['unendedRun']> {
  const last = (await ledger.runs.all(scope)).at(-1);
  if (last === undefined || last.outcome === 'complete') return undefined;
  return { run: last.run, verb: last.verb, outcome: last.outcome ?? 'running or killed' };
}

async function readContainers(ledger: Ledger, scope: Scope): Promise<Coverage['containers']> {
  const disagreeing: LedgerContainer[] = [];
  const partial: LedgerContainer[] = [];
  for await (const container of ledger.coverage.containers(scope, 'doubtful')) {
    if (container.recorded !== container.emitted) disagreeing.push(container);
    if (container.completeness !== 'complete') partial.push(container);
  }
  return { ...(await ledger.coverage.containerCounts(scope)), disagreeing, partial };
}

/** All of it as of one moment; containers in doubt are kept. */
export const readCoverage = (ledger: Ledger, scope: Scope): Promise<Coverage> =>
  ledger.coverage.atOneMoment(() => readNow(ledger, scope));

async function readNow(ledger: Ledger, scope: Scope): Promise<Coverage> {
  const { coverage } = ledger;
  const totals = await coverage.totals(scope);
  const containers = await readContainers(ledger, scope);
  const notable = await ledger.items.notable(scope);
  const intakeDifferences = await readIntakeDifferences(ledger, scope);
  const unaccountedFor = await readUnaccounted(ledger, containers, intakeDifferences, scope);
  const byType = await coverage.by('type', scope);
  return {
    totals,
    families: await coverage.families(scope),
    mails: await coverage.mails(scope),
    languages: await coverage.languages(scope),
    byStatus: await coverage.by('status', scope),
    byType,
    pictures: pictureItems(byType),
    byCode: await coverage.by('code', scope),
    bySource: await coverage.bySource(scope),
    restricted: await coverage.by('restricted', scope),
    withheld: await coverage.withheld(scope),
    screening: await readScreening(ledger, scope),
    containers,
    warnings: await coverage.warnings(scope),
    notable: notable.map(({ source, path, notable: set = '' }) => ({ source, path, set })),
    unaccounted: sumOfUnaccounted(unaccountedFor),
    unaccountedFor,
    intakeDifferences,
    openSandboxes: await readOpenSandboxes(ledger, scope),
    readEarlier: await readEarlier(ledger, scope),
    tagVersions: await readTagVersions(ledger, scope),
    accepted: await readAccepted(ledger, scope),
    removals: await ledger.removals.all(),
    unendedRun: await readUnended(ledger, scope),
  };
}

export const describeUnended = ({ run, verb, outcome }: NonNullable<Coverage['unendedRun']>): string =>
  `Run ${run} (${escapeLine(verb)}) did not come to its end (${outcome}): what it had in hand is not counted here, and the index may lag behind. Run the same command again.`;

const noGround = 'no ground stated';

export const groundWords = ({ grounds }: WithheldCount): string => grounds.join(' and ') || noGround;

/** A line for each list of restricted files that something is on. */
export const describeRestricted = (restricted: Coverage['restricted']): string[] =>
  restricted.map(({ value, items }) =>
    escapeLine(`Restricted: ${countOf(items, 'item')} on the list ${value}; not parsed, shown or exported.`),
  );

/** A line for each source; nothing where nothing is withheld. */
export function describeWithheld(withheld: Coverage['withheld'], reader = 'you'): string[] {
  return [...Map.groupBy(withheld, ({ source }) => source)].map(([source, rows]) => {
    const sum = rows.reduce((items, row) => items + row.items, 0);
    const by = rows.map((row) => `${formatCount(row.items)} ${groundWords(row)}`).join(', ');
    return escapeLine(
      `Withheld from ${reader}, in none of these numbers: ${countOf(sum, 'item')} of ${source} (${by}).`,
    );
  });
}

/** A line for each run around whose parsers a ring was open. */
export const describeOpenSandboxes = (sandboxes: Coverage['openSandboxes']): string[] =>
  sandboxes.map(({ run, open }) => `Run ${run}: rings open around its parsers: ${open.join(', ')}`);
