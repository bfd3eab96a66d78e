/** How the items of the ledger in memory ended, summed up. */
import { isUnread } from '../../../schemas/status.ts';
import type {
  ClosedContents,
  CoverageGroup,
  CoverageReading,
  CoverageRow,
  LedgerContainer,
  LedgerTotals,
  SourceCoverage,
  Unaccounted,
} from '../../../case/ledger/coverage.ts';
import type { Ask } from './ask.ts';
import { completenessOf, membersOf } from './documents.ts';
import { byText, inOrderOf, mostFirst } from './order.ts';
import { documentOf, endingOf, isException, isFolder, type Shown, type ShownItem } from './shown.ts';

const sizeOf = ({ record }: ShownItem): number => record.found?.size ?? record.listed?.size ?? 0;
const isHeld = ({ record }: ShownItem): boolean => record.found?.holder !== undefined;
const bytesOf = (items: readonly ShownItem[]): number => items.reduce((sum, item) => sum + sizeOf(item), 0);

const current = ({ items }: Shown): ShownItem[] => items.filter(({ isCurrent }) => isCurrent);

const statusesOf = (shown: Shown, items: readonly ShownItem[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(items, (item) => endingOf(shown, item).status)).map(
      ([status, group = []]) => [status, group.length],
    ),
  );

function totalsOf(shown: Shown): LedgerTotals {
  const all = current(shown);
  const items = all.filter((item) => !isFolder(item));
  return {
    statuses: statusesOf(shown, items),
    items: items.length,
    folders: all.length - items.length,
    documents: shown.documents.size,
    sourceBytes: bytesOf(items.filter((item) => !isHeld(item))),
    expandedBytes: bytesOf(items.filter(isHeld)),
    exceptions: all.filter((item) => isException(shown, item)).length,
  };
}

const valueIn: Record<CoverageGroup, (shown: Shown, item: ShownItem) => string | undefined> = {
  status: (shown, item) => endingOf(shown, item).status,
  type: (shown, item) => documentOf(shown, item)?.record.format ?? '(not read)',
  code: (shown, item) => endingOf(shown, item).code,
};

function rowsOf(shown: Shown, group: CoverageGroup): CoverageRow[] {
  const groups = new Map<string, ShownItem[]>();
  for (const item of current(shown)) {
    const value = isFolder(item) ? undefined : valueIn[group](shown, item);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), item]);
  }
  return [...groups]
    .map(([value, items]) => ({ value, items: items.length, bytes: bytesOf(items) }))
    .sort(
      inOrderOf(
        mostFirst(({ items }) => items),
        byText(({ value }) => value),
      ),
    );
}

function sourceRow(shown: Shown, number: number, items: readonly ShownItem[]): SourceCoverage {
  const { reference = '', intake } = shown.state.sources[number - 1] ?? {};
  const listed = items.filter((item) => !isFolder(item));
  const files = listed.filter((item) => !isHeld(item));
  const held = listed.filter(isHeld);
  return {
    source: reference,
    custodian: intake?.custodian,
    files: files.length,
    folders: items.length - listed.length,
    bytes: bytesOf(files),
    heldItems: held.length,
    heldBytes: bytesOf(held),
    statuses: statusesOf(shown, listed),
  };
}

function unaccountedOf(shown: Shown): Unaccounted {
  const all = current(shown);
  const isUnreadItem = (item: ShownItem): boolean => {
    const ending = endingOf(shown, item);
    return ending.status === 'failed' && isUnread(ending);
  };
  const isOpen = (item: ShownItem): boolean =>
    ['pending', 'awaiting content'].includes(endingOf(shown, item).status);
  return {
    open: all.filter(isOpen).length,
    unlistedFolders: all.filter((item) => isFolder(item) && endingOf(shown, item).status === 'failed').length,
    unread: all.filter((item) => !isFolder(item) && isUnreadItem(item)).length,
    unfinishedListings: shown.state.sources
      .map(({ reference }) => reference)
      .filter((reference) => shown.state.listings.get(reference) !== 'ended'),
  };
}

function closedOf(shown: Shown): ClosedContents[] {
  const counts = new Map<string, ClosedContents>();
  for (const document of shown.documents.values()) {
    const { format = '', status = '' } = document.record;
    if (!['encrypted', 'failed', 'unsupported'].includes(status)) continue;
    if (!document.first.isCurrent || membersOf(document)) continue;
    const key = `${format} ${status}`;
    counts.set(key, { format, status, documents: (counts.get(key)?.documents ?? 0) + 1 });
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

function warningsOf(shown: Shown): Record<string, number> {
  const counts = new Map<string, number>();
  const given = current(shown).flatMap((item) => (isException(shown, item) ? item.warnings : []));
  for (const { code, count = 1 } of given) counts.set(code, (counts.get(code) ?? 0) + count);
  const sorted = [...counts].sort(
    inOrderOf(
      mostFirst(([, count]) => count),
      byText(([code]) => code),
    ),
  );
  return Object.fromEntries(sorted);
}

function* containersOf(shown: Shown): Generator<LedgerContainer> {
  for (const document of shown.documents.values()) {
    const members = membersOf(document);
    if (!members) continue;
    yield {
      path: document.first.place.path,
      completeness: completenessOf(document) ?? 'unknown',
      ...members,
      recorded: document.held.length,
    };
  }
}

/** A parent is an item that lies, at one of its places, in no family but its own. */
const isParent = (shown: Shown, item: ShownItem): boolean =>
  item.isCurrent &&
  (isHeld(item) || item.record.listed?.kind === 'file') &&
  documentOf(shown, item)?.record.status !== 'container' &&
  item.places.some(({ family, past }) => family === item.record.id && !past);

export const coverageReading = (ask: Ask): CoverageReading => ({
  totals: async (scope) => totalsOf(await ask(scope)),
  by: async (group, scope) => rowsOf(await ask(scope), group),
  unaccounted: async (scope) => unaccountedOf(await ask(scope)),
  closed: async (scope) => closedOf(await ask(scope)),
  async bySource(scope) {
    const shown = await ask(scope);
    return shown.state.sources.flatMap(({ source }) => {
      const items = current(shown).filter(({ place }) => place.source === source);
      return items.length > 0 ? [sourceRow(shown, source, items)] : [];
    });
  },
  warnings: async (scope) => warningsOf(await ask(scope)),
  async *containers(scope) {
    yield* containersOf(await ask(scope));
  },
  async families(scope) {
    const shown = await ask(scope);
    return shown.items.filter((item) => isParent(shown, item)).length;
  },
});
