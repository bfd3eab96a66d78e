/** The ledger on SQLite: the reading ports over one connection to the catalogue's file. */
import type { Ledger } from '../ledger/ledger.ts';
import { AuditLinks } from './audit-links.ts';
import { CoverageReader } from './coverage-reader.ts';
import { DocumentReader } from './document-reader.ts';
import { EntryReader } from './entry-reader.ts';
import { ItemReader } from './item-reader.ts';
import { MarkReader } from './mark-reader.ts';
import { openDatabase } from './open-database.ts';
import { ParticipantReader } from './participant-reader.ts';
import { PlaceReader } from './place-reader.ts';
import { Places } from './places.ts';
import { RecordReader } from './record-reader.ts';
import { RemovalReader } from './removal-reader.ts';
import { RunReader } from './run-reader.ts';
import { ScopedMarks } from './scoped-marks.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { SourceReader } from './source-reader.ts';
import { TagReader } from './tag-reader.ts';
import { TaggedReader } from './tagged-reader.ts';
import { TimelineReader } from './timeline-reader.ts';
import { ChangeReader } from './transactions.ts';
import { Visibility } from './visible.ts';

/** Rejects with what `openDatabase` throws: `catalogue-missing`, `catalogue-version`, `catalogue-damaged`. */
export async function openSqliteLedger(path: string, mode: 'read' | 'untouched' = 'read'): Promise<Ledger> {
  const database = openDatabase(path, mode);
  const places = new Places(database);
  const visibility = new Visibility(database, places);
  const documents = new DocumentReader(database, visibility);
  return {
    audit: new AuditLinks(database),
    changes: new ChangeReader(database),
    coverage: new CoverageReader(database, places, visibility),
    documents,
    entries: new EntryReader(database, documents, places, visibility),
    items: new ItemReader(database, places, visibility),
    marks: new ScopedMarks(new MarkReader(database), places, visibility),
    participants: new ParticipantReader(database, places, visibility),
    places: new PlaceReader(database, places, visibility),
    records: new RecordReader(database, visibility),
    removals: new RemovalReader(database),
    runs: new RunReader(database, visibility),
    snapshots: new SnapshotReader(database, visibility),
    sources: new SourceReader(database, places, visibility),
    tagged: new TaggedReader(database, visibility),
    tags: new TagReader(database, places, visibility),
    timeline: new TimelineReader(database, places, visibility),
    close: async () => database.close(),
  };
}
