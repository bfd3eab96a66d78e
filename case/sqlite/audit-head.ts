/** The head of an audit log in an SQLite file of its own, whose write transaction is the lock between writers. */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { foreignPart, openFile, type OpenMode } from '../../sqlite/open-file.ts';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';
import { noHash } from '../audit-log.ts';
import type { AuditHeadStore, StoredHead } from '../audit-head.ts';

const table =
  'CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL, size INTEGER NOT NULL) STRICT;';
const longestWaitMs = 60_000;
const pauseMs = 5;

/** The head as its own file has it; undefined in a new case or where that file was lost. */
export function readHead(path: string, mode: OpenMode = 'write'): StoredHead | undefined {
  if (!existsSync(path)) return undefined;
  const head = new AuditHeadFile(path, mode);
  try {
    return head.stored();
  } finally {
    head.close();
  }
}

export class AuditHeadFile implements AuditHeadStore {
  readonly #database: DatabaseSync;

  /** Makes the file where there is none; of a new log it says that nothing was written, so that it can be missed later. */
  constructor(path: string, mode: OpenMode = 'write', isNew = false) {
    this.#database = openFile(path, mode, longestWaitMs);
    try {
      if (mode === 'write')
        this.#database.exec(`PRAGMA synchronous = FULL; ${table.replace('TABLE', 'TABLE IF NOT EXISTS')}`);
      const foreign = foreignPart(this.#database, table);
      if (foreign !== undefined)
        throw new Problem(
          'case-untrusted',
          `${path} is not as this program makes it: ${foreign}`,
          'Take it away: the head is then taken from the log, which the log says of itself.',
        );
      // Asked first: this process may be writing to the log through another opening, and must not wait for itself.
      if (isNew && !this.stored())
        this.#database.exec(`INSERT OR IGNORE INTO head VALUES (1, 0, '${noHash}', 0)`);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  stored(): StoredHead | undefined {
    const row = this.#database.prepare('SELECT seq, hash, size FROM head').get();
    return row && { seq: Number(row['seq']), hash: String(row['hash']), size: Number(row['size']) };
  }

  async advance(work: (stored: StoredHead | undefined) => Promise<StoredHead>): Promise<void> {
    await this.#begin();
    try {
      const { seq, hash, size } = await work(this.stored());
      this.#database
        .prepare('INSERT OR REPLACE INTO head (one, seq, hash, size) VALUES (1, ?, ?, ?)')
        .run(seq, hash, size);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Waits without holding up the process, which may hold the lock itself in another log. */
  async #begin(): Promise<void> {
    const until = performance.now() + longestWaitMs;
    for (;;) {
      try {
        this.#database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
        return;
      } catch (error) {
        const isBusy = codeOf(error) === 'ERR_SQLITE_ERROR' && /locked|busy/iu.test(messageOf(error));
        if (!isBusy || performance.now() > until) throw error;
      } finally {
        // Readers hold up the commit, and writers a reader, for moments.
        this.#database.exec(`PRAGMA busy_timeout = ${longestWaitMs}`);
      }
      await sleep(pauseMs);
    }
  }

  close(): void {
    this.#database.close();
  }
}
