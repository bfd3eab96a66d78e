/**
 * The audit log as a file of lines, with its head (sequence number and hash) kept apart in a second file: a log whose
 * end was cut off is noticed. The chain proves nothing against someone who rewrites both files from some record on; for
 * that, note the head (`evidex audit` shows it) somewhere else from time to time.
 */
import { closeSync, constants, fstatSync, fsync, readSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { type AuditEntry, auditRecord, type AuditRecord } from '../schemas/audit-record.ts';
import { checkAuditLog, confirmedRecords } from './audit-check.ts';
import { hashRecord, maxLineBytes, readLines, readRecord, sha256 } from './audit-lines.ts';
import type { AuditHeadStore, StoredHead } from './audit-head.ts';
import { type AuditCheck, type AuditHead, type AuditLog, noHash } from './audit-log.ts';
import { canonicalJson } from './canonical-json.ts';
import { openOwn } from './own-file.ts';

/** Resolves when all that was written to an open file is on the disk. */
export type Flush = (file: number) => Promise<void>;
export const toDisk: Flush = promisify(fsync);
const lineFeed = 0x0a;

/** Bytes of the records that share one way to the disk: what a killed writer left of them must be found again. */
const maxTogetherBytes = maxLineBytes / 2;

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
 * Valid records that follow the stored head were written by a process that died before it could store the new head;
 * an unfinished line behind them is kept and covered by the next record. In every other case the stored head counts: a
 * log that was cut off or edited stays visibly broken, and is never healed by going on.
 */
function findPlace(file: number, stored: StoredHead): Place {
  const { size } = fstatSync(file);
  if (size <= stored.size || size - stored.size > maxLineBytes) {
    const last = size === 0 ? undefined : readBytes(file, size - 1, size)[0];
    return { head: stored, feed: last !== undefined && last !== lineFeed };
  }
  let head: AuditHead = stored;
  let rest = readBytes(file, stored.size, size);
  let feed = true;
  while (rest.length > 0) {
    const at = rest.indexOf(lineFeed);
    const end = at < 0 ? rest.length : at;
    const record = readRecord(rest.subarray(0, end));
    if (!('seq' in record) || record.prev !== head.hash || record.seq !== head.seq + 1) break;
    head = { seq: record.seq, hash: record.hash };
    rest = rest.subarray(end + 1);
    // Where all but the line feed of the last record reached the disk.
    feed = at < 0;
  }
  return rest.length > 0 ? { head, partial: rest, feed: true } : { head, feed };
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: (record: AuditRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** One at least; a record is longer than its entry by its own few fields. */
function howMany(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ entry }) => {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1_000;
    return bytes > maxTogetherBytes;
  });
  return end < 0 ? waiting.length : Math.max(1, end);
}

class AuditFile implements AuditLog {
  readonly #path: string;
  readonly #file: number;
  readonly #head: AuditHeadStore;
  readonly #flush: Flush;
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(path: string, openHead: () => AuditHeadStore, flush: Flush) {
    this.#path = path;
    this.#flush = flush;
    this.#file = openOwn(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND);
    try {
      this.#head = openHead();
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  append(entry: AuditEntry): Promise<AuditRecord> {
    const { promise, resolve, reject } = Promise.withResolvers<AuditRecord>();
    this.#waiting.push({ entry, resolve, reject });
    this.#writing ??= this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    // What is appended in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, howMany(this.#waiting));
      try {
        const records = await this.#write(together.map(({ entry }) => entry));
        for (const [index, record] of records.entries()) together[index]?.resolve(record);
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #write(entries: readonly AuditEntry[]): Promise<readonly AuditRecord[]> {
    const records: AuditRecord[] = [];
    await this.#head.advance(async (known) => {
      const stored = known ?? findHead(this.#path) ?? { seq: 0, hash: noHash, size: 0 };
      const place = findPlace(this.#file, stored);
      let { head } = place;
      for (const entry of entries) {
        const isFirst = records.length === 0;
        const record = recordOf(entry, head, {
          partial: isFirst ? place.partial : undefined,
          headLost: isFirst && !known && head.seq > 0,
        });
        records.push(record);
        head = { seq: record.seq, hash: record.hash };
      }
      const lines = records.map((record) => `${canonicalJson(record)}\n`).join('');
      const bytes = Buffer.from(`${place.feed ? '\n' : ''}${lines}`);
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
      await this.#flush(this.#file);
      return { ...head, size: fstatSync(this.#file).size };
    });
    return records;
  }

  async check(): Promise<AuditCheck> {
    // Read before the log: what others append meanwhile is then ahead of it, never missing.
    return checkAuditLog(this.#path, this.#head.stored());
  }

  async *records(count: number): AsyncGenerator<AuditRecord, void> {
    yield* confirmedRecords(this.#path, count);
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#head.close();
    closeSync(this.#file);
  }
}

function recordOf(
  entry: AuditEntry,
  head: AuditHead,
  { partial, headLost }: { readonly partial: Buffer | undefined; readonly headLost: boolean },
): AuditRecord {
  const bare = {
    ...entry,
    seq: head.seq + 1,
    at: new Date().toISOString(),
    host: hostname(),
    pid: process.pid,
    ...(partial && { partial: { bytes: partial.length, sha256: sha256(partial) } }),
    ...(headLost && { headLost: true as const }),
    prev: head.hash,
  };
  return auditRecord.parse({ ...bare, hash: hashRecord(bare) });
}

/** Opens the log of a case for appending; makes the file where it is not there. */
export function openAuditFile(path: string, openHead: () => AuditHeadStore, flush: Flush = toDisk): AuditLog {
  return new AuditFile(path, openHead, flush);
}

/** Opens the log of a case that is not written to. What would be appended is refused: it belongs into the reader's own log. */
export function openAuditFileToRead(path: string, readHead: () => StoredHead | undefined): AuditLog {
  return {
    append: () => Promise.reject(new Error(`${path} is only read`)),
    check: async () => {
      // Read before the log: what others append meanwhile is then ahead of it, never missing.
      const stored = readHead();
      return checkAuditLog(path, stored);
    },
    async *records(count) {
      yield* confirmedRecords(path, count);
    },
    close: () => Promise.resolve(),
  };
}
