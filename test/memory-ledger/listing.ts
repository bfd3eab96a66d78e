/** Sources and their folders as they are listed. */
import { isDeepStrictEqual } from 'node:util';
import type { ListedEntry, ListResult, SourceRow } from '../../case/catalogue/sources.ts';
import { itemId } from '../../sources/item-id.ts';
import { type ItemRecord, latest, latestItems, notFound, putItem, type State } from './state.ts';

export function registerSource(state: State, source: Omit<SourceRow, 'source'>): SourceRow {
  const at = state.sources.findIndex(({ reference }) => reference === source.reference);
  const known = state.sources[at];
  const row = known ? { ...known, root: source.root } : { ...source, source: state.sources.length + 1 };
  state.sources.splice(known ? at : state.sources.length, 1, row);
  return row;
}

/** What a change of the file would change; the device is another wherever the source is mounted elsewhere. */
const traits = ({ kind, size, times, inode }: ListedEntry): unknown => ({ kind, size, times, inode });

export function listFolder(
  state: State,
  source: SourceRow,
  folder: string,
  entries: readonly ListedEntry[],
): ListResult {
  if (folder !== source.id && latest(state, folder)?.listed?.kind !== 'folder')
    throw notFound(`the folder ${folder}`);
  const counts = { fresh: 0, changed: 0, unchanged: 0, gone: 0 };
  const seen = new Set<string>();
  for (const entry of entries) {
    const id = itemId(folder, entry.rawName);
    seen.add(id);
    counts[listEntry(state, source, folder, id, entry)]++;
  }
  for (const item of latestItems(state)) {
    if (item.folder !== folder || item.gone || seen.has(item.id)) continue;
    putItem(state, { ...item, gone: true });
    counts.gone++;
  }
  return counts;
}

function listEntry(
  state: State,
  source: SourceRow,
  folder: string,
  id: string,
  listed: ListedEntry,
): 'fresh' | 'changed' | 'unchanged' {
  const before = latest(state, id);
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
  if (before?.listed && isDeepStrictEqual(traits(before.listed), traits(listed))) {
    const sameEnd = isDeepStrictEqual(before.listed.ended, listed.ended);
    putItem(state, sameEnd ? { ...before, listed, gone: false } : { ...record, revision: before.revision });
    return before.gone ? 'fresh' : 'unchanged';
  }
  putItem(state, record);
  return before ? 'changed' : 'fresh';
}
