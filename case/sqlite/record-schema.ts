/** The tables of case records. */

/**
 * case_record: a row for each version of a record, only added to; of what a removal of evidence took, `body` is null.
 * `gone`: 0 while it says something, 1 for a version that a person removed, 2 for one whose evidence was. `cites` is JSON,
 * `record` a number of the audit log. record_cite: what each version cites, by targets as of marks.
 */
export const recordTables = `
CREATE TABLE case_record (
  row INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT,
  cites TEXT NOT NULL,
  gone INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  record INTEGER NOT NULL,
  UNIQUE (kind, id, version)
) STRICT;
CREATE INDEX case_record_first ON case_record (kind, row) WHERE version = 1;
CREATE TABLE record_cite (
  row INTEGER NOT NULL,
  target INTEGER NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (row, target, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_cite_id ON record_cite (id, target);
`;
