/**
 * The words of the records, in a file beside the log: a line for each record that has any, in their order, each with the
 * salt that its hash in the record was made with. Taking them out blanks the line where it lies; the chain is not touched.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fstatSync, readSync } from 'node:fs';
import {
  type AuditDetails,
  auditDetailsLine,
  type AuditDetailsLine,
  type StoredRecord,
} from '../schemas/audit-record.ts';
import type { AuditDisk } from './audit-disk.ts';
import { type AuditLine, lineFeed, readLines, sha256 } from './audit-lines.ts';
import { canonicalJson } from './canonical-json.ts';
import { openOwn } from './own-file.ts';

/** The hash that a record names; it says nothing of the words to who does not have the salt. */
export const hashDetails = ({ salt, details }: Omit<AuditDetailsLine, 'seq'>): string =>
  sha256(canonicalJson({ salt, details }));

/** What stands in the file for the words of record `seq`; undefined where it has none. */
export function detailsLineOf(
  seq: number,
  { args, folder, reason, named }: AuditDetails,
): AuditDetailsLine | undefined {
  const details = { args, folder, reason, named };
  if (Object.values(details).every((one) => one === undefined)) return undefined;
  return { seq, salt: randomBytes(32).toString('hex'), details };
}

/** Appends lines; resolves when they are on the disk. For the one who holds the head. */
export async function appendDetails(
  disk: AuditDisk,
  file: number,
  lines: readonly AuditDetailsLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  // What a killed writer left of its line, or a full disk, is closed; it belongs to no record.
  const feed = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== lineFeed;
  const text = lines.map((line) => `${canonicalJson(line)}\n`).join('');
  writeWhole(disk, file, Buffer.from(`${feed ? '\n' : ''}${text}`));
  await disk.flush(file);
}

export function writeWhole(disk: AuditDisk, file: number, bytes: Uint8Array, place?: number): void {
  for (let at = 0; at < bytes.length;)
    at += disk.write(file, bytes.subarray(at), place === undefined ? undefined : place + at);
}

/** Lines that were blanked, or that a killed writer left unfinished, are nobody's. */
function* detailsIn(path: string): Generator<AuditDetailsLine> {
  if (!existsSync(path)) return;
  for (const line of readLines(path)) {
    const read = detailsFrom(line);
    if (read) yield read;
  }
}

function detailsFrom({ bytes }: AuditLine): AuditDetailsLine | undefined {
  try {
    return auditDetailsLine.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Finds the words of records that are asked for in their order; two lines in memory. */
export class DetailsReader {
  readonly #lines: Generator<AuditDetailsLine>;
  readonly #ahead: AuditDetailsLine[] = [];

  constructor(path: string) {
    this.#lines = detailsIn(path);
  }

  #peek(at: 0 | 1): AuditDetailsLine | undefined {
    while (this.#ahead.length <= at) {
      const { value, done } = this.#lines.next();
      if (done === true) return undefined;
      this.#ahead.push(value);
    }
    return this.#ahead[at];
  }

  /** Undefined where they are not there, or are others than the record names. */
  of({ seq, ...record }: StoredRecord): AuditDetails | undefined {
    const hash = 'details' in record ? record.details : undefined;
    if (hash === undefined) return undefined;
    for (let line; (line = this.#peek(0));) {
      // One whose number was changed must not hide those behind it.
      const isAhead = line.seq > seq && (this.#peek(1)?.seq ?? Infinity) >= line.seq;
      if (isAhead) return undefined;
      this.#ahead.shift();
      if (line.seq === seq && hashDetails(line) === hash) return line.details;
    }
    return undefined;
  }

  close(): void {
    this.#lines.return(undefined);
  }
}

const isBlank = ({ bytes }: AuditLine): boolean => bytes.every((byte) => byte === 0x20);

/**
 * Blanks the words of these records, and every line in part: a writer that died, or a full disk, left it, and whose words
 * it holds is not to be told any more. Resolves when that is on the disk. For the one who holds the head: what another
 * is writing is in part, too.
 */
export async function blankDetails(disk: AuditDisk, path: string, seqs: ReadonlySet<number>): Promise<void> {
  // Not for appending: what is appended goes to the end, wherever it is said to go.
  const file = openOwn(path, constants.O_RDWR);
  try {
    for (const line of readLines(path)) {
      const read = detailsFrom(line);
      if (read ? seqs.has(read.seq) : !isBlank(line))
        writeWhole(disk, file, Buffer.alloc(line.bytes.length, ' '), line.start);
    }
    await disk.flush(file);
  } finally {
    closeSync(file);
  }
}
