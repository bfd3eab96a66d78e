/** What was taken out of the case: derived from the items anew, with what stands for it. */
import type { RemovalPlan, RemovalRequest, RemovedEntry } from '../../case/catalogue/removals.ts';
import { maxNamedContents } from '../../case/catalogue/removals.ts';
import { participantsOf } from '../../case/participants.ts';
import { ruledAddresses } from '../../case/records.ts';
import { blanked, blankedJson, isHold, saltedHash, tombstoneItem } from '../../case/tombstone.ts';
import { itemEntryId } from '../../schemas/index-entry.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { Removal, RemovedKind } from '../../schemas/removal.ts';
import { carriersBelow, raise } from './commits.ts';
import { forgetNumbered } from './numbers.ts';
import { everCarriersOf } from './places.ts';
import { takeFromRecords } from './records.ts';
import { type ItemRecord, type MarkRecord, notFound, type State } from './state.ts';
import { hashOf } from './tombstones.ts';
import { staleOf } from './work.ts';

/** All revisions of all items. */
const allItems = (state: State): ItemRecord[] => [...state.items.values()].flat();

const isSource = (state: State, target: string): boolean => state.sources.some(({ id }) => id === target);

interface Gathered {
  readonly kind: RemovedKind;
  /** Ids of items. */
  readonly items: ReadonlySet<string>;
  readonly lost: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
}

function gather(state: State, target: string): Gathered {
  const records = state.items.get(target);
  const last = records?.at(-1);
  if ((!last || last.removed) && !isSource(state, target)) throw notFound(`the item ${target}`);
  const items = new Set([target]);
  const add = (one: ItemRecord): boolean => !items.has(one.id) && items.add(one.id) !== undefined;
  while (allItems(state).some((one) => items.has(one.folder ?? '') && add(one))) continue;
  const carried = allItems(state).flatMap(({ id, document }) =>
    items.has(id) && document ? [document] : [],
  );
  const reached = new Set(carried.flatMap((sha256) => everBelow(state, sha256)));
  const stays = (sha256: string, inside: readonly string[]): boolean =>
    everCarriersOf(state, sha256).some(({ id, found }) => {
      if (items.has(id)) return false;
      const holder = found?.holder;
      if (holder === undefined || !reached.has(holder)) return true;
      return !inside.includes(holder) && stays(holder, [...inside, holder]);
    });
  const kept = new Set([...reached].filter((sha256) => stays(sha256, [sha256])));
  const lost = reached.difference(kept);
  for (const one of allItems(state)) if (lost.has(one.found?.holder ?? '')) items.add(one.id);
  const kind = last ? (last.listed?.kind ?? last.found?.relation ?? 'member') : 'source';
  return { kind, items, lost, kept };
}

/** A content and all that it holds or ever held. */
function everBelow(state: State, sha256: string, inside: readonly string[] = []): string[] {
  if (inside.includes(sha256)) return [];
  const held = allItems(state).filter(({ found }) => found?.holder === sha256);
  return [sha256, ...held.flatMap(({ document }) => (document ? everBelow(state, document, [...inside, sha256]) : []))]; // prettier-ignore
}

/** Items and contents that lead to an item. */
function above(state: State, target: string, known = new Set<string>()): Set<string> {
  if (known.has(target)) return known;
  known.add(target);
  for (const { folder, found } of state.items.get(target) ?? []) {
    if (folder !== undefined) above(state, folder, known);
    if (found?.holder === undefined) continue;
    known.add(found.holder);
    for (const { id } of everCarriersOf(state, found.holder)) above(state, id, known);
  }
  return known;
}

const rowsOf = (state: State, { items }: Gathered): number =>
  [...items].reduce((sum, id) => sum + (state.items.get(id)?.length ?? 1), 0);

export function planRemoval(state: State, target: string): RemovalPlan {
  const gathered = gather(state, target);
  const { kind, items, lost, kept } = gathered;
  const around = above(state, target);
  const concerned = state.marks.filter(
    ({ removed, id }) => !removed && (items.has(id) || lost.has(id) || kept.has(id) || around.has(id)),
  );
  const named = (of: MarkRecord['kind']): MarkRecord[] => concerned.filter((mark) => mark.kind === of);
  const held = named('label').filter(({ value }) => isHold(value));
  return {
    kind,
    items: rowsOf(state, gathered),
    documents: lost.size,
    kept: kept.size,
    bytes: [...lost].reduce((sum, sha256) => sum + (state.documents.get(sha256)?.size ?? 0), 0),
    marks:
      state.marks.filter(({ id }) => items.has(id) || lost.has(id)).length +
      state.records.filter(({ cites }) => cites.some(({ id }) => items.has(id) || lost.has(id))).length,
    contents: [...lost].sort().slice(0, maxNamedContents),
    addresses: lostAddresses(state, lost),
    holds: [
      ...new Set(
        held
          .toSorted((one, other) => (one.value < other.value ? -1 : 1))
          .map(({ spelling, value }) => spelling ?? value),
      ),
    ],
    scopes: [...new Set(named('withholding').map(({ value }) => value))].sort(),
  };
}

function lostAddresses(state: State, lost: ReadonlySet<string>): string[] {
  const ruled = new Set(
    state.records.flatMap(({ kind, body }) =>
      kind === 'identity-ruling' && body ? ruledAddresses(JSON.stringify(body)) : [],
    ),
  );
  const stated = (isLost: boolean): Set<string> =>
    new Set(
      [...state.documents]
        .filter(([sha256]) => lost.has(sha256) === isLost)
        .map(([, { attempts }]) => participantsOf(attempts.at(-1)?.document.metadata ?? {}))
        .flatMap(({ mailboxes, pairings }) => [
          ...mailboxes.map(({ address }) => address),
          ...pairings.flatMap(({ one, other }) => [one, other]),
        ]),
    );
  return [...ruled.intersection(stated(true)).difference(stated(false))].sort();
}

export function remove(state: State, request: RemovalRequest, { at, by, record }: Annotator): Removal {
  const { target, reason, names, work } = request;
  const gathered = gather(state, target);
  const { holds, addresses } = planRemoval(state, target);
  if (holds.length > 0) throw Object.assign(new Error(`held by ${holds.join(', ')}`), { code: 'held' });
  const { kind, lost, kept } = gathered;
  const key = hashOf(state, target);
  const removal: Removal = {
    removal: state.removals.length + 1,
    kind,
    key,
    at,
    by,
    reason,
    record,
    items: rowsOf(state, gathered),
    documents: lost.size,
    kept: kept.size,
    ended: false,
  };
  for (const sha256 of lost) state.removedEntries.set(sha256, false);
  for (const sha256 of kept) if (state.documents.get(sha256)?.indexed) state.removedEntries.set(sha256, true);
  for (const id of gathered.items)
    for (const one of state.items.get(id) ?? [])
      if (state.itemEntries.has(itemEntryId(one))) state.removedEntries.set(itemEntryId(one), false);
  state.removals.push({ ...removal, work });
  for (const known of [...names, target]) state.tombstones.set(hashOf(state, known), removal.removal);
  for (const sha256 of kept) for (const below of carriersBelow(state, sha256)) raise(state, below);
  forgetNumbered(state, gathered.items);
  for (const one of [state, ...state.ends.values()]) takeOut(one, gathered, target, removal);
  const stay = new Set(allItems(state).map(({ listed, found }) => found?.name ?? listed?.name));
  const words = request.words.filter((word) => !stay.has(word));
  for (const [at, mark] of state.marks.entries())
    state.marks[at] = {
      ...mark,
      value: mark.kind === 'note' ? blanked(mark.value, words) : mark.value,
      ...(mark.reason === undefined ? {} : { reason: blanked(mark.reason, words) }),
    };
  takeFromRecords(state, ({ id }) => gathered.items.has(id) || lost.has(id), { words, addresses });
  for (const [at, statement] of state.custody.entries())
    state.custody[at] = JSON.parse(blankedJson(JSON.stringify(statement), words)) as typeof statement;
  for (const [at, run] of state.runs.entries())
    state.runs[at] = { ...run, record: JSON.parse(blankedJson(JSON.stringify(run.record), words)) as object };
  return removal;
}

function takeOut(state: State, { items, lost }: Gathered, target: string, removal: Removal): void {
  const last = state.items.get(target)?.at(-1);
  for (const id of items) {
    for (const one of state.items.get(id) ?? []) state.itemEntries.delete(itemEntryId(one));
    state.items.delete(id);
  }
  for (const sha256 of lost) state.documents.delete(sha256);
  const left = state.marks.filter(({ id }) => !items.has(id) && !lost.has(id));
  state.marks.splice(0, state.marks.length, ...left);
  const at = state.sources.findIndex(({ id }) => id === target);
  const source = state.sources[at];
  if (source) {
    const statements = state.custody.filter(({ reference }) => reference !== source.reference);
    state.custody.splice(0, state.custody.length, ...statements);
    // The numbers of the others stay.
    state.sources[at] = {
      ...source,
      id: '',
      reference: '',
      root: Buffer.alloc(0),
      intake: { reference: '' },
    };
    state.listings.delete(source.reference);
  }
  if (last) putTombstone(state, last, target, removal);
}

function putTombstone(state: State, last: ItemRecord, target: string, removal: Removal): void {
  const { id, name, ended } = tombstoneItem(removal.key, target, removal);
  const listed = last.listed && {
    kind: last.listed.kind,
    rawName: Buffer.from(name),
    name,
    times: {},
    device: '',
    inode: '',
    ended,
  };
  const found = last.found?.holder === undefined ? undefined : {
    item: id,
    name,
    holder: last.found.holder,
    relation: last.found.relation,
    warnings: [],
    ended,
    ...(last.found.ordinal === undefined ? {} : { ordinal: last.found.ordinal }),
  }; // prettier-ignore
  const { document: _document, listed: _listed, found: _found, ...rest } = last;
  state.items.set(id, [{ ...rest, id, listed, found, ended, pending: false, removed: true }]);
}

const plain = ({ work, ...removal }: State['removals'][number]): Removal => ({
  ...removal,
  ended: work === undefined,
});

export const removals = (state: State): Removal[] => state.removals.map(plain);

export function tombstones(state: State, ids: readonly string[]): Map<string, Removal> {
  return new Map(
    ids.flatMap((id) => {
      const number = state.salt && state.tombstones.get(saltedHash(state.salt, id));
      const found = number === undefined ? undefined : state.removals[number - 1];
      return found ? [[id, plain(found)] as const] : [];
    }),
  );
}

export const removedEntries = (state: State, limit: number): RemovedEntry[] =>
  [...state.removedEntries].slice(0, limit).map(([entry, isLeft]) => ({
    entry,
    ...(isLeft ? { shown: staleOf(state, entry) } : {}),
  }));

export function markRemoved(state: State, entries: readonly RemovedEntry[]): void {
  for (const { entry } of entries) state.removedEntries.delete(entry);
}

export const openRemovals = (state: State): { removal: number; work: string }[] =>
  state.removals.flatMap(({ removal, work }) => (work === undefined ? [] : [{ removal, work }]));

export function endRemoval(state: State, number: number): void {
  state.removals.splice(
    0,
    state.removals.length,
    ...state.removals.map((one) => (one.removal === number ? { ...one, work: undefined } : one)),
  );
}
