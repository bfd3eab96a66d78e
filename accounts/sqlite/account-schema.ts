/** The tables that accounts lie in; a file of an earlier version is brought forward, one that holds anything else is refused. */
import type { DatabaseSync } from 'node:sqlite';
import { Problem } from '../../schemas/problem.ts';
import { foreignPart } from '../../sqlite/open-file.ts';

/** `Evac`: in the file's head, so that other programs can tell it. */
const applicationId = 0x45766163;

/** What each version added to the one before it. */
const steps: readonly string[] = [
  `CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    full_name TEXT,
    password TEXT,
    issuer TEXT,
    subject TEXT,
    disabled INTEGER NOT NULL DEFAULT 0,
    UNIQUE (issuer, subject)
  ) STRICT;
  CREATE TABLE role (
    account INTEGER NOT NULL REFERENCES account (id),
    case_id TEXT NOT NULL,
    case_name TEXT NOT NULL,
    role TEXT NOT NULL,
    open TEXT NOT NULL,
    PRIMARY KEY (account, case_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE session (
    id BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    authenticated_by TEXT NOT NULL,
    began INTEGER NOT NULL,
    seen INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_account ON session (account, began);
  CREATE TABLE browser (
    id BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    began INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX browser_account ON browser (account, began);`,
];
const currentVersion = steps.length;

const numberOf = (database: DatabaseSync, pragma: 'user_version' | 'application_id'): number =>
  Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);

/** Throws `case-version` for a file of a later program, `case-untrusted` for one that this program does not make. */
export function prepareFile(database: DatabaseSync, path: string): void {
  // What is deleted, a session that ended, is written over; one file and no log beside it, so that a copy of it is whole.
  database.exec('PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  database.exec('BEGIN IMMEDIATE;');
  try {
    const version = numberOf(database, 'user_version');
    if (version > currentVersion)
      throw new Problem(
        'case-version',
        `${path} is of version ${version}, this program reads up to ${currentVersion}`,
        'Use the program that wrote it.',
      );
    const foreign = foreignPart(database, steps.slice(0, version).join('\n'));
    const isOurs = version === 0 || numberOf(database, 'application_id') === applicationId;
    if (foreign !== undefined || !isOurs)
      throw new Problem(
        'case-untrusted',
        `${path} is not as this program makes it: ${foreign ?? 'it is of another application'}`,
        'Put back a copy that `evidex accounts --back-up` made.',
      );
    if (version < currentVersion)
      database.exec(
        `${steps.slice(version).join('\n')} PRAGMA user_version = ${currentVersion}; PRAGMA application_id = ${applicationId};`,
      );
    database.exec('COMMIT;');
  } catch (error) {
    database.exec('ROLLBACK;');
    throw error;
  }
}
