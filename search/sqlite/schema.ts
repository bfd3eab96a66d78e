/** The tables of the embedded index, and opening its file. */
import type { DatabaseSync } from 'node:sqlite';
import { foreignPart, openFile, type OpenMode } from '../../sqlite/open-file.ts';
import { textKind } from '../../schemas/anchor.ts';
import { metadataFields } from '../query/fields.ts';
import { asIndexError, IndexFileError } from './index-file-error.ts';

/** Columns of the full-text tables, in this order. */
export const wordColumns = [...textKind.options, ...metadataFields] as const;

const applicationId = 0x45766978;
/** Grows with every change of the tables or of the analysis. */
const indexVersion = 18;
/** The first in which labels and withholding were of places. */
const withPlaceMarks = 5;
/** The first in which families were numbered. */
const withFamilies = 13;
/** The oldest whose entries and texts can still be read, to copy them into an index of now. */
const oldestCopied = 2;

/**
 * The terms come space-joined from `analysis.ts`; the splitter must take all other ASCII as part of a term.
 * Contentless: the texts stand beside it, compressed.
 */
const splitter = `tokenize="ascii tokenchars '!#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~""'"`;
const fullText = (name: string, columns: readonly string[]): string =>
  `CREATE VIRTUAL TABLE ${name} USING fts5(
    ${columns.map((column) => `"${column}"`).join(', ')}, content='', contentless_delete=1, ${splitter});
   INSERT INTO ${name}(${name}, rank) VALUES('automerge', 16);
   INSERT INTO ${name}(${name}, rank) VALUES('crisismerge', 64);
   INSERT INTO ${name}(${name}, rank) VALUES('hashsize', 33554432);
   INSERT INTO ${name}(${name}, rank) VALUES('pgsz', 8000);
   CREATE VIRTUAL TABLE ${name}_terms USING fts5vocab('${name}', 'row');`;

export const fullTextTables = ['words', 'parts', 'places'] as const;

const tables = `
-- Changes with every write: what a cursor remembers of the index holds while it stays.
CREATE TABLE state(generation INTEGER NOT NULL);
INSERT INTO state VALUES(0);
CREATE TABLE document(
  doc INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, revision INTEGER NOT NULL, size INTEGER NOT NULL,
  run INTEGER NOT NULL, main_date INTEGER, long INTEGER NOT NULL, withheld INTEGER NOT NULL);
-- \`withheld\` is 1 where some place is. The entry is apart from the narrow rows that every question walks over.
CREATE TABLE entry(doc INTEGER PRIMARY KEY, coding INTEGER NOT NULL, entry BLOB NOT NULL);
-- What pages by date and counts of days walk over.
CREATE INDEX document_date ON document(main_date);
CREATE INDEX document_long ON document(doc) WHERE long = 1;
CREATE INDEX document_withheld ON document(doc) WHERE withheld = 1;
-- \`docs\` counts the documents that name it. A short text lies in a block with others, a longer one in chunks:
-- chunk number n of a text is row text * 2^20 + n. Without an id it is staged still.
CREATE TABLE text(
  text INTEGER PRIMARY KEY, id BLOB UNIQUE, units INTEGER NOT NULL, chunks INTEGER NOT NULL,
  docs INTEGER NOT NULL, block INTEGER, at INTEGER, bytes INTEGER, wide INTEGER NOT NULL);
CREATE TABLE text_block(
  block INTEGER PRIMARY KEY, texts INTEGER NOT NULL, packed INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE staged(
  handle TEXT PRIMARY KEY, text INTEGER NOT NULL, next_seq INTEGER NOT NULL, broken INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE chunk(
  chunk INTEGER PRIMARY KEY, at INTEGER NOT NULL, units INTEGER NOT NULL, coding INTEGER NOT NULL,
  data BLOB NOT NULL);
-- Anchors of texts that have many, in blocks; the others stand in the entry.
CREATE TABLE anchor_block(
  doc INTEGER NOT NULL, ordinal INTEGER NOT NULL, at INTEGER NOT NULL, block INTEGER NOT NULL,
  data BLOB NOT NULL, PRIMARY KEY(doc, ordinal, at, block)) WITHOUT ROWID;
-- Families by number: \`family(…)\` joins sets of them.
CREATE TABLE family(family INTEGER PRIMARY KEY, id NOT NULL UNIQUE);
-- \`path_key\` is the start of the key, and \`name\` mostly where it begins in the path (path-keys.ts).
CREATE TABLE occurrence(
  place INTEGER PRIMARY KEY, doc INTEGER NOT NULL, item, path TEXT NOT NULL, path_key TEXT NOT NULL,
  name NOT NULL, source INTEGER NOT NULL, custodian INTEGER, family INTEGER NOT NULL, deletions TEXT,
  past INTEGER NOT NULL, withheld INTEGER NOT NULL);
-- With what facets count and what conditions ask, so that they walk over nothing else.
CREATE INDEX occurrence_doc ON occurrence(doc, source, custodian, withheld, family);
CREATE INDEX occurrence_family ON occurrence(family, doc, withheld);
CREATE INDEX occurrence_deleted ON occurrence(doc) WHERE deletions IS NOT NULL;
CREATE INDEX occurrence_path ON occurrence(path_key, doc);
CREATE INDEX occurrence_place ON occurrence(place, doc);
-- Labels of places and codes of their items, the values among the keywords; and the scopes that places are withheld for.
CREATE TABLE place_label(value INTEGER NOT NULL, place INTEGER NOT NULL, doc INTEGER NOT NULL,
  PRIMARY KEY(value, place)) WITHOUT ROWID;
CREATE INDEX place_label_doc ON place_label(doc, place);
CREATE TABLE withheld(doc INTEGER NOT NULL, place INTEGER NOT NULL, scope TEXT NOT NULL,
  PRIMARY KEY(doc, place, scope)) WITHOUT ROWID;
-- Keywords of all kinds: each value once, and the documents that have it.
CREATE TABLE value(
  value INTEGER PRIMARY KEY, space TEXT NOT NULL, key TEXT NOT NULL, display TEXT NOT NULL,
  UNIQUE(space, key, display));
CREATE TABLE posting(value INTEGER NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY(value, doc)) WITHOUT ROWID;
CREATE TABLE date(
  kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, doc INTEGER NOT NULL,
  PRIMARY KEY(kind, start, end, doc)) WITHOUT ROWID;
-- A long document is in \`parts\` instead of \`words\`: its metadata (text is null) and overlapping stretches.
CREATE TABLE part(part INTEGER PRIMARY KEY, doc INTEGER NOT NULL, text INTEGER, at INTEGER NOT NULL);
CREATE INDEX part_doc ON part(doc);
${fullText('words', wordColumns)}
${fullText('parts', wordColumns)}
${fullText('places', ['path', 'name'])}
`;

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Of an earlier version, which is only copied from, it is not known what it was made as: nothing in it may do anything. */
function checkMade(database: DatabaseSync, version: number): void {
  const foreign =
    version === indexVersion
      ? foreignPart(database, tables)
      : database
          .prepare("SELECT type || ' ' || name AS part FROM sqlite_schema WHERE type IN ('trigger', 'view')")
          .get()?.['part'];
  if (foreign === undefined) return;
  throw new IndexFileError(
    'case-untrusted',
    `the index file is not as this program makes it: ${String(foreign)}`,
  );
}

function prepare(database: DatabaseSync, readOnly: boolean, oldest: number): void {
  database.exec('PRAGMA busy_timeout = 10000');
  // Of one state: another process may be making it.
  database.exec('BEGIN');
  const application = number(database.prepare('PRAGMA application_id').get()?.['application_id']);
  const version = number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  const isNew =
    application === 0 &&
    number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']) === 0;
  if (!isNew && (application !== applicationId || version > indexVersion || version < oldest)) {
    throw new IndexFileError(
      'index-version',
      application === applicationId
        ? `the index is of version ${version}, this program reads version ${indexVersion}`
        : 'the file is no index of this program',
      undefined,
      application === applicationId && version >= oldestCopied && version < indexVersion
        ? 'Build it anew with `evidex reindex --to sqlite`; the evidence is not read for it.'
        : undefined,
    );
  }
  if (!isNew) checkMade(database, version);
  database.exec('COMMIT');
  if (isNew && readOnly) throw new IndexFileError('index-version', 'the index file is empty');
  if (readOnly) {
    database.exec('PRAGMA query_only = 1; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY');
    return;
  }
  if (isNew) database.exec('PRAGMA page_size = 16384');
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
     PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 6000; PRAGMA journal_size_limit = 134217728`,
  );
  if (isNew) {
    database.exec(
      `BEGIN IMMEDIATE; ${tables}
       PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${indexVersion}; COMMIT`,
    );
  }
}

const versionOf = (database: DatabaseSync): number =>
  number(database.prepare('PRAGMA user_version').get()?.['user_version']);

/** Whether an opened file is of the time before its places had marks. */
export const isOfEarlierVersion = (database: DatabaseSync): boolean => versionOf(database) < withPlaceMarks;

/** Whether the places of an opened file name their family by its number, and not by its id. */
export const numbersFamilies = (database: DatabaseSync): boolean => versionOf(database) >= withFamilies;

/**
 * Opens the file, or makes it where a writer finds none. With `toCopy` also one of an earlier version, whose entries
 * and texts can be read but not searched. Throws `IndexFileError`.
 */
export function openIndexFile(path: string, mode: OpenMode, toCopy = false): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = openFile(path, mode);
    prepare(database, mode !== 'write', toCopy ? oldestCopied : indexVersion);
    return database;
  } catch (error) {
    database?.close();
    throw asIndexError(error);
  }
}
