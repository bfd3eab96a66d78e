/**
 * The tables of the SQLite catalogue. Rows are narrow because there are as many as files in the evidence:
 * numbers and blobs, parents by row, paths put together when they are read.
 */
import { itemKind } from '../../schemas/index-entry.ts';
import { auditHeadTable } from './audit-links.ts';
import { itemEntryTable } from './item-entry-schema.ts';
import { changedTable } from './changed-schema.ts';
import { carriedColumns, groundColumn, labelTables, markTables } from './mark-schema.ts';
import { numberTable } from './number-schema.ts';
import { participantTables } from './participant-schema.ts';
import { recordTables } from './record-schema.ts';
import { relistedTable } from './relisted.ts';
import { removalTables } from './removal-schema.ts';
import { screenTables } from './screen-schema.ts';

/**
 * Raised with every change of the tables. A writer brings an older catalogue forward (`catalogueSteps`); a newer one is
 * refused, never guessed at.
 */
export const catalogueVersion = 21;

/** From which on a catalogue has rows of who is named in messages. */
export const versionOfParticipants = 20;

/** `item.kind`. Members, attachments and embedded files are held by a content; the others lie in a folder. */
export const itemKinds = itemKind.options;

/** By what the entries of a folder are ordered, as an expression of their rows: the bytes of their names. */
export const nameOrder = 'COALESCE(raw_name, CAST(name AS BLOB))';

/** Of a row of `item`. A volume is a piece of another whole: what its content is elsewhere, and holds, is not at its place. */
export const isNoVolume = "code IS NOT 'volume'";

/**
 * item: one row per item and revision. `place` is the folder it lies in (null for a source's root and for what
 * a content holds), `holder` the content that holds it. `state` is 1 while the item must be read. `fate` ends
 * an item without its document's outcome (skipped, unreadable). Times are nanoseconds, their forms packed in
 * `time_forms` (see `packed-time.ts`).
 *
 * document: one row per content; `status` is null until its parsing ended. `first` is its first carrier in
 * evidence order, derived when a run ends. `revision` counts what the index should show, `indexed` what it does.
 *
 * unsettled: documents whose carriers changed since the first was last derived. Kept until that is done, so that a
 * killed run leaves it to the next.
 */
const tablesOfVersion1 = `
CREATE TABLE source (
  source INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  root BLOB NOT NULL,
  kind TEXT NOT NULL,
  intake TEXT NOT NULL,
  run INTEGER NOT NULL
) STRICT;

CREATE TABLE run (
  run INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  verb TEXT NOT NULL,
  record TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT,
  outcome TEXT,
  lease TEXT
) STRICT;

CREATE TABLE item (
  item INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  revision INTEGER NOT NULL,
  source INTEGER,
  place INTEGER,
  holder INTEGER,
  ordinal INTEGER,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  raw_name BLOB,
  locator TEXT,
  size INTEGER,
  modified INTEGER,
  accessed INTEGER,
  changed INTEGER,
  created INTEGER,
  time_forms INTEGER NOT NULL,
  device TEXT,
  inode TEXT,
  document INTEGER,
  state INTEGER NOT NULL,
  fate TEXT,
  code TEXT,
  detail TEXT,
  warnings TEXT,
  run INTEGER NOT NULL,
  superseded INTEGER,
  gone INTEGER
) STRICT;
CREATE UNIQUE INDEX item_id ON item (id, revision);
CREATE INDEX item_place ON item (place) WHERE place IS NOT NULL;
CREATE INDEX item_holder ON item (holder, ordinal) WHERE holder IS NOT NULL;
CREATE INDEX item_document ON item (document) WHERE document IS NOT NULL;
CREATE INDEX item_state ON item (item) WHERE state <> 0;

CREATE TABLE document (
  document INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  sha1 BLOB NOT NULL,
  md5 BLOB NOT NULL,
  size INTEGER NOT NULL,
  format TEXT NOT NULL,
  media_type TEXT NOT NULL,
  status TEXT,
  code TEXT,
  detail TEXT,
  known TEXT,
  notable TEXT,
  metadata TEXT,
  warnings TEXT,
  extractor TEXT,
  completeness TEXT,
  members_expected INTEGER,
  members_emitted INTEGER,
  members_skipped INTEGER,
  members_failed INTEGER,
  expanded_bytes INTEGER,
  first INTEGER,
  run INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  indexed INTEGER NOT NULL
) STRICT;
CREATE INDEX document_pending ON document (document) WHERE status IS NULL AND known IS NULL;
CREATE INDEX document_dirty ON document (document) WHERE revision <> indexed;

CREATE TABLE text (
  text INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  document INTEGER NOT NULL,
  kind TEXT NOT NULL,
  units INTEGER NOT NULL,
  anchors BLOB,
  extractor TEXT NOT NULL,
  run INTEGER NOT NULL,
  superseded INTEGER
) STRICT;
CREATE INDEX text_document ON text (document);

CREATE TABLE mention_block (
  text INTEGER NOT NULL,
  list_version TEXT NOT NULL,
  seq INTEGER NOT NULL,
  run INTEGER NOT NULL,
  block BLOB NOT NULL,
  PRIMARY KEY (text, list_version, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity (
  entity INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (name, kind)
) STRICT;

CREATE TABLE document_entity (
  entity INTEGER NOT NULL,
  document INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (document, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_entity_entity ON document_entity (entity);

CREATE TABLE document_personal_data (
  document INTEGER NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (document, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  event INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  form INTEGER NOT NULL,
  offset_minutes INTEGER,
  raw TEXT NOT NULL,
  message TEXT
) STRICT;
CREATE INDEX event_document ON event (document);

CREATE TABLE attempt (
  attempt INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  run INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  at TEXT NOT NULL,
  status TEXT NOT NULL,
  code TEXT,
  detail TEXT,
  extractor TEXT,
  read_ms REAL,
  identify_ms REAL,
  extract_ms REAL,
  enrich_ms REAL
) STRICT;
CREATE INDEX attempt_document ON attempt (document);

CREATE TABLE unsettled (document INTEGER PRIMARY KEY) STRICT;
`;

/** written_unit: what the last writes of runs were answered, so that one that is sent again is done once. */
const unitTable = `
CREATE TABLE written_unit (
  seq INTEGER PRIMARY KEY,
  unit TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL,
  answer TEXT
) STRICT;
`;

/**
 * What is past is shown so by the index: contents of which some place is are shown to it again.
 *
 * source: `listing` is the run that last began to list it, `listed` the last one that came to the end.
 */
const listingColumns = `
ALTER TABLE source ADD COLUMN listing INTEGER;
ALTER TABLE source ADD COLUMN listed INTEGER;
UPDATE source SET listing = run, listed = run;
WITH RECURSIVE past (document) AS (
    SELECT document FROM item WHERE (gone IS NOT NULL OR superseded IS NOT NULL) AND document IS NOT NULL
    UNION SELECT item.document FROM item JOIN past ON item.holder = past.document WHERE item.document IS NOT NULL)
  UPDATE document SET revision = revision + 1 WHERE indexed > 0 AND document IN (SELECT document FROM past);
`;

/** custody: statements about a source, only added to; `body` is the statement as JSON, `record` of the audit log. */
const custodyTable = `
CREATE TABLE custody (
  entry INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  record INTEGER NOT NULL
) STRICT;
CREATE INDEX custody_source ON custody (source);
`;

/**
 * What says that a place was deleted, and the message that carries it, the index shows since: contents that lie in another
 * or in a folder of what was deleted are shown to it again. The names of such folders are many, so that it is all contents.
 */
const deletionsShown = `
UPDATE document SET revision = revision + 1 WHERE indexed > 0;
`;

/** A folder of any size is compared part by part, and read in order without sorting. */
const itemsByName = `
DROP INDEX item_place;
CREATE INDEX item_place ON item (place, ${nameOrder}) WHERE place IS NOT NULL;
`;

/** What a content and all that lies in it come to; unknown of what ended before, so that its parser finds out. */
const costColumn = `
ALTER TABLE document ADD COLUMN case_bytes INTEGER;
`;

/** What is said of an item is shown at its place: contents of such items are shown to the index again. */
const itemCodesShown = `
UPDATE document SET revision = revision + 1 WHERE indexed > 0 AND document IN (
  SELECT document FROM item WHERE warnings IS NOT NULL AND document IS NOT NULL);
`;

/** What brings a catalogue from each version to the next, from none on; only added to. */
export const catalogueSteps: readonly string[] = [
  tablesOfVersion1,
  labelTables,
  unitTable,
  markTables,
  listingColumns,
  custodyTable,
  deletionsShown,
  itemEntryTable,
  itemsByName,
  removalTables,
  relistedTable,
  costColumn,
  auditHeadTable,
  recordTables,
  groundColumn,
  numberTable,
  screenTables,
  carriedColumns,
  changedTable,
  participantTables,
  itemCodesShown,
];
