/**
 * Keeps the profiles of a case in a file of its own, with the keyed hashes of their people and the key. All of it follows
 * from stored texts, which never change: a row is by the texts that it was made from, and the file may be deleted at any
 * time.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { foreignPart, openFile } from '../../sqlite/open-file.ts';
import { datasetProfile } from '../dataset-profile.ts';
import type { DatasetStore, KeptDataset } from '../dataset-store.ts';
import type { KeptKeys, ProfiledTable } from '../profile-document.ts';

/** Raised whenever a profile of the same text changes. */
const version = 2;

const schema = `
CREATE TABLE secret (key BLOB NOT NULL);
CREATE TABLE document (sha256 TEXT PRIMARY KEY, made_of TEXT NOT NULL, unread INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dataset (sha256 TEXT NOT NULL, number INTEGER NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (sha256, number)) WITHOUT ROWID;
CREATE TABLE keys (sha256 TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, below REAL NOT NULL,
  hashes BLOB NOT NULL, subjects BLOB NOT NULL, PRIMARY KEY (sha256, number, kind));
`;

const bytesOf = (numbers: Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** A copy, since what SQLite gives need not begin where a number may. */
const numbersOf = (bytes: unknown): Float64Array =>
  new Float64Array(Uint8Array.from(bytes as Uint8Array).buffer);

function opened(path: string): DatabaseSync {
  const database = openFile(path, 'write', 10_000);
  try {
    database.exec('BEGIN IMMEDIATE');
    const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    const isEmpty = found === 0 && foreignPart(database, '') === undefined;
    if (isEmpty) {
      database.exec(`${schema} PRAGMA user_version = ${version}`);
      database.prepare('INSERT INTO secret (key) VALUES (?)').run(randomBytes(32));
    }
    const isOurs = isEmpty || (found === version && foreignPart(database, schema) === undefined);
    database.exec('COMMIT');
    if (isOurs) return database;
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  throw Object.assign(new Error(`${path} is not as this version of the program makes it`), { code: 'datasets-version' });
} // prettier-ignore

/** Also one of another version, and what SQLite keeps beside it. */
export function dropDatasetFile(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true });
}

class SqliteDatasetStore implements DatasetStore {
  readonly #database: DatabaseSync;
  readonly key: Uint8Array;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.key = (database.prepare('SELECT key FROM secret').get() as { key: Uint8Array }).key;
  }

  madeOf(sha256: string): string | undefined {
    const row = this.#database.prepare('SELECT made_of FROM document WHERE sha256 = ?').get(sha256);
    return row === undefined ? undefined : String(row['made_of']);
  }

  unread(sha256: string): number {
    const row = this.#database.prepare('SELECT unread FROM document WHERE sha256 = ?').get(sha256);
    return Number(row?.['unread'] ?? 0);
  }

  replace(sha256: string, madeOf: string, tables: readonly ProfiledTable[], unread: number): void {
    const database = this.#database;
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const name of ['document', 'dataset', 'keys'])
        database.prepare(`DELETE FROM ${name} WHERE sha256 = ?`).run(sha256);
      database.prepare('INSERT INTO document VALUES (?, ?, ?)').run(sha256, madeOf, unread);
      const addProfile = database.prepare('INSERT INTO dataset VALUES (?, ?, ?)');
      const addKeys = database.prepare('INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)');
      for (const [at, { profile, keys }] of tables.entries()) {
        addProfile.run(sha256, at + 1, JSON.stringify(profile));
        for (const { kind, below, hashes, subjects } of keys)
          addKeys.run(sha256, at + 1, kind, below, bytesOf(hashes), bytesOf(subjects));
      }
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  datasets(sha256: string): KeptDataset[] {
    return this.#database
      .prepare('SELECT number, profile FROM dataset WHERE sha256 = ? ORDER BY number')
      .all(sha256)
      .map((row) => ({
        sha256,
        number: Number(row['number']),
        profile: datasetProfile.parse(JSON.parse(String(row['profile']))),
      }));
  }

  keys({ sha256, number }: Pick<KeptDataset, 'sha256' | 'number'>): KeptKeys[] {
    return this.#database
      .prepare('SELECT kind, below, hashes, subjects FROM keys WHERE sha256 = ? AND number = ? ORDER BY kind')
      .all(sha256, number)
      .map((row) => ({
        kind: String(row['kind']) as KeptKeys['kind'],
        below: Number(row['below']),
        hashes: numbersOf(row['hashes']),
        subjects: numbersOf(row['subjects']),
      }));
  }

  close(): void {
    this.#database.close();
  }
}

/** SQLite's own: what it finds is damaged, or no database. */
const damaged: readonly unknown[] = [11, 26];

/** Of another version, or not to be read at all: as all of it follows from texts, nothing is lost with it. */
const isUnreadable = (error: unknown): boolean => {
  const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
  return code === 'datasets-version' || damaged.includes(errcode);
};

/** `path` undefined for one that is kept nowhere: for a case that nothing is written to. A file of another version is made anew. */
export function openDatasetStore(path: string | undefined): DatasetStore {
  if (path === undefined) return new SqliteDatasetStore(opened(''));
  try {
    return new SqliteDatasetStore(opened(path));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    dropDatasetFile(path);
    return new SqliteDatasetStore(opened(path));
  }
}
