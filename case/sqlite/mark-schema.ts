/** The tables of labels, notes and withholding in the SQLite catalogue, and how they came to be what they are. */

/**
 * label: one row for each time that a document got one; a removal ends the row and leaves it. `key` is what labels
 * are compared by. The revisions are those that the change made of the document. `record` numbers are of the audit log.
 */
export const labelTables = `
CREATE TABLE label (
  label INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  added_revision INTEGER NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_record INTEGER NOT NULL,
  removed_revision INTEGER,
  removed_at TEXT,
  removed_by TEXT,
  removed_record INTEGER
) STRICT;
CREATE INDEX label_document ON label (document);
CREATE UNIQUE INDEX label_current ON label (key, document) WHERE removed_at IS NULL;

CREATE TABLE note (
  note INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  text TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  record INTEGER NOT NULL
) STRICT;
CREATE INDEX note_document ON note (document);
`;

/**
 * Labels, notes and withholding are of a target: `target` says of what sort, as in `markCovers`, `id` which one: the
 * id of the item, the id of the parent of the family (see `../family.ts`), or the SHA-256 of the content. What they mean
 * for an item at a place is derived when it is asked for, so a member that is found later has what its family has.
 *
 * withholding: `scope` is the review scope from whose readers alone it is not kept. In force while `removed_at` is null.
 * mark_state: `change` counts the transactions that changed labels or withholding, rows say in which they last did;
 * `shown` is the last one that the index shows, with all before it.
 * unshown: documents of which the index may not show such a change yet, and the revision that does.
 *
 * Families had another rule before, and labels were of contents: what is concerned is shown to the index again.
 */
export const markTables = `
ALTER TABLE label RENAME TO content_label;
DROP INDEX label_document;
DROP INDEX label_current;
CREATE TABLE label (
  label INTEGER PRIMARY KEY,
  target INTEGER NOT NULL,
  id BLOB NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_record INTEGER NOT NULL,
  removed_at TEXT,
  removed_by TEXT,
  removed_record INTEGER,
  change INTEGER NOT NULL
) STRICT;
INSERT INTO label SELECT l.label, 2, d.sha256, l.key, l.name, l.added_at, l.added_by, l.added_record, l.removed_at,
  l.removed_by, l.removed_record, 0 FROM content_label l JOIN document d ON d.document = l.document;
CREATE INDEX label_target ON label (id, target);
CREATE INDEX label_change ON label (change);
CREATE UNIQUE INDEX label_current ON label (key, target, id) WHERE removed_at IS NULL;

ALTER TABLE note RENAME TO content_note;
DROP INDEX note_document;
CREATE TABLE note (
  note INTEGER PRIMARY KEY,
  target INTEGER NOT NULL,
  id BLOB NOT NULL,
  text TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  record INTEGER NOT NULL
) STRICT;
INSERT INTO note SELECT n.note, 2, d.sha256, n.text, n.at, n.by, n.record
  FROM content_note n JOIN document d ON d.document = n.document;
CREATE INDEX note_target ON note (id, target);

CREATE TABLE withholding (
  withholding INTEGER PRIMARY KEY,
  target INTEGER NOT NULL,
  id BLOB NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_record INTEGER NOT NULL,
  removed_at TEXT,
  removed_by TEXT,
  removed_record INTEGER,
  change INTEGER NOT NULL
) STRICT;
CREATE INDEX withholding_target ON withholding (id, target);
CREATE INDEX withholding_change ON withholding (change);
CREATE UNIQUE INDEX withholding_current ON withholding (scope, target, id) WHERE removed_at IS NULL;

CREATE TABLE mark_state (change INTEGER NOT NULL, shown INTEGER NOT NULL) STRICT;
INSERT INTO mark_state SELECT min(1, count(*)), 0 FROM content_label;
CREATE TABLE unshown (
  document INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL
) STRICT;

UPDATE document SET revision = revision + 1 WHERE indexed > 0 AND (document IN (SELECT document FROM content_label)
  OR document IN (SELECT document FROM item WHERE holder IS NOT NULL));
DROP TABLE content_label;
DROP TABLE content_note;
`;

/** withholding: `ground` is a word that is counted for who does not see what is withheld; none was asked for before. */
export const groundColumn = `
ALTER TABLE withholding ADD COLUMN ground TEXT;
`;

/** `carried`: id of the item from which a mark went over to its target; absent for what a person or a screen said of it. */
export const carriedColumns = `
ALTER TABLE label ADD COLUMN carried BLOB;
ALTER TABLE withholding ADD COLUMN carried BLOB;
`;
