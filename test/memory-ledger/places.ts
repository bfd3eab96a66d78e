/** Where items lie, which are present, and their order in the evidence: derived from the items each time it is asked. */
import { familyOf } from '../../case/family.ts';
import { carriedBy, carriedDate, statedBy, type StatedByContent } from '../../case/carrying-message.ts';
import { deletionsAt } from '../../case/deletion.ts';
import { indexDates } from '../../case/index-dates.ts';
import type { Deletion } from '../../schemas/deletion.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import { type ItemRecord, latest, latestItems, type State } from './state.ts';

/** One step of the way down to an item: its name's raw bytes, or its ordinal in what holds it, and which revision it is. */
interface Step {
  readonly by: Uint8Array | number;
  readonly id: string;
  readonly revision: number;
}

export interface Place extends Pick<Occurrence, 'item' | 'path' | 'name' | 'family'> {
  readonly record: ItemRecord;
  readonly source: number;
  /** Raw bytes of the path of the file below the source. */
  readonly rawPath: Uint8Array;
  readonly file: ItemRecord;
  /** The contents on the way, outermost first. */
  readonly through: readonly string[];
  /** The item that it lies in here, for what a content holds. */
  readonly parent?: string;
  /** It or something on the way to it is an earlier revision, or gone from the source. */
  readonly past: boolean;
  /** The innermost that is past says which. */
  readonly pastBy: Occurrence['past'];
  /** From the source down: what evidence order compares. */
  readonly way: readonly Step[];
}

/** A volume is a piece of another whole. */
const carries = ({ document, ended }: ItemRecord, sha256: string): boolean =>
  document === sha256 && ended?.code !== 'volume';

export const carriersOf = (state: State, sha256: string): ItemRecord[] =>
  latestItems(state).filter((item) => carries(item, sha256));

/** Earlier revisions included. */
export const everCarriersOf = (state: State, sha256: string): ItemRecord[] =>
  [...state.items.values()].flat().filter((item) => carries(item, sha256));

/** What an item lies in: the last revision that was a folder, which may be a file by now. */
const folderOf = (state: State, { folder = '' }: ItemRecord): ItemRecord | undefined =>
  state.items.get(folder)?.findLast(({ listed }) => listed?.kind === 'folder');

/** In its folder, or held by a content that something present carries; a content does not keep itself present. */
export function isPresent(state: State, item: ItemRecord, inside: readonly string[] = []): boolean {
  const holder = item.found?.holder;
  if (holder !== undefined)
    return (
      !inside.includes(holder) &&
      carriersOf(state, holder).some((carrier) => isPresent(state, carrier, [...inside, holder]))
    );
  if (item.gone) return false;
  const folder = folderOf(state, item);
  return !folder || (isLatest(state, folder) && isPresent(state, folder));
}

const isLatest = (state: State, item: ItemRecord): boolean => latest(state, item.id) === item;

const pastOf = (state: State, item: ItemRecord): Occurrence['past'] =>
  isLatest(state, item) ? (isPresent(state, item) ? undefined : 'gone') : 'replaced';

function inFolder(state: State, item: ItemRecord): Place {
  const folder = folderOf(state, item);
  const above = folder && inFolder(state, folder);
  const { id, revision, source } = item;
  const { name = '', rawName = Buffer.alloc(0) } = item.listed ?? {};
  const root = { by: source, id: '', revision: 0 };
  return {
    item: id,
    record: item,
    family: familyOf(id),
    source,
    name,
    path: above ? `${above.path}/${name}` : name,
    rawPath: above ? Buffer.concat([above.rawPath, Buffer.from('/'), rawName]) : rawName,
    file: item,
    through: [],
    past: pastOf(state, item) !== undefined,
    pastBy: pastOf(state, item),
    way: [...(above ? above.way : [root]), { by: rawName, id, revision }],
  };
}

/** All places of an item, what is there before what is past, each in the order of the evidence. */
export function placesOf(state: State, item: ItemRecord, inside: readonly string[] = []): Place[] {
  const { found, id, revision } = item;
  if (found?.holder === undefined) return [inFolder(state, item)];
  const { holder, name, relation, ordinal = 0 } = found;
  if (inside.includes(holder)) return [];
  const shownName = name || `#${ordinal}`;
  return everCarriersOf(state, holder)
    .flatMap((carrier) => placesOf(state, carrier, [...inside, holder]))
    .map((above) => ({
      ...above,
      item: id,
      parent: above.item,
      record: item,
      family: familyOf(id, relation, above),
      name: shownName,
      path: `${above.path}/${shownName}`,
      through: [...above.through, holder],
      past: above.past || !isLatest(state, item),
      pastBy: pastOf(state, item) ?? above.pastBy,
      way: [...above.way, { by: ordinal, id, revision }],
    }))
    .sort(comparePlaces);
}

function compareSteps(one: Step, other: Step): number {
  if (typeof one.by !== typeof other.by) return typeof one.by === 'number' ? -1 : 1;
  const difference =
    typeof one.by === 'number' || typeof other.by === 'number'
      ? Number(one.by) - Number(other.by)
      : Buffer.compare(one.by, other.by);
  return difference || Number(one.id > other.id) - Number(one.id < other.id) || one.revision - other.revision;
}

/** What holds something comes before what it holds. */
export function byEvidence(one: Pick<Place, 'way'>, other: Pick<Place, 'way'>): number {
  for (const [at, step] of one.way.entries()) {
    const against = other.way[at];
    if (against === undefined) return 1;
    const difference = compareSteps(step, against);
    if (difference !== 0) return difference;
  }
  return one.way.length - other.way.length;
}

export const comparePlaces = (one: Place, other: Place): number =>
  Number(one.past) - Number(other.past) || byEvidence(one, other);

/** All places of a content, those of what is past included. */
export const placesOfContent = (state: State, sha256: string): Place[] =>
  everCarriersOf(state, sha256)
    .flatMap((carrier) => placesOf(state, carrier))
    .sort(comparePlaces);

const metadataOf = (state: State, sha256: string): Metadata =>
  state.documents.get(sha256)?.attempts.at(-1)?.document.metadata ?? {};

export const statedAt = (state: State, sha256: string): StatedByContent =>
  statedBy(metadataOf(state, sha256));

const carrierOf = (state: State, { through }: Place): StatedByContent =>
  carriedBy(through.toReversed().map((sha256) => statedAt(state, sha256)));

/** What says that a place was deleted. */
export const deletionsOf = (state: State, place: Place, sha256: string): Deletion[] =>
  deletionsAt(place.path, statedAt(state, sha256).deletions, carrierOf(state, place).deletions);

/** The dates of a content as the index holds them. `withheld` says of a place from whom it is kept. */
export function datesOf(
  state: State,
  sha256: string,
  places: readonly Place[],
  withheld: (place: Place) => readonly string[] | undefined,
): IndexEntry['dates'] {
  const zoneOf = ({ source }: Place): string | undefined => state.sources[source - 1]?.intake.timeZone;
  const carried = carriedDate(
    places.map((place) => ({
      sent: carrierOf(state, place).sent,
      source: place.source,
      zone: zoneOf(place),
      withheld: withheld(place),
    })),
  );
  const [first] = places;
  return indexDates(metadataOf(state, sha256), first && zoneOf(first), carried);
}

/** The first carrier in the order of the evidence. */
export const firstCarrier = (state: State, sha256: string): ItemRecord | undefined =>
  placesOfContent(state, sha256)[0]?.record;
