/**
 * Places as the index is told of them. Each document has its whole path there, several times: under a member with a long
 * name, or under many, each small document of a container would cost what the names do.
 */
import { hash } from 'node:crypto';
import type { Occurrence } from '../../schemas/index-entry.ts';

/** UTF-16 units; no path that a system takes at once has more than 4,096 bytes. */
export const maxIndexedPathUnits = 6_144;
const keptUnits = 3_000;
const hashDigits = 16;

/**
 * The path, or of a longer one its start and its end, and between them the start of its SHA-256, so that two that differ in
 * what is left out stay two. The ledger has all of it.
 */
function indexedPath(path: string): string {
  if (path.length <= maxIndexedPathUnits) return path;
  const start = path.slice(0, keptUnits).toWellFormed();
  const end = path.slice(-keptUnits).toWellFormed();
  return `${start}…${hash('sha256', path).slice(0, hashDigits)}…${end}`;
}

export const indexedPlaces = (places: readonly Occurrence[]): Occurrence[] =>
  places.map((place) => ({ ...place, path: indexedPath(place.path) }));
