/**
 * The append-only, hash-chained log of a case: every record carries the hash of the one before, so that an
 * edited, inserted or deleted byte breaks the chain at its place.
 *
 * The chain's head (sequence number and hash) is kept in a second file as well: a log whose end was cut off is
 * noticed. The chain proves nothing against someone who rewrites both files from some record on; for that, note
 * the head (`evidex audit` shows it) somewhere else from time to time.
 */
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { type AuditEntry, auditRecord, type AuditRecord } from '../schemas/audit-record.ts';
import { hashRecord, maxLineBytes, readLines, readRecord, sha256 } from './audit-lines.ts';
import { canonicalJson } from './canonical-json.ts';

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditLog {
  /** Appends one record and returns when it is on the disk. Safe between processes; waits up to a minute. */
  append(entry: AuditEntry): AuditRecord;
  close(): void;
}

export const noHash = '0'.repeat(64);

/** The head as its own file has it; undefined in a new case or where that file was lost. */
export function readHead(headPath: string): AuditHead | undefined {
  const database = openHead(headPath);
  try {
    return storedHead(database);
  } finally {
    database.close();
  }
}

interface StoredHead extends AuditHead {
  /** Bytes of the log up to and with that record's line feed. */
  readonly size: number;
}

function openHead(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 60_000 });
  database.exec(
    'PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL, size INTEGER NOT NULL) STRICT',
  );
  return database;
}

const storedHead = (database: DatabaseSync): StoredHead | undefined => {
  const row = database.prepare('SELECT seq, hash, size FROM head').get();
  return row && { seq: Number(row['seq']), hash: String(row['hash']), size: Number(row['size']) };
};

/** The last record of a log whose head was lost. */
function findHead(logPath: string): StoredHead | undefined {
  let found: StoredHead | undefined;
  for (const line of readLines(logPath)) {
    const record = line.whole ? readRecord(line.bytes) : undefined;
    if (record && 'seq' in record) found = { seq: record.seq, hash: record.hash, size: line.end };
  }
  return found;
}

/** Where the next record goes on, and what stands between there and the end of the file. */
interface Place {
  readonly head: AuditHead;
  /** What a writer left that died in the middle of its line. */
  readonly partial?: Buffer;
  /** The next record begins with a line feed of its own. */
  readonly feed: boolean;
}

function readBytes(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  let at = 0;
  for (let read; at < bytes.length && (read = readSync(file, bytes, at, bytes.length - at, from + at)) > 0;)
    at += read;
  return bytes.subarray(0, at);
}

/**
 * A valid record that follows the stored head was written by a process that died before it could store the new
 * head; an unfinished line behind it is kept and covered by the next record. In every other case the stored head
 * counts: a log that was cut off or edited stays visibly broken, and is never healed by going on.
 */
function findPlace(file: number, stored: StoredHead): Place {
  const { size } = fstatSync(file);
  if (size <= stored.size || size - stored.size > maxLineBytes) {
    const last = size === 0 ? undefined : readBytes(file, size - 1, size)[0];
    return { head: stored, feed: last !== undefined && last !== 0x0a };
  }
  const rest = readBytes(file, stored.size, size);
  const lineFeed = rest.indexOf(0x0a);
  const end = lineFeed < 0 ? rest.length : lineFeed;
  const record = readRecord(rest.subarray(0, end));
  const follows = 'seq' in record && record.prev === stored.hash && record.seq === stored.seq + 1;
  const behind = follows ? rest.subarray(end + 1) : rest;
  return {
    head: follows ? { seq: record.seq, hash: record.hash } : stored,
    ...(behind.length > 0 && { partial: behind }),
    // Also where all but the line feed of the last record reached the disk.
    feed: behind.length > 0 || lineFeed < 0,
  };
}

/** Opens the log of a case for appending; makes both files where they are not there. */
export function openAuditLog(logPath: string, headPath: string): AuditLog {
  const file = openSync(logPath, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
  const database = openHead(headPath);
  const store = database.prepare('INSERT OR REPLACE INTO head (one, seq, hash, size) VALUES (1, ?, ?, ?)');

  const appendLocked = (entry: AuditEntry): AuditRecord => {
    const known = storedHead(database);
    const stored = known ?? findHead(logPath) ?? { seq: 0, hash: noHash, size: 0 };
    const { head, partial, feed } = findPlace(file, stored);
    const bare = {
      ...entry,
      seq: head.seq + 1,
      at: new Date().toISOString(),
      host: hostname(),
      pid: process.pid,
      ...(partial && { partial: { bytes: partial.length, sha256: sha256(partial) } }),
      ...(!known && head.seq > 0 && { headLost: true as const }),
      prev: head.hash,
    };
    const record: AuditRecord = auditRecord.parse({ ...bare, hash: hashRecord(bare) });
    const line = Buffer.from(`${feed ? '\n' : ''}${canonicalJson(record)}\n`);
    for (let at = 0; at < line.length;) at += writeSync(file, line, at);
    fsyncSync(file);
    store.run(record.seq, record.hash, fstatSync(file).size);
    return record;
  };
  return {
    append(entry) {
      // The head's own database is the lock: two writers never read the same head.
      database.exec('BEGIN IMMEDIATE');
      try {
        const record = appendLocked(entry);
        database.exec('COMMIT');
        return record;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      database.close();
      closeSync(file);
    },
  };
}
