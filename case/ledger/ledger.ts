/**
 * The reading ports of the ledger, as they are opened together. Any number of readers at a time, also beside a run that
 * writes. Two contracts hold for all of them:
 *
 * - Every question takes a scope; what is withheld from it leaves no trace.
 * - Nothing is named by a row: an item is its id and revision, a document its SHA-256, a source its reference. Lists
 *   have the order that stands with them, which follows from the evidence and not from who wrote first. Text is ordered
 *   by its bytes in UTF-8.
 *
 * An item is past when it is an earlier revision, or gone from its source with all that leads to it; else it is current.
 * A content stays in the case, with its texts, tags and events, when nothing current carries it any more.
 */
import type { AuditReading } from './audit.ts';
import type { ChangeReading } from './changes.ts';
import type { CoverageReading } from './coverage.ts';
import type { DocumentReading } from './documents.ts';
import type { EntryReading } from './entries.ts';
import type { ItemReading } from './items.ts';
import type { MarkReading } from './marks.ts';
import type { ParticipantReading } from './participants.ts';
import type { PlaceReading } from './places.ts';
import type { RecordReading } from './records.ts';
import type { RemovalReading } from './removals.ts';
import type { RunReading } from './runs.ts';
import type { SnapshotReading } from './snapshots.ts';
import type { SourceReading } from './sources.ts';
import type { TaggedReading } from './tagged.ts';
import type { TagReading } from './tags.ts';
import type { TimelineReading } from './timeline.ts';

export interface Ledger {
  readonly audit: AuditReading;
  readonly changes: ChangeReading;
  readonly coverage: CoverageReading;
  readonly documents: DocumentReading;
  readonly entries: EntryReading;
  readonly items: ItemReading;
  readonly marks: MarkReading;
  readonly participants: ParticipantReading;
  readonly places: PlaceReading;
  readonly records: RecordReading;
  readonly removals: RemovalReading;
  readonly runs: RunReading;
  readonly snapshots: SnapshotReading;
  readonly sources: SourceReading;
  readonly tagged: TaggedReading;
  readonly tags: TagReading;
  readonly timeline: TimelineReading;
  close(): Promise<void>;
}
