/** Sources and their folders as they are listed. */
import { isDeepStrictEqual } from 'node:util';
import type { FolderPart, ListedEntry, ListResult, SourceRow } from '../../case/catalogue/sources.ts';
import { Problem } from '../../schemas/problem.ts';
import { isUnread } from '../../schemas/status.ts';
import { itemId } from '../../sources/item-id.ts';
import { carriersBelow, raise } from './commits.ts';
import { isRemoved } from './tombstones.ts';
import { type ItemRecord, latest, latestItems, notFound, putItem, type State } from './state.ts';

export function registerSource(state: State, source: Omit<SourceRow, 'source'>): SourceRow {
  if (isRemoved(state, source.id)) throw new Problem('removed', 'the source was removed from the case');
  const at = state.sources.findIndex(({ reference }) => reference === source.reference);
  const known = state.sources[at];
  const row = known ? { ...known, root: source.root } : { ...source, source: state.sources.length + 1 };
  state.sources.splice(known ? at : state.sources.length, 1, row);
  return row;
}

/** What is another when an entry has changed; how it ended is compared apart. */
const traits = ({ kind, size, times, volumeOf }: ListedEntry): unknown =>
  kind === 'folder'
    ? { kind }
    : {
        kind,
        size,
        volumeOf,
        modified: times.modified?.instant,
        changed: kind === 'file' && times.changed?.instant,
      };

/** It was left out by a rule, or is: what follows is decided without reading it. */
const isRuled = (ended: ItemRecord['ended']): boolean => ended?.status === 'skipped' && ended.code === 'rule';

export function listFolder(
  state: State,
  source: SourceRow,
  folder: string,
  entries: readonly ListedEntry[],
  part: FolderPart,
): ListResult {
  if (folder !== source.id && latest(state, folder)?.listed?.kind !== 'folder')
    throw notFound(`the folder ${folder}`);
  const counts = { fresh: 0, changed: 0, unchanged: 0, gone: 0 };
  const seen = new Set<string>();
  for (const entry of entries) {
    const id = itemId(folder, entry.rawName);
    seen.add(id);
    if (isRemoved(state, id)) continue;
    counts[listEntry(state, source, folder, id, entry)]++;
  }
  for (const item of latestItems(state)) {
    if (item.removed || item.folder !== folder || item.gone || seen.has(item.id) || !covers(part, item))
      continue;
    counts.gone += leave(state, item);
  }
  return counts;
}

function covers({ after, through }: FolderPart, { listed }: ItemRecord): boolean {
  const name = Buffer.from(listed?.rawName ?? []);
  const isBehind = after === undefined || name.compare(after) > 0;
  return isBehind && (through === undefined || name.compare(through) <= 0);
}

/** What came, went or was replaced is shown so by the index, and with it all that lies inside. */
function tell(state: State, { document }: ItemRecord): void {
  for (const sha256 of new Set(carriersBelow(state, document))) raise(state, sha256);
}

/** With what lies below: that is back when it is listed itself. How many these are. */
function leave(state: State, item: ItemRecord): number {
  putItem(state, { ...item, gone: true });
  tell(state, item);
  let count = 1;
  for (const below of latestItems(state))
    if (below.folder === item.id && !below.gone) count += leave(state, below);
  return count;
}
/** It could not be read for a reason that may have passed; a folder for whatever reason. */
const wasUnread = ({ ended, listed }: ItemRecord): boolean =>
  ended?.status === 'failed' && (listed?.kind === 'folder' || isUnread(ended));

export const presentEntries = (state: State, folder: string): number =>
  latestItems(state).filter((item) => item.folder === folder && !item.gone && !item.removed).length;

function listEntry(
  state: State,
  source: SourceRow,
  folder: string,
  id: string,
  listed: ListedEntry,
): 'fresh' | 'changed' | 'unchanged' {
  const before = latest(state, id);
  if (before?.gone) tell(state, before);
  if (before && listed.ended?.status === 'failed') {
    const isKnown = isDeepStrictEqual(before.ended, listed.ended) && !before.gone;
    putItem(state, { ...before, ended: listed.ended, pending: false, gone: false });
    return isKnown ? 'unchanged' : 'changed';
  }
  if (before && !listed.ended && wasUnread(before) && before.listed?.kind === listed.kind) {
    putItem(state, { ...before, listed, ended: undefined, pending: listed.kind === 'file', gone: false });
    return 'changed';
  }
  const record: ItemRecord = {
    id,
    revision: before ? before.revision + 1 : 0,
    source: source.source,
    folder,
    listed,
    ended: listed.ended,
    pending: listed.kind === 'file' && !listed.ended,
    gone: false,
    order: before?.order ?? state.items.size,
  };
  if (!before?.listed) {
    putItem(state, record);
    return 'fresh';
  }
  const { item, isAsBefore } = compare({ ...before, listed: before.listed }, record, listed);
  if (before.listed.kind === 'folder' && listed.kind !== 'folder') leave(state, before);
  putItem(state, item);
  if (item.revision !== before.revision) tell(state, before);
  return isAsBefore && !before.gone ? 'unchanged' : 'changed';
}

/** What an entry that was listed before is now. */
function compare(
  before: ItemRecord & { readonly listed: ListedEntry },
  another: ItemRecord,
  listed: ListedEntry,
): { readonly item: ItemRecord; readonly isAsBefore: boolean } {
  const isLetIn = isRuled(before.ended) && !listed.ended;
  const isAsBefore =
    isDeepStrictEqual(traits(before.listed), traits(listed)) &&
    !isLetIn &&
    (!listed.ended || isDeepStrictEqual(endOf(before.ended), endOf(listed.ended)));
  const isRead = another.pending;
  const isSame = isAsBefore && (!isRead || (!before.gone && before.listed.inode === listed.inode));
  if (isSame) return { item: { ...before, listed: withPriority(listed, before), gone: false }, isAsBefore };
  const couldNotBeRead = before.ended !== undefined && before.document === undefined && !isLetIn;
  const isOfAnother = before.listed.volumeOf !== listed.volumeOf && before.document !== undefined;
  if (!isRead || before.listed.kind !== 'file' || couldNotBeRead || isOfAnother)
    return { item: another, isAsBefore: false };
  const ended = isLetIn ? undefined : before.ended;
  const readAs = before.document === undefined ? undefined : (before.readAs ?? before.listed);
  return { item: { ...before, listed, readAs, ended, pending: true, gone: false }, isAsBefore };
}

const endOf = (ended: ItemRecord['ended']): unknown =>
  ended && { status: ended.status, code: ended.code, detail: ended.detail };

/** What is still to be read keeps its turn. */
const withPriority = (listed: ListedEntry, { listed: before }: ItemRecord): ListedEntry => ({
  ...listed,
  priority: before?.priority,
});
