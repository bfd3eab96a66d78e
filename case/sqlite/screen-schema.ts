/** The tables of screening in the SQLite catalogue. */

/**
 * screened: contents in which a term of a screen stood, or that are of a message group in which one did, and for whom
 * they are withheld wherever they lie. screened_family: parents of families in which one stood, by their ids. screened_holder: contents that lie under a name in
 * which one stood: what they hold shows it in its path. screened_message: Message-IDs of such messages. message_id: the contents that
 * state a Message-ID, as their own or as one that they answer or refer to; kept from the first run that screens on.
 * unscreened_family: parents of families that are not read to their end, by their ids; withheld from everybody.
 */
export const screenTables = `
CREATE TABLE screened (
  sha256 BLOB NOT NULL,
  scope TEXT NOT NULL,
  ground TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (sha256, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE screened_family (
  family BLOB NOT NULL,
  scope TEXT NOT NULL,
  ground TEXT NOT NULL,
  PRIMARY KEY (family, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE screened_holder (
  sha256 BLOB NOT NULL,
  scope TEXT NOT NULL,
  ground TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (sha256, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE screened_message (
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  ground TEXT NOT NULL,
  PRIMARY KEY (id, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_id (
  id TEXT NOT NULL,
  document INTEGER NOT NULL,
  PRIMARY KEY (id, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE unscreened_family (family BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
`;
