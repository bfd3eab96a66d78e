/** The tables of who is named in messages, in the SQLite catalogue. */

/**
 * mailbox: an address with a name as messages state them together; `name_key` as `nameKey` of `participants.ts` gives it,
 * which stands there. document_mailbox: which documents state it, and in which lists. pairing: two addresses that are stated
 * to be of one mailbox, and by what. document_pairing: which documents state it.
 */
export const participantTables = `
CREATE TABLE mailbox (
  mailbox INTEGER PRIMARY KEY,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  UNIQUE (address, name)
) STRICT;
CREATE INDEX mailbox_name ON mailbox (name_key);
CREATE TABLE document_mailbox (
  document INTEGER NOT NULL,
  mailbox INTEGER NOT NULL,
  roles INTEGER NOT NULL,
  PRIMARY KEY (document, mailbox)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_mailbox_mailbox ON document_mailbox (mailbox);
CREATE TABLE pairing (
  pairing INTEGER PRIMARY KEY,
  one TEXT NOT NULL,
  other TEXT NOT NULL,
  basis TEXT NOT NULL,
  UNIQUE (one, other, basis)
) STRICT;
CREATE INDEX pairing_other ON pairing (other);
CREATE TABLE document_pairing (
  document INTEGER NOT NULL,
  pairing INTEGER NOT NULL,
  PRIMARY KEY (document, pairing)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_pairing_pairing ON document_pairing (pairing);
`;

/** Of documents: rows that go with them. */
export const participantsOfContents = ['document_mailbox', 'document_pairing'] as const;

/** After these went: what nothing states any more. */
export const forgetParticipants = [
  'DELETE FROM mailbox WHERE mailbox NOT IN (SELECT mailbox FROM document_mailbox)',
  'DELETE FROM pairing WHERE pairing NOT IN (SELECT pairing FROM document_pairing)',
] as const;
