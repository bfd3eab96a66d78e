/** What the index must show of places of the SQLite catalogue, all as of one moment. */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentCommit } from '../catalogue/commits.ts';
import type { EntryMarks, MarkedPlace } from '../catalogue/marks.ts';
import type { MarkReader } from './mark-reader.ts';
import type { MarkStore } from './mark-store.ts';

/** Where the entry of a document stands, if the index has one. */
export const markedPlaceOf = ({ document, indexed }: DocumentCommit): MarkedPlace[] =>
  indexed ? [{ document: document.hashes.sha256, item: indexed.item, family: indexed.family }] : [];

export function marksAt(
  database: DatabaseSync,
  { store, read }: { store: MarkStore; read: MarkReader },
  places: readonly MarkedPlace[],
): { change: number; marks: readonly EntryMarks[] } {
  database.exec('BEGIN');
  try {
    const { last: change } = store.state();
    const marks = places.map((place) => ({
      revision: store.revisionOf(place.document),
      ...(change === 0 ? {} : read.at(place)),
    }));
    return { change, marks };
  } finally {
    database.exec('COMMIT');
  }
}
