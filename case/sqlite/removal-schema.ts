/** The tables of removals. */

/**
 * removal: one row each; `work` is kept until it has ended. tombstone: by the salted hash of the id that is gone; `item` is
 * the row that stands for it, null where that went with something above it. removed_entry: what the index must be told,
 * by the ids of its entries; `document` where places are left that it must show.
 */
export const removalTables = `
CREATE TABLE removal_salt (salt BLOB NOT NULL) STRICT;
CREATE TABLE removal (
  removal INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  record INTEGER NOT NULL,
  reason TEXT NOT NULL,
  items INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  work TEXT
) STRICT;
CREATE TABLE tombstone (
  key BLOB PRIMARY KEY,
  removal INTEGER NOT NULL,
  item INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_item ON tombstone (item) WHERE item IS NOT NULL;
CREATE TABLE removed_entry (entry TEXT PRIMARY KEY, document INTEGER) STRICT, WITHOUT ROWID;
`;
