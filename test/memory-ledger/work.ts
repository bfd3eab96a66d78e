/** What is still to be read, what is known of contents, and what the index must hear of. */
import type { IndexedRevision, StaleDocument } from '../../case/catalogue/upkeep.ts';
import type {
  KnownContent,
  NotableContent,
  PendingFile,
  PendingPage,
  ReopenFilter,
  UnfinishedContent,
  WayToContent,
} from '../../case/catalogue/work.ts';
import { asRestricted } from '../../case/restricted.ts';
import type { Hashes } from '../../schemas/findings.ts';
import { maxWays } from '../../case/catalogue/work.ts';
import { isCarried } from './commits.ts';
import { statusOf, warningsOf } from './item-status.ts';
import { marksOf, occurrenceAt } from './marks.ts';
import { datesOf, firstCarrier, isPresent, type Place, placesOf, placesOfContent } from './places.ts';
import { changeDocument, type ItemRecord, latestItems, putItem, type State } from './state.ts';

const priorityOf = (item: ItemRecord): number => item.listed?.priority ?? 0;

const pending = (state: State): ItemRecord[] =>
  latestItems(state)
    .filter((item) => item.pending && isPresent(state, item))
    .sort((one, other) => priorityOf(other) - priorityOf(one) || one.order - other.order);

const fileAt = ({ path, rawPath, file }: Place): PendingFile => ({
  item: file.id,
  revision: file.revision,
  source: file.source,
  rawPath,
  path,
  size: file.listed?.size ?? 0,
  modified: file.listed?.times.modified?.instant,
  device: file.listed?.device ?? '',
  inode: file.listed?.inode ?? '',
  ...(file.listed?.volumeOf === undefined ? {} : { volumeOf: file.listed.volumeOf }),
});

const fileOf = (state: State, item: ItemRecord): PendingFile[] => placesOf(state, item).map(fileAt);

export function pendingFiles(state: State, cursor: string | undefined, limit: number): PendingPage {
  const [priority = Infinity, order = -1] = cursor?.split(' ').map(Number) ?? [];
  const rest = pending(state).filter(
    (item) => priorityOf(item) < priority || (priorityOf(item) === priority && item.order > order),
  );
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    files: page.flatMap((item) => fileOf(state, item)),
    next: last && rest.length > limit ? `${priorityOf(last)} ${last.order}` : undefined,
  };
}

export function pendingTotals(state: State): { readonly files: number; readonly bytes: number } {
  const files = pending(state);
  return { files: files.length, bytes: files.reduce((sum, { listed }) => sum + (listed?.size ?? 0), 0) };
}

const waysTo = (state: State, sha256: string): WayToContent[] =>
  placesOfContent(state, sha256)
    .filter(({ past, record }) => !past && !record.ended)
    .sort((one, other) => one.through.length - other.through.length)
    .slice(0, maxWays)
    .map((place) => {
      const [file] = fileOf(state, place.file);
      return { item: place.item, file: file ?? fileAt(place), through: place.through };
    });

export const unfinished = (state: State, limit: number): UnfinishedContent[] =>
  [...state.documents.values()]
    .filter(({ status, known }) => status === undefined && known === undefined)
    .map(({ hashes: { sha256 } }) => ({ sha256, ways: waysTo(state, sha256) }))
    .filter(({ ways }) => ways.length > 0)
    .slice(0, limit);

function checkSorted(sha256s: readonly string[]): void {
  if (sha256s.some((key, at) => at > 0 && (sha256s[at - 1] ?? '') >= key))
    throw Object.assign(new Error('contents are asked for in ascending order, each once'), {
      code: 'keys-not-sorted',
    });
}

export function recordedItems(state: State, items: readonly string[]): Set<string> {
  checkSorted(items);
  return new Set(items.filter((item) => state.items.has(item)));
}

export function contentsOfFiles(state: State, sha256s: readonly string[]): Set<string> {
  checkSorted(sha256s);
  const ofFiles = new Set(
    [...state.items.values()].flat().flatMap(({ listed, document }) => (listed && document ? document : [])),
  );
  return new Set(sha256s.filter((sha256) => ofFiles.has(sha256)));
}

export function knownContent(state: State, sha256s: readonly string[]): Map<string, KnownContent> {
  checkSorted(sha256s);
  return new Map(
    sha256s.flatMap((sha256) => {
      const document = state.documents.get(sha256);
      if (!document) return [];
      const { status, known, revision, attempts } = document;
      const { caseBytes = 0, expandedBytes = 0, cutInFile } = attempts.at(-1)?.document ?? {};
      const cost = cutInFile ? { cutInFile } : { cost: { caseBytes, expandedBytes } };
      return [[sha256, { status, known, revision, ...(status === undefined ? {} : cost) }] as const];
    }),
  );
}

export const contents = (state: State, after = '', limit: number): Hashes[] =>
  [...state.documents.values()]
    .map(({ hashes }) => hashes)
    .filter(({ sha256 }) => sha256 > after)
    .sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
    .slice(0, limit);

export function flagNotable(state: State, flagged: readonly NotableContent[]): void {
  for (const { sha256, set } of flagged)
    if (state.documents.has(sha256)) changeDocument(state, sha256, { notable: set });
}

export function restrict(state: State, contents: readonly NotableContent[]): void {
  for (const { sha256, set } of contents) {
    if (!state.documents.has(sha256)) continue;
    const ended = { status: 'skipped', code: 'restricted', detail: set };
    const restricted = (item: ItemRecord): ItemRecord =>
      item.document === sha256
        ? { ...item, ...(item.found ? { found: { ...item.found, warnings: [] } } : {}), ended }
        : item;
    for (const [id, revisions] of state.items) state.items.set(id, revisions.map(restricted));
    const known = asRestricted(set);
    changeDocument(state, sha256, { known, status: undefined, code: undefined, indexed: 0, attempts: [] });
  }
}

const holds = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  !list || list.length === 0 || (value !== undefined && list.includes(value));

export function reopen(state: State, filter: ReopenFilter): { documents: number; files: number } {
  const matches = latestItems(state).filter((item) => {
    if (item.listed && item.listed.kind !== 'file') return false;
    if (!isPresent(state, item)) return false;
    const { status, code } = statusOf(state, item, firstCarrier(state, item.document ?? ''));
    const format = state.documents.get(item.document ?? '')?.format;
    const references = placesOf(state, item).map(({ source }) => state.sources[source - 1]?.reference);
    return (
      !['pending', 'awaiting content', 'skipped', 'known', 'duplicate'].includes(status) &&
      holds(filter.statuses, status) &&
      (holds(filter.codes, code) ||
        warningsOf(state, item).some((warning) => holds(filter.codes, warning.code))) &&
      holds(filter.formats, format) &&
      (!filter.sources || references.some((reference) => holds(filter.sources, reference)))
    );
  });
  const contents = new Set<string>();
  let files = 0;
  for (const item of matches) {
    const content = item.ended ? item.found?.holder : item.document;
    if (content !== undefined) {
      if (state.documents.get(content)?.status) contents.add(content);
    } else {
      const listed = item.listed && { ...item.listed, priority: 0 };
      putItem(state, { ...item, listed, pending: true, ended: undefined });
      files++;
    }
  }
  for (const content of contents) changeDocument(state, content, { status: undefined, code: undefined });
  return { documents: contents.size, files };
}

function staleWhere(state: State, limit: number, shown: 'revision' | 'marked'): StaleDocument[] {
  return [...state.documents]
    .filter(([, document]) => document.indexed > 0 && document[shown] > document.indexed)
    .slice(0, limit)
    .map(([document]) => staleOf(state, document));
}

/** What the index must show of a document. */
export function staleOf(state: State, document: string): StaleDocument {
  const places = placesOfContent(state, document);
  const withheld = ({ item, family }: Place) => marksOf(state, { document, item, family }).withheld;
  return {
    document,
    revision: state.documents.get(document)?.revision ?? 0,
    occurrences: places.map((place) => occurrenceAt(state, document, place)),
    dates: datesOf(state, document, places, withheld),
  };
}

export const stale = (state: State, limit: number): StaleDocument[] => staleWhere(state, limit, 'revision');
export const unshown = (state: State, limit: number): StaleDocument[] => staleWhere(state, limit, 'marked');

export function markIndexed(state: State, documents: readonly IndexedRevision[]): void {
  for (const { document, revision } of documents) {
    const before = state.documents.get(document);
    if (!before || before.indexed === 0) continue;
    changeDocument(state, document, {
      indexed: Math.max(before.indexed, revision),
      revision: Math.max(before.revision, revision),
    });
  }
}

export function setBack(state: State, documents: readonly IndexedRevision[]): string[] {
  const lost: string[] = [];
  for (const { document, revision } of documents) {
    const before = state.documents.get(document);
    if (!before) continue;
    if (!isCarried(state, document)) lost.push(document);
    changeDocument(state, document, {
      status: undefined,
      code: undefined,
      indexed: 0,
      revision: Math.max(before.revision, revision),
    });
  }
  return lost;
}
