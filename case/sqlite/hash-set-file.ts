/** A set of hashes as an SQLite file: written once from a list, then looked up on disk. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type HashAlgorithm, hashAlgorithm } from '../../schemas/intake.ts';
import type { Digests } from '../hash-list.ts';
import type { HashSetBuilder, HashSetStore, StoredHashSet } from '../hash-set-store.ts';
import { openFile } from '../../sqlite/open-file.ts';
import { readRds } from './rds-file.ts';

/** Raised when the form on disk changes: older ones are made anew. */
const formVersion = 1;
const rowsPerStatement = 200;

/** Takes hashes a few hundred a statement, into a table without order; `finish` sorts them. */
class HashSetWriter implements HashSetBuilder {
  readonly #database: DatabaseSync;
  readonly #waiting: Record<HashAlgorithm, Buffer[]> = { sha256: [], sha1: [], md5: [] };
  readonly #many = new Map<HashAlgorithm, StatementSync>();

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    // A half-made file is thrown away, so nothing is lost without a journal. The sort may take 64 MB, the rest
    // goes to temporary files.
    this.#database.exec(
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE',
    );
    for (const algorithm of hashAlgorithm.options) {
      this.#database.exec(`CREATE TEMP TABLE raw_${algorithm} (hash BLOB)`);
      const values = Array.from({ length: rowsPerStatement }, () => '(?)').join(',');
      this.#many.set(algorithm, this.#database.prepare(`INSERT INTO raw_${algorithm} VALUES ${values}`));
    }
    this.#database.exec('BEGIN');
  }

  add(algorithm: HashAlgorithm, hash: Buffer): void {
    const waiting = this.#waiting[algorithm];
    waiting.push(hash);
    if (waiting.length < rowsPerStatement) return;
    this.#many.get(algorithm)?.run(...waiting);
    waiting.length = 0;
  }

  finish(): void {
    for (const algorithm of hashAlgorithm.options) {
      const one = this.#database.prepare(`INSERT INTO raw_${algorithm} VALUES (?)`);
      for (const hash of this.#waiting[algorithm]) one.run(hash);
      this.#waiting[algorithm].length = 0;
    }
    this.#database.exec('COMMIT');
    this.#database.exec(
      'CREATE TABLE counts (algorithm TEXT PRIMARY KEY, hashes INTEGER NOT NULL) WITHOUT ROWID',
    );
    for (const algorithm of hashAlgorithm.options) {
      this.#database.exec(`
        CREATE TABLE ${algorithm} (hash BLOB PRIMARY KEY) WITHOUT ROWID;
        INSERT OR IGNORE INTO ${algorithm} SELECT hash FROM raw_${algorithm} ORDER BY hash;
        INSERT INTO counts SELECT '${algorithm}', count(*) FROM ${algorithm};
        DROP TABLE raw_${algorithm}`);
    }
    this.#database.exec(`PRAGMA user_version = ${formVersion}`);
    this.#database.close();
  }

  abandon(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

/** A file that is looked up in; 16 MB of memory. */
class HashSetFile implements StoredHashSet {
  readonly counts: Readonly<Partial<Record<HashAlgorithm, number>>>;
  readonly #database: DatabaseSync;
  readonly #queries = new Map<HashAlgorithm, StatementSync>();

  constructor(path: string) {
    this.#database = openFile(path, 'read');
    this.#database.exec('PRAGMA cache_size = -16384');
    const counts: Partial<Record<HashAlgorithm, number>> = {};
    for (const row of this.#database.prepare('SELECT algorithm, hashes FROM counts').all()) {
      const algorithm = hashAlgorithm.parse(row['algorithm']);
      const hashes = Number(row['hashes']);
      if (hashes === 0) continue;
      counts[algorithm] = hashes;
      this.#queries.set(algorithm, this.#database.prepare(`SELECT 1 FROM ${algorithm} WHERE hash = ?`));
    }
    this.counts = counts;
  }

  holds(digests: Digests): boolean {
    for (const [algorithm, query] of this.#queries) {
      const hex = digests[algorithm];
      if (hex !== undefined && query.get(Buffer.from(hex, 'hex')) !== undefined) return true;
    }
    return false;
  }

  close(): void {
    this.#database.close();
  }
}

/** A table of hashes for each algorithm: SQLite sorts outside of memory, and looks up in a B-tree. */
export const sqliteHashSets: HashSetStore = {
  fileName: (version) => `${version}-${formVersion}.sqlite`,
  create: (path) => new HashSetWriter(path),
  open: (path) => new HashSetFile(path),
  readDatabase: readRds,
};
