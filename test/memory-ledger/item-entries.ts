/** Entries of items that have no document in the index: made anew after every write, and compared with those before. */
import type { ItemEntry } from '../../case/item-entry.ts';
import type { IndexedItem, StaleItem } from '../../case/catalogue/upkeep.ts';
import { packTime, unpackTime } from '../../case/packed-time.ts';
import { itemEntryId } from '../../schemas/index-entry.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Code, EntryStatus } from '../../schemas/status.ts';
import { statusOf } from './item-status.ts';
import { carriedKind } from '../../search/query/dates.ts';
import { marksOf, occurrenceAt } from './marks.ts';
import { datesOf, placesOf } from './places.ts';
import type { ItemRecord, State } from './state.ts';

const hasOwnEntry = (state: State, { ended, listed, document }: ItemRecord): boolean =>
  ended !== undefined ||
  listed?.kind === 'folder' ||
  document === undefined ||
  (state.documents.get(document)?.indexed ?? 0) === 0;

/** What the ledger keeps of the times of an item. */
export function keptTimes({ listed, found }: ItemRecord): ItemTimes {
  const { modified, accessed, changed, created } = listed?.times ?? found?.times ?? {};
  return Object.fromEntries(
    Object.entries({ modified, accessed, changed, created }).flatMap(([name, time]) => {
      const kept = time && packTime(time);
      return kept ? [[name, unpackTime(kept)]] : [];
    }),
  );
}

/** Undefined for an item that has no entry of its own. */
export function itemEntryOf(state: State, record: ItemRecord): ItemEntry | undefined {
  const { id, revision, document, found, listed, run = 0 } = record;
  const places = placesOf(state, record);
  const [first] = places;
  if (!first || !hasOwnEntry(state, record)) return undefined;
  const content = document === undefined ? undefined : state.documents.get(document);
  const { code } = record.ended ?? {};
  const { format, mediaType } = content ?? {};
  const zone = state.sources[first.source - 1]?.intake.timeZone;
  const carried = datesOf(
    state,
    document ?? '',
    places,
    ({ item, family }) => marksOf(state, { document: document ?? '', item, family }).withheld,
  ).find(({ kind }) => kind === carriedKind);
  const size = found?.size ?? listed?.size;
  return {
    item: {
      id,
      revision,
      kind: listed?.kind ?? found?.relation ?? 'member',
      ...(document === undefined ? {} : { sha256: document }),
    },
    status: statusOf(state, record, undefined).status as EntryStatus,
    warnings: (found ?? listed)?.warnings ?? [],
    times: keptTimes(record),
    run,
    occurrences: places.map((place) => occurrenceAt(state, document ?? '', place)),
    ...(code === undefined ? {} : { code: code as Code }),
    ...(size === undefined ? {} : { size }),
    ...(format === undefined ? {} : { format }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(zone === undefined ? {} : { zone }),
    ...(carried === undefined ? {} : { carried }),
  };
}

/** All entries of items by their ids, in the order of these. */
export function itemEntries(state: State): Map<string, ItemEntry> {
  const entries = [...state.items.values()].flat().flatMap((record) => {
    const entry = itemEntryOf(state, record);
    return entry ? [[itemEntryId(record), entry] as const] : [];
  });
  return new Map(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What has become another entry, or none, has another revision. For the end of each write. */
export function refreshItemEntries(state: State): void {
  const wanted = itemEntries(state);
  for (const id of new Set([...wanted.keys(), ...state.itemEntries.keys()])) {
    const says = JSON.stringify(wanted.get(id));
    const before = state.itemEntries.get(id) ?? { revision: 0, indexed: 0, says: undefined };
    if (says === undefined && before.indexed === 0) state.itemEntries.delete(id);
    else if (says !== before.says)
      state.itemEntries.set(id, { ...before, says, revision: before.revision + 1 });
  }
}

export const staleItems = (state: State, limit: number): StaleItem[] =>
  [...state.itemEntries]
    .filter(([, { revision, indexed }]) => revision !== indexed)
    .slice(0, limit)
    .map(([entry, { revision, says }]) => ({
      entry,
      revision,
      ...(says === undefined ? {} : { shown: JSON.parse(says) as ItemEntry }),
    }));

export function markItems(state: State, items: readonly IndexedItem[]): void {
  for (const { entry, revision } of items) {
    const before = state.itemEntries.get(entry);
    if (!before) continue;
    if (before.says === undefined && revision >= before.revision) state.itemEntries.delete(entry);
    else
      state.itemEntries.set(entry, {
        ...before,
        indexed: Math.max(before.indexed, revision),
        revision: Math.max(before.revision, revision),
      });
  }
}
