/**
 * Places as the index is told of them. Each document has its whole path there, several times: under a member with a long
 * name, or under many, each small document of a container would cost what the names do.
 */
import { hash } from 'node:crypto';
import type { Occurrence } from '../../schemas/index-entry.ts';

/** UTF-16 units; Windows shows no path with more than 260, and what people make stays far below. */
const maxIndexedPathUnits = 2_048;
/** Units of one name on the way; no file system has longer ones, members of archives and messages do. */
const maxNameUnits = 255;
const hashDigits = 16;

/**
 * The text, or of a longer one its start and its end, and between them the start of its SHA-256, so that two that differ in
 * what is left out stay two. The ledger has all of it.
 */
function shortened(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const kept = Math.floor((maxUnits - hashDigits - 2) / 2);
  const start = text.slice(0, kept).toWellFormed();
  const end = text.slice(-kept).toWellFormed();
  return `${start}…${hash('sha256', text).slice(0, hashDigits)}…${end}`;
}

/** Of a path, or of a name, which of a member may be a path. Its names are shortened first: many levels with long names come to no more than what lies that deep on a disk. */
function indexedPath(path: string): string {
  if (path.length <= maxNameUnits) return path;
  const names = path.split('/').map((name) => shortened(name, maxNameUnits));
  return shortened(names.join('/'), maxIndexedPathUnits);
}

export const indexedPlaces = (places: readonly Occurrence[]): Occurrence[] =>
  places.map((place) => ({ ...place, path: indexedPath(place.path), name: indexedPath(place.name) }));
