/**
 * The audit log as a file of lines, with its head (sequence number and hash) kept apart in a second file: a log whose
 * end was cut off is noticed; and the words of its records in a third. What the chain proves and what it does not is in
 * `docs/audit.md`.
 */
import { closeSync, constants, fstatSync } from 'node:fs';
import { hostname } from 'node:os';
import {
  type AuditDetailsLine,
  type AuditEntry,
  type AuditRecord,
  recordOfVersion2,
  recordOfVersion3,
  type StoredRecord,
} from '../schemas/audit-record.ts';
import { Problem } from '../schemas/problem.ts';
import { AuditChain } from './audit-chain.ts';
import { type AuditPaths, checkAuditLog, confirmedRecords } from './audit-check.ts';
import { appendDetails, blankDetails, detailsLineOf, hashDetails, writeWhole } from './audit-details.ts';
import { type AuditDisk, systemDisk } from './audit-disk.ts';
import type { AuditHeadStore, StoredHead } from './audit-head.ts';
import {
  hashRecord,
  lineFeed,
  maxLineBytes,
  readBytes,
  readLines,
  readRecord,
  sha256,
} from './audit-lines.ts';
import { type AuditCheck, type AuditHead, type AuditLog, noHash } from './audit-log.ts';
import { canonicalJson } from './canonical-json.ts';
import { openOwn } from './own-file.ts';

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

/**
 * Records that follow the stored head were written by processes that died, or found the disk full, before they could
 * store the new head. They count where whoever checks the log will count them, and an unfinished line behind them is
 * kept and covered by the next record. In every other case the stored head counts: a log that was cut off or edited
 * stays visibly broken, and is never healed by going on.
 */
function findPlace(path: string, file: number, stored: StoredHead): Place {
  const { size } = fstatSync(file);
  if (size <= stored.size) {
    const last = size === 0 ? undefined : readBytes(file, size - 1, size)[0];
    return { head: stored, feed: last !== undefined && last !== lineFeed };
  }
  const chain = new AuditChain(undefined, { seq: stored.seq, hash: stored.hash });
  chain.end = stored.size;
  for (const line of readLines(path, { from: stored.size })) {
    const taken = chain.take(line);
    if (taken && 'wrong' in taken) break;
  }
  const { head, end, isWhole } = chain;
  if (end >= size) return { head, feed: !isWhole };
  if (size - end > maxLineBytes) return { head, feed: readBytes(file, size - 1, size)[0] !== lineFeed };
  return { head, partial: readBytes(file, end, size), feed: true };
}

interface Waiting {
  readonly entry: NewRecord;
  readonly resolve: (record: AuditRecord) => void;
  readonly reject: (error: unknown) => void;
}

type NewRecord = AuditEntry & { readonly redacts?: number };

/** One at least; a record is longer than its entry by its own few fields. */
function howMany(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ entry }) => {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1_000;
    return bytes > maxTogetherBytes;
  });
  return end < 0 ? waiting.length : Math.max(1, end);
}

interface Written {
  readonly stored: StoredRecord;
  readonly details: AuditDetailsLine | undefined;
}

class AuditFile implements AuditLog {
  readonly #paths: AuditPaths;
  readonly #file: number;
  readonly #detailsFile: number;
  readonly #head: AuditHeadStore;
  readonly #disk: AuditDisk;
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  last: AuditHead | undefined;

  constructor(paths: AuditPaths, openHead: (isNew: boolean) => AuditHeadStore, disk: AuditDisk) {
    this.#paths = paths;
    this.#disk = disk;
    const forAppending = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND;
    const opened: number[] = [];
    try {
      opened.push((this.#file = openOwn(paths.audit, forAppending)));
      opened.push((this.#detailsFile = openOwn(paths.auditDetails, forAppending)));
      this.#head = openHead(fstatSync(this.#file).size === 0);
    } catch (error) {
      for (const file of opened) closeSync(file);
      throw error;
    }
  }

  append(entry: AuditEntry): Promise<AuditRecord> {
    return this.#append(entry);
  }

  #append(entry: NewRecord): Promise<AuditRecord> {
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
        const written = await this.#write(together.map(({ entry }) => entry));
        this.last = written.at(-1)?.stored;
        for (const [index, { stored, details }] of written.entries())
          together[index]?.resolve({ ...stored, ...details?.details });
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #write(entries: readonly NewRecord[]): Promise<readonly Written[]> {
    const written: Written[] = [];
    await this.#head.advance(async (known) => {
      const stored = known ?? findHead(this.#paths.audit) ?? { seq: 0, hash: noHash, size: 0 };
      const place = findPlace(this.#paths.audit, this.#file, stored);
      let { head } = place;
      for (const entry of entries) {
        const isFirst = written.length === 0;
        const record = recordOf(entry, head, {
          partial: isFirst ? place.partial : undefined,
          headLost: isFirst && !known && head.seq > 0,
        });
        written.push(record);
        head = { seq: record.stored.seq, hash: record.stored.hash };
      }
      // Before the records: one that stands in the log has its words, at whatever moment the power goes.
      await appendDetails(
        this.#disk,
        this.#detailsFile,
        place.head.seq,
        written.flatMap(({ details }) => details ?? []),
      );
      const lines = written.map((record) => `${canonicalJson(record.stored)}\n`).join('');
      writeWhole(this.#disk, this.#file, Buffer.from(`${place.feed ? '\n' : ''}${lines}`));
      await this.#disk.flush(this.#file);
      const redacted = new Set(entries.flatMap(({ redacts }) => redacts ?? []));
      // Before the head is stored: words that are there under a head that has their redaction were put back.
      if (redacted.size > 0) await blankDetails(this.#disk, this.#paths.auditDetails, redacted);
      return { ...head, size: fstatSync(this.#file).size };
    });
    return written;
  }

  async check(): Promise<AuditCheck> {
    // Read before the log: what others append meanwhile is then ahead of it, never missing.
    return checkAuditLog(this.#paths, this.#head.stored());
  }

  async *records(count: number): AsyncGenerator<AuditRecord, void> {
    yield* confirmedRecords(this.#paths, count);
  }

  async redact(seq: number, entry: Omit<AuditEntry, 'event'>): Promise<AuditRecord> {
    const why = whyNotRedactable(this.#paths, [seq]).get(seq);
    if (why) throw why.problem;
    return this.#append({ ...entry, event: 'redacted', redacts: seq });
  }

  async redactAll(seqs: readonly number[], entry: Omit<AuditEntry, 'event'>): Promise<readonly number[]> {
    const why = whyNotRedactable(this.#paths, seqs);
    for (const { problem, isInChain } of why.values()) if (!isInChain) throw problem;
    const redactable = seqs.filter((seq) => !why.has(seq));
    await Promise.all(redactable.map((redacts) => this.#append({ ...entry, event: 'redacted', redacts })));
    return seqs.filter((seq) => why.has(seq));
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#head.close();
    closeSync(this.#file);
    closeSync(this.#detailsFile);
  }
}

interface NotRedactable {
  readonly problem: Problem;
  /** The words are part of the chain. */
  readonly isInChain: boolean;
}

/**
 * Those of the records whose words cannot be taken out, in one reading of the log. Of a redaction that was stopped in the
 * middle the words are still there, and it may be said again.
 */
function whyNotRedactable(paths: AuditPaths, seqs: readonly number[]): Map<number, NotRedactable> {
  const why = new Map<number, NotRedactable>();
  const asked = new Set(seqs);
  const last = seqs.reduce((most, seq) => Math.max(most, seq), 0);
  for (const record of confirmedRecords(paths, last)) {
    if (!asked.delete(record.seq)) continue;
    const problem = wordsGone(record);
    if (problem) why.set(record.seq, { problem, isInChain: record.version === undefined });
  }
  for (const seq of asked) {
    const problem = new Problem('not-found', `the log has no record ${seq}`, 'Records are numbered from 1.');
    why.set(seq, { problem, isInChain: false });
  }
  return why;
}

function wordsGone({ seq, version, details, redacted, detailsLost }: AuditRecord): Problem | undefined {
  if (version === undefined)
    return new Problem(
      'usage',
      `the words of record ${seq} are part of the chain: it was written before they lay beside it`,
      'They cannot be taken out of the log without breaking it.',
    );
  if (details === undefined) return new Problem('usage', `record ${seq} has no words`);
  if (redacted || detailsLost === true)
    return new Problem('usage', `the words of record ${seq} are not there any more`);
  return undefined;
}

function recordOf(
  { args, folder, reason, named, seal, ...entry }: NewRecord,
  head: AuditHead,
  { partial, headLost }: { readonly partial: Buffer | undefined; readonly headLost: boolean },
): Written {
  const seq = head.seq + 1;
  const details = detailsLineOf(seq, { args, folder, reason, named, seal });
  const bare = {
    version: entry.servedBy ? 3 : 2,
    ...entry,
    seq,
    at: new Date().toISOString(),
    host: hostname(),
    pid: process.pid,
    ...(details && { details: hashDetails(details) }),
    ...(partial && { partial: { bytes: partial.length, sha256: sha256(partial) } }),
    ...(headLost && { headLost: true as const }),
    prev: head.hash,
  };
  const schema = entry.servedBy ? recordOfVersion3 : recordOfVersion2;
  return { stored: schema.parse({ ...bare, hash: hashRecord(bare) }), details };
}

/**
 * Opens the log of a case for appending; makes its files where they are not there. `openHead` is told whether the log is
 * new, since a head that is missing beside a log was lost.
 */
export function openAuditFile(
  paths: AuditPaths,
  openHead: (isNew: boolean) => AuditHeadStore,
  disk: AuditDisk = systemDisk,
): AuditLog {
  return new AuditFile(paths, openHead, disk);
}

/** Opens the log of a case that is not written to. What would be appended is refused: it belongs into the reader's own log. */
export function openAuditFileToRead(paths: AuditPaths, readHead: () => StoredHead | undefined): AuditLog {
  const refuse = (): Promise<never> => Promise.reject(new Error(`${paths.audit} is only read`));
  return {
    last: undefined,
    append: refuse,
    redact: refuse,
    redactAll: refuse,
    check: async () => {
      // Read before the log: what others append meanwhile is then ahead of it, never missing.
      const stored = readHead();
      return checkAuditLog(paths, stored);
    },
    async *records(count) {
      yield* confirmedRecords(paths, count);
    },
    close: () => Promise.resolve(),
  };
}
