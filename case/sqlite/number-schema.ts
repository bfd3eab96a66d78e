/** The table of numbers that were given to what went out of the case. */

/** given_number: `item` and `family` are rows of items; null where that was removed, so that the number stays given. */
export const numberTable = `
CREATE TABLE given_number (
  prefix TEXT NOT NULL,
  number INTEGER NOT NULL,
  item INTEGER,
  family INTEGER,
  PRIMARY KEY (prefix, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX given_number_item ON given_number (item, family, prefix) WHERE item IS NOT NULL;
CREATE INDEX given_number_family ON given_number (family) WHERE family IS NOT NULL;
`;

/** Of what is removed: before its rows go, which others may get. */
export const forgetNumbered =
  'UPDATE given_number SET item = NULL, family = NULL WHERE item IN temp.taken OR family IN temp.taken';
