/** Where items and contents of the ledger in memory lie. */
import type { LedgerPlace, PlaceReading } from '../../../case/ledger/places.ts';
import { covers } from '../marks.ts';
import { comparePlaces, deletionsOf, type Place } from '../places.ts';
import type { Ask } from './ask.ts';
import type { Shown, ShownItem } from './shown.ts';

const ledgerPlace = ({ state }: Shown, place: Place): LedgerPlace => ({
  item: place.item,
  family: place.family,
  document: place.record.document ?? '',
  path: place.path,
  source: state.sources[place.source - 1]?.reference ?? '',
  ...(place.parent === undefined ? {} : { parent: place.parent }),
  past: place.past,
  deletions: deletionsOf(state, place, place.record.document ?? ''),
});

const placesOf = (shown: Shown, items: readonly ShownItem[], limit: number): LedgerPlace[] =>
  items
    .flatMap(({ places }) => places)
    .sort(comparePlaces)
    .slice(0, limit)
    .map((place) => ledgerPlace(shown, place));

export const placeReading = (ask: Ask): PlaceReading => ({
  async ofItem({ id, revision }, limit, scope) {
    const shown = await ask(scope);
    const items = shown.items.filter(({ record }) => record.id === id && record.revision === revision);
    return placesOf(shown, items, limit);
  },
  async count({ id, revision }, scope) {
    const { items } = await ask(scope);
    const of = items.find(({ record }) => record.id === id && record.revision === revision);
    return of?.places.length ?? 0;
  },
  async ofContent(sha256, limit, scope) {
    const shown = await ask(scope);
    const carriers = shown.documents.get(sha256)?.carriers ?? [];
    return placesOf(
      shown,
      carriers.filter(({ isCurrent }) => isCurrent),
      limit,
    );
  },
  async contentsIn(target, scope) {
    const shown = await ask(scope);
    const lying = [...shown.documents.values()].filter(({ carriers }) =>
      carriers.some(({ places }) => places.some((place) => covers(target, ledgerPlace(shown, place)))),
    );
    return lying.map(({ sha256 }) => sha256);
  },
});
