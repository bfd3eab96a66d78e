/** Where items lie, which are present, and their order in the evidence: derived from the items each time it is asked. */
import { familyOf } from '../../case/family.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { type ItemRecord, latest, latestItems, type State } from './state.ts';

export interface Place extends Pick<Occurrence, 'item' | 'path' | 'name' | 'family'> {
  readonly source: number;
  /** Raw bytes of the path of the file below the source. */
  readonly rawPath: Uint8Array;
  readonly file: ItemRecord;
  /** The contents on the way, outermost first. */
  readonly through: readonly string[];
  /** Names by their raw bytes, then ordinals: what evidence order compares. */
  readonly order: readonly (Uint8Array | number)[];
}

export const carriersOf = (state: State, sha256: string): ItemRecord[] =>
  latestItems(state).filter(({ document }) => document === sha256);

/** In its folder, or held by a content that something present carries; a content does not keep itself present. */
export function isPresent(state: State, item: ItemRecord, inside: readonly string[] = []): boolean {
  const holder = item.found?.holder;
  if (holder !== undefined)
    return (
      !inside.includes(holder) &&
      carriersOf(state, holder).some((carrier) => isPresent(state, carrier, [...inside, holder]))
    );
  if (item.gone) return false;
  const folder = latest(state, item.folder ?? '');
  return !folder || isPresent(state, folder);
}

function inFolder(state: State, item: ItemRecord): Place {
  const folder = latest(state, item.folder ?? '');
  const above = folder && inFolder(state, folder);
  const { name = '', rawName = Buffer.alloc(0) } = item.listed ?? {};
  return {
    item: item.id,
    family: familyOf(item.id),
    source: item.source,
    name,
    path: above ? `${above.path}/${name}` : name,
    rawPath: above ? Buffer.concat([above.rawPath, Buffer.from('/'), rawName]) : rawName,
    file: item,
    through: [],
    order: [...(above ? above.order : [item.source]), rawName],
  };
}

/** All places of an item, in the order of the evidence. */
export function placesOf(state: State, item: ItemRecord, inside: readonly string[] = []): Place[] {
  const { found } = item;
  if (found?.holder === undefined) return [inFolder(state, item)];
  const { holder, name, relation, ordinal = 0 } = found;
  if (inside.includes(holder)) return [];
  return carriersOf(state, holder)
    .flatMap((carrier) => placesOf(state, carrier, [...inside, holder]))
    .map((above) => ({
      ...above,
      item: item.id,
      family: familyOf(item.id, relation, above),
      name,
      path: `${above.path}/${name}`,
      through: [...above.through, holder],
      order: [...above.order, ordinal],
    }))
    .sort(byEvidence);
}

export function byEvidence(one: Pick<Place, 'order'>, other: Pick<Place, 'order'>): number {
  for (const [at, part] of one.order.entries()) {
    const against = other.order[at];
    if (against === undefined) return 1;
    const difference =
      typeof part === 'number' || typeof against === 'number'
        ? Number(part) - Number(against)
        : Buffer.compare(part, against);
    if (difference !== 0) return difference;
  }
  return one.order.length - other.order.length;
}

/** All places of a content that something present has. */
export const placesOfContent = (state: State, sha256: string): Place[] =>
  carriersOf(state, sha256)
    .filter((carrier) => isPresent(state, carrier))
    .flatMap((carrier) => placesOf(state, carrier))
    .sort(byEvidence);

/** The first carrier in the order of the evidence. */
export const firstCarrier = (state: State, sha256: string): string | undefined =>
  placesOfContent(state, sha256)[0]?.item;
