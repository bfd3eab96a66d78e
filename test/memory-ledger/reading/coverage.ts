/** How the items of the ledger in memory ended, summed up. */
import { restrictedSet } from '../../../case/restricted.ts';
import { isUnaccounted } from '../../../schemas/status.ts';
import {
  type ClosedContents,
  type CoverageGroup,
  type CoverageReading,
  type CoverageRow,
  isDoubtful,
  type LedgerContainer,
  type LedgerTotals,
  type LanguageCounts,
  type MailCounts,
  type ReadBy,
  type SourceCoverage,
  type Unaccounted,
  type WithheldCount,
} from '../../../case/ledger/coverage.ts';
import { everyScope, type Scope } from '../../../schemas/scope.ts';
import { isShown } from '../../../search/place-marks.ts';
import { isVolumeSet } from '../../../sources/volume-set.ts';
import { covers, marksOf } from '../marks.ts';
import type { Ask } from './ask.ts';
import { completenessOf, membersOf } from './documents.ts';
import { byText, inOrderOf, mostFirst } from './order.ts';
import {
  documentOf,
  endingOf,
  isException,
  isFolder,
  type Shown,
  type ShownDocument,
  type ShownItem,
} from './shown.ts';

const sizeOf = ({ record }: ShownItem): number => record.found?.size ?? record.listed?.size ?? 0;
/** Or made of files, as a set of volumes is. */
const isHeld = ({ record, place }: ShownItem): boolean =>
  record.found?.holder !== undefined || isVolumeSet(place.rawPath);
const bytesOf = (items: readonly ShownItem[]): number => items.reduce((sum, item) => sum + sizeOf(item), 0);

/** The index has an entry of it. */
const isRead = ({ record }: ShownDocument): boolean => record.indexed > 0;

const current = ({ items }: Shown): ShownItem[] => items.filter(({ isCurrent }) => isCurrent);

/** An item at one of its places that are there. */
interface Placed {
  readonly item: ShownItem;
  readonly source: number;
  readonly status: string;
  readonly isException: boolean;
}

/** Of copies the first shows the outcome, where that is no failure. */
const shownOnce = ['indexed', 'container', 'empty', 'unsupported'];

const placed = (shown: Shown, items: readonly ShownItem[]): Placed[] =>
  items.flatMap((item) => {
    const { status } = endingOf(shown, item);
    const isOnce = shownOnce.includes(status);
    const places = item.places.filter(({ past }) => !past);
    return places.map((place, at) => ({
      item,
      source: place.source,
      status: isOnce && at > 0 ? 'duplicate' : status,
      isException: isException(shown, item) && (at === 0 || ['failed', 'encrypted'].includes(status)),
    }));
  });

const bytesAt = (places: readonly Placed[]): number => bytesOf(places.map(({ item }) => item));

const statusesOf = (places: readonly Placed[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(places, ({ status }) => status)).map(([status, group = []]) => [
      status,
      group.length,
    ]),
  );

function totalsOf(shown: Shown): LedgerTotals {
  const all = current(shown);
  const items = placed(
    shown,
    all.filter((item) => !isFolder(item)),
  );
  const folders = all.filter(isFolder);
  const documents = [...shown.documents.values()].filter(isRead);
  return {
    statuses: statusesOf(items),
    items: items.length,
    folders: folders.length,
    documents: documents.length,
    pastDocuments: documents.filter(({ first }) => !first.isCurrent).length,
    sourceBytes: bytesAt(items.filter(({ item }) => !isHeld(item))),
    expandedBytes: bytesAt(items.filter(({ item }) => isHeld(item))),
    exceptions:
      items.filter((one) => one.isException).length +
      folders.filter((folder) => isException(shown, folder)).length,
  };
}

const valueIn: Record<CoverageGroup, (shown: Shown, at: Placed) => string | undefined> = {
  status: (_, { status }) => status,
  type: (shown, { item }) => documentOf(shown, item)?.record.format ?? '(not read)',
  code: (shown, { item }) => endingOf(shown, item).code,
  restricted: (shown, { item }) =>
    restrictedSet(shown.state.documents.get(item.record.document ?? '')?.known),
};

function rowsOf(shown: Shown, group: CoverageGroup): CoverageRow[] {
  const groups = new Map<string, Placed[]>();
  const files = current(shown).filter((item) => !isFolder(item));
  for (const at of placed(shown, files)) {
    const value = valueIn[group](shown, at);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), at]);
  }
  return [...groups]
    .map(([value, items]) => ({ value, items: items.length, bytes: bytesAt(items) }))
    .sort(
      inOrderOf(
        mostFirst(({ items }) => items),
        byText(({ value }) => value),
      ),
    );
}

function sourceRow(shown: Shown, number: number): SourceCoverage {
  const { reference = '', intake } = shown.state.sources[number - 1] ?? {};
  const isHere = (at: Placed): boolean => at.source === number;
  const listed = placed(
    shown,
    current(shown).filter((item) => !isFolder(item)),
  ).filter(isHere);
  const folders = current(shown).filter((item) => isFolder(item) && item.place.source === number);
  const files = listed.filter(({ item }) => !isHeld(item));
  const held = listed.filter(({ item }) => isHeld(item));
  return {
    source: reference,
    custodian: intake?.custodian,
    files: files.length,
    folders: folders.length,
    bytes: bytesAt(files),
    heldItems: held.length,
    heldBytes: bytesAt(held),
    documents: new Set(listed.flatMap(({ item }) => documentOf(shown, item) ?? []).filter(isRead)).size,
    statuses: statusesOf(listed),
  };
}

function unaccountedOf(shown: Shown): Unaccounted {
  const all = current(shown);
  const isUnreadItem = (item: ShownItem): boolean => {
    const ending = endingOf(shown, item);
    return ending.status === 'failed' && isUnaccounted(ending);
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
      source: shown.state.sources[document.first.place.source - 1]?.reference ?? '',
      path: document.first.place.path,
      completeness: completenessOf(document) ?? 'unknown',
      ...members,
      recorded: document.held.length,
    };
  }
}

function readByOf({ documents }: Shown): ReadBy[] {
  const rows = new Map<string, ReadBy>();
  for (const { first, record } of documents.values()) {
    const { format = '', status, attempts } = record;
    const extractor = attempts.at(-1)?.document.extractor;
    if (!first.isCurrent || status === undefined) continue;
    const key = JSON.stringify([format, extractor ?? '', status]);
    const row = { format, ...(extractor === undefined ? {} : { extractor }), status };
    rows.set(key, { ...row, documents: (rows.get(key)?.documents ?? 0) + 1 });
  }
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** A parent is an item that lies, at one of its places, in no family but its own. */
const isParent = (shown: Shown, item: ShownItem): boolean =>
  item.isCurrent &&
  (isHeld(item) || item.record.listed?.kind === 'file') &&
  documentOf(shown, item)?.record.status !== 'container' &&
  item.places.some(({ family, past }) => family === item.record.id && !past);

function mailsOf(shown: Shown): MailCounts {
  const parents = shown.items.filter((item) => isParent(shown, item));
  const records = new Set(parents.map((item) => documentOf(shown, item)?.record));
  const stated = [...records]
    .map((record) => record?.attempts.at(-1)?.document.metadata ?? {})
    .filter(({ from, messageHash }) => messageHash !== undefined || from !== undefined);
  const hashes = stated.flatMap(({ messageHash = [] }) => messageHash);
  const withId = stated.filter(({ messageHash, messageIdHash }) => messageHash && messageIdHash);
  const shared = [...Map.groupBy(withId, ({ messageIdHash = '' }) => messageIdHash)]
    .map(([messageIdHash, all]) => ({
      messageIdHash,
      contents: new Set(all.map(({ messageHash }) => messageHash)).size,
    }))
    .filter(({ contents }) => contents > 1)
    .sort((a, b) => b.contents - a.contents || (a.messageIdHash < b.messageIdHash ? -1 : 1));
  return {
    mails: hashes.length,
    groups: new Set(hashes).size,
    withoutHash: stated.length - hashes.length,
    sharedIds: shared.length,
    firstShared: shared.slice(0, 20),
  };
}

function languagesOf(shown: Shown): LanguageCounts {
  const records = new Set(
    shown.items.filter(({ isCurrent }) => isCurrent).map((item) => documentOf(shown, item)?.record),
  );
  const documents = [...records].flatMap((record) => record?.attempts.at(-1)?.document ?? []);
  const withTexts = documents.filter(({ texts }) => texts.length > 0);
  const all = withTexts.flatMap(({ metadata }) => metadata.languages ?? []);
  return {
    languages: [...Map.groupBy(all, ({ language }) => language)]
      .map(([language, of]) => ({ language, documents: of.length }))
      .sort((a, b) => b.documents - a.documents || (a.language < b.language ? -1 : 1)),
    notLookedAt: withTexts.filter(({ metadata }) => metadata.languages === undefined).length,
  };
}

/** Of all places of what everybody together sees, those that this scope does not show. */
function withheldOf({ state, items }: Shown, scope: Scope): WithheldCount[] {
  const sums = new Map<string, { source: number; grounds: string[]; items: number }>();
  for (const { record, places, isCurrent } of items)
    for (const { item, family, source, past } of record.listed?.kind === 'folder' ? [] : places) {
      const place = { item, family, document: record.document ?? '' };
      if (!isCurrent || past || isShown(marksOf(state, place), scope)) continue;
      const marks = state.marks.filter(
        (mark) => mark.kind === 'withholding' && !mark.removed && covers(mark, place),
      );
      const grounds = [...new Set(marks.map(({ ground = '' }) => ground))].sort();
      const key = JSON.stringify([source, grounds]);
      const sum = sums.get(key) ?? { source, grounds: grounds.filter(Boolean), items: 0 };
      sums.set(key, { ...sum, items: sum.items + 1 });
    }
  return [...sums]
    .sort(([a, one], [b, other]) => one.source - other.source || (a < b ? -1 : 1))
    .map(([, { source, ...sum }]) => ({ source: state.sources[source - 1]?.reference ?? '', ...sum }));
}

export const coverageReading = (ask: Ask): CoverageReading => ({
  atOneMoment: (work) => work(),
  totals: async (scope) => totalsOf(await ask(scope)),
  by: async (group, scope) => rowsOf(await ask(scope), group),
  unaccounted: async (scope) => unaccountedOf(await ask(scope)),
  closed: async (scope) => closedOf(await ask(scope)),
  readBy: async (scope) => readByOf(await ask(scope)),
  async bySource(scope) {
    const shown = await ask(scope);
    return shown.state.sources.map(({ source }) => sourceRow(shown, source));
  },
  warnings: async (scope) => warningsOf(await ask(scope)),
  async containerCounts(scope) {
    const all = [...containersOf(await ask(scope))];
    const byCompleteness: Record<string, number> = {};
    for (const { completeness } of all.toSorted((a, b) => (a.completeness < b.completeness ? -1 : 1)))
      byCompleteness[completeness] = (byCompleteness[completeness] ?? 0) + 1;
    return {
      count: all.length,
      withMembers: all.filter(({ recorded }) => recorded > 0).length,
      byCompleteness,
    };
  },
  async *containers(scope, which) {
    for (const container of containersOf(await ask(scope)))
      if (which === 'all' || isDoubtful(container)) yield container;
  },
  withheld: async (scope) => withheldOf(await ask(everyScope), scope),
  mails: async (scope) => mailsOf(await ask(scope)),
  languages: async (scope) => languagesOf(await ask(scope)),
  async families(scope) {
    const shown = await ask(scope);
    return shown.items.filter((item) => isParent(shown, item)).length;
  },
});
