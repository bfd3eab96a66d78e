/** What a case cannot vouch for: places that were not seen or read, and containers of which nobody knows what they hold. */
import type { LedgerContainer, Unaccounted } from '../../case/ledger/coverage.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { IntakeDifference } from './intake-differences.ts';
import { formats } from '../../formats/registry.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';

export interface UnaccountedFor extends Unaccounted {
  /** Containers whose members are fewer or more in the ledger than were read. */
  readonly disagreeing: number;
  /** Containers that were read in part, or that do not say how many members they have. */
  readonly partlyRead: number;
  /** Archives, mailboxes and images that could not be opened: encrypted, damaged, or of a sort that nothing reads. */
  readonly closedContainers: number;
  /** Files that were not read as their source's intake says that they were delivered; see `IntakeDifference`. */
  readonly deliveredUnread: number;
}

/** Of each sort of container, so that a report can be read on a screen; `--json` has them all. */
const maxListed = 20;

/** Containers of which the ledger may lack members, by what is known of them. */
interface DoubtfulContainers {
  readonly disagreeing: readonly LedgerContainer[];
  readonly partial: readonly LedgerContainer[];
}

const containerFormats = new Set(formats.flatMap(({ id, holds }) => (holds === 'members' ? [id] : [])));

export async function readUnaccounted(
  ledger: Ledger,
  containers: DoubtfulContainers,
  differences: readonly IntakeDifference[],
  scope: Scope,
): Promise<UnaccountedFor> {
  const closed = (await ledger.coverage.closed(scope)).filter(({ format }) => containerFormats.has(format));
  return {
    ...(await ledger.coverage.unaccounted(scope)),
    disagreeing: containers.disagreeing.length,
    partlyRead: containers.partial.length,
    closedContainers: closed.reduce((sum, { documents }) => sum + documents, 0),
    deliveredUnread: differences.reduce((sum, one) => sum + (one.deliveredUnread ?? 1), 0),
  };
}

export const sumOfUnaccounted = ({ unfinishedListings, ...counts }: UnaccountedFor): number =>
  Object.values(counts).reduce((sum, count) => sum + count, unfinishedListings.length);

function listContainers(
  title: string,
  containers: readonly LedgerContainer[],
  words: (container: LedgerContainer) => string,
): string[] {
  if (containers.length === 0) return [];
  const more = containers.length - maxListed;
  return [
    '',
    title,
    ...containers
      .slice(0, maxListed)
      .map((container) => `  ${escapeLine(`${container.source}/${container.path}`)}: ${words(container)}`),
    ...(more > 0 ? [`  and ${countOf(more, 'more container')}: --json has all`] : []),
  ];
}

interface CountedContainers {
  readonly count: number;
  readonly withMembers: number;
}

export const containersWords = ({ count, withMembers }: CountedContainers): string =>
  `${formatCount(count)} ${count === 1 ? 'container or message' : 'containers and messages'}, ${formatCount(withMembers)} with members`;

/** The containers that a report counts as unaccounted for, by name. */
export const describeContainers = ({ disagreeing, partial }: DoubtfulContainers): string[] => [
  ...listContainers(
    'Containers whose members do not agree with the ledger:',
    disagreeing,
    ({ emitted, recorded }) => `${formatCount(emitted)} read, ${formatCount(recorded)} recorded`,
  ),
  ...listContainers(
    'Containers read in part, or without a word of how many members there are:',
    partial,
    ({ completeness, expected, emitted, skipped, failed }) =>
      `${completeness}; ${expected === undefined ? '' : `${formatCount(expected)} expected, `}${formatCount(emitted)} read, ${formatCount(skipped)} skipped, ${formatCount(failed)} failed`,
  ),
];

/** A line for each sort of which there is any, with what to do about it. */
export function describeUnaccounted(found: UnaccountedFor): string[] {
  const lines: [number, string, string][] = [
    [found.open, 'item', 'still to be read or parsed: run `evidex ingest` of the source again'],
    [found.unlistedFolders, 'folder', 'that could not be listed: nobody knows what lies there; ingest again when it can be read'],
    [found.unread, 'item', 'that could not be read when it was to be: ingest the source again, or `evidex retry --code unreadable --code vanished`; what runs died of takes `evidex retry --code run-crash`'],
    [found.closedContainers, 'container', 'that could not be opened: nobody knows what is in it; see `evidex report CASE --exceptions`'],
    [found.partlyRead, 'container', 'read in part, or without a word of how many members there are: named above, `evidex explain PATH` says what was met'],
    [found.deliveredUnread, 'file', 'of the sources’ intake not read as delivered: another content, or none; accepted, and named above'],
    [found.disagreeing, 'container', 'with other members in the ledger than were read: run `evidex verify`'],
  ]; // prettier-ignore
  const counted = lines
    .filter(([count]) => count > 0)
    .map(([count, noun, what]) => `  ${countOf(count, noun)} ${what}`);
  const unfinished = found.unfinishedListings.map(
    (source) => `  source ${escapeLine(source)}: its last listing did not come to its end; ingest it again`,
  );
  return [...unfinished, ...counted];
}
