/** Places beyond those that are nested in an entry: one document of `places` each. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Occurrence, occurrence } from '../../schemas/index-entry.ts';
import { deleteAction, indexAction } from './write/actions.ts';
import type { Connection } from './server/connection.ts';
import { placeDocument } from './entry-document.ts';
import type { IndexNames } from './server/index-set.ts';
import { ignore, reasonIn } from './write/text-writer.ts';
import { walk, type Writing } from './write/writing.ts';

/** From all of the place: one item has several where it lies in a content that has copies. */
const placeId = (document: string, place: Occurrence): string => {
  const { item, path, name, source, custodian, family, deletions, past, codes } = place;
  const rest = JSON.stringify([
    path,
    name,
    source,
    custodian ?? null,
    family,
    deletions ?? null,
    past ?? null,
    codes ?? null,
  ]);
  return `${document}:${createHash('sha256').update(`${item} ${rest}`).digest('base64url')}`;
};

const stored = z.object({ stored: z.string() });

/** All of a document, in no order, as they were at the last refresh. */
export async function loadPlaces(
  connection: Connection,
  names: IndexNames,
  document: string,
): Promise<Occurrence[]> {
  const places: Occurrence[] = [];
  for await (const page of walk({ connection }, names.places, { term: { document } }, ['stored']))
    for (const { _source } of page) places.push(occurrence.parse(JSON.parse(stored.parse(_source).stored)));
  return places;
}

/** Writes those that are not there yet; `refused` is told why the index did not take one. */
export async function writePlaces(
  { bulk, names }: Writing,
  document: string,
  places: readonly Occurrence[],
  there: readonly Occurrence[],
  refused: (reason: string) => void,
): Promise<void> {
  const known = new Set(there.map((place) => placeId(document, place)));
  for (const place of places) {
    const id = placeId(document, place);
    if (known.has(id)) continue;
    const body = JSON.stringify({
      document,
      item: place.item,
      ...placeDocument(place),
      stored: JSON.stringify(place),
    });
    await bulk.add(indexAction(names.places, id, body), (outcome) => {
      const reason = reasonIn(outcome);
      if (reason !== undefined) refused(reason);
    });
  }
}

/** Deletes those that are no longer among `places`. */
export async function deletePlaces(
  { bulk, names }: Writing,
  document: string,
  there: readonly Occurrence[],
  places: readonly Occurrence[],
): Promise<void> {
  const kept = new Set(places.map((place) => placeId(document, place)));
  for (const place of there) {
    const id = placeId(document, place);
    if (!kept.has(id)) await bulk.add(deleteAction(names.places, id), ignore);
  }
}
