/** What a scope shows of the ledger in memory: made once for a question, which then knows of nothing else. */
import type { Scope } from '../../../schemas/scope.ts';
import type { Warning } from '../../../schemas/status.ts';
import { isShown, opensAll } from '../../../search/place-marks.ts';
import { statusOf, warningsOf } from '../item-status.ts';
import { marksOf } from '../marks.ts';
import { byEvidence, comparePlaces, isPresent, type Place, placesOf } from '../places.ts';
import { type DocumentRecord, type ItemRecord, latest, type State } from '../state.ts';

/** One revision of an item, at the places that show. */
export interface ShownItem {
  readonly record: ItemRecord;
  readonly places: readonly Place[];
  /** The first of its places: present ones before past ones, each in evidence order. */
  readonly place: Place;
  readonly isSuperseded: boolean;
  readonly isGone: boolean;
  /** As the source has it now. */
  readonly isCurrent: boolean;
  /** Its own, then those of its content. */
  readonly warnings: readonly Warning[];
}

/** A content that something carries which shows. */
export interface ShownDocument {
  readonly sha256: string;
  readonly record: DocumentRecord;
  /** Revisions of items, in the order of their places. */
  readonly carriers: readonly ShownItem[];
  readonly first: ShownItem;
  /** Revisions of the items that it holds. */
  readonly held: readonly ShownItem[];
  /** How many of those do not show. */
  readonly hiddenMembers: number;
}

export interface Shown {
  readonly state: State;
  /** Nothing is withheld from the scope. */
  readonly isWhole: boolean;
  /** All revisions, each at its first place, in evidence order. */
  readonly items: readonly ShownItem[];
  /** By SHA-256, in its order. */
  readonly documents: ReadonlyMap<string, ShownDocument>;
}

export const isWhole = ({ marks }: State, scope: Scope): boolean =>
  opensAll(scope) ||
  !marks.some(
    ({ kind, removed, value }) => kind === 'withholding' && !removed && !scope.open.includes(value),
  );

const shows = (state: State, { item, family, record }: Place, scope: Scope): boolean =>
  isShown(marksOf(state, { item, family, document: record.document ?? '' }), scope);

/** In memory a case is small: all of it is looked at, whatever was asked. */
export function shownTo(state: State, scope: Scope): Shown {
  const records = [...state.items.values()].flat();
  const whole = isWhole(state, scope);
  const items = records
    .flatMap((record) => {
      const places = placesOf(state, record).filter((place) => whole || shows(state, place, scope));
      const [place] = places;
      if (!place) return [];
      const isSuperseded = latest(state, record.id) !== record;
      const isGone = !isSuperseded && !isPresent(state, record);
      const isCurrent = !isSuperseded && !isGone;
      return [
        { record, places, place, isSuperseded, isGone, isCurrent, warnings: warningsOf(state, record) },
      ];
    })
    .sort((one, other) => byEvidence(one.place, other.place));
  const documents = new Map<string, ShownDocument>();
  for (const [sha256, record] of [...state.documents].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const carriers = items
      .filter((item) => item.record.document === sha256)
      .sort((one, other) => comparePlaces(one.place, other.place));
    const isIn = (item: ItemRecord): boolean => item.found?.holder === sha256;
    const held = items.filter((item) => isIn(item.record));
    const hiddenMembers = records.filter(isIn).length - held.length;
    const first = carriers.find(({ record: { ended } }) => ended?.code !== 'volume') ?? carriers[0];
    if (first) documents.set(sha256, { sha256, record, first, carriers, held, hiddenMembers });
  }
  return { state, isWhole: whole, items, documents };
}

export const documentOf = (shown: Shown, { record }: ShownItem): ShownDocument | undefined =>
  shown.documents.get(record.document ?? '');

export const endingOf = (shown: Shown, item: ShownItem): ReturnType<typeof statusOf> =>
  statusOf(shown.state, item.record, documentOf(shown, item)?.first.record);

export const isFolder = ({ record }: ShownItem): boolean => record.listed?.kind === 'folder';

/** What needs a look; of copies the first alone. */
export function isException(shown: Shown, item: ShownItem): boolean {
  const { record } = item;
  if (!item.isCurrent) return false;
  if (((record.found ?? record.listed)?.warnings ?? []).length > 0) return true;
  const { status } = endingOf(shown, item);
  return (
    ['failed', 'encrypted', 'unsupported'].includes(status) ||
    (!record.ended && documentOf(shown, item)?.first === item && item.warnings.length > 0)
  );
}
