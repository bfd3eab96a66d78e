/**
 * The words of the records, in a file beside the log: a line for each record that has any, in their order, each with the
 * salt that its hash in the record was made with. Taking them out blanks the line where it lies; the chain is not touched.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fstatSync, ftruncateSync } from 'node:fs';
import {
  type AuditDetails,
  auditDetailsLine,
  type AuditDetailsLine,
  type StoredRecord,
} from '../schemas/audit-record.ts';
import type { AuditDisk } from './audit-disk.ts';
import { type AuditLine, lineFeed, maxLineBytes, readBytes, readLines, sha256 } from './audit-lines.ts';
import { canonicalJson } from './canonical-json.ts';
import { openOwn } from './own-file.ts';

/** Of the end of the file, read in one go to find where its last line begins. */
const tailBytes = 4_096;

/** The hash that a record names; it says nothing of the words to who does not have the salt. */
export const hashDetails = ({ salt, details }: Omit<AuditDetailsLine, 'seq'>): string =>
  sha256(canonicalJson({ salt, details }));

/** What stands in the file for the words of record `seq`; undefined where it has none. */
export function detailsLineOf(
  seq: number,
  { args, folder, reason, named, seal }: AuditDetails,
): AuditDetailsLine | undefined {
  const details = { args, folder, reason, named, seal };
  if (Object.values(details).every((one) => one === undefined)) return undefined;
  return { seq, salt: randomBytes(32).toString('hex'), details };
}

/** Appends the words of records behind record `seq`; resolves when they are on the disk. For the one who holds the head. */
export async function appendDetails(
  disk: AuditDisk,
  file: number,
  seq: number,
  lines: readonly AuditDetailsLine[],
): Promise<void> {
  if (lines.length === 0) return;
  dropUnrecorded(file, seq);
  writeWhole(disk, file, Buffer.from(lines.map((line) => `${canonicalJson(line)}\n`).join('')));
  await disk.flush(file);
}

/**
 * Takes off the end what belongs to no record: words of records behind `seq`, whose writer was killed before it wrote these,
 * and half a line that a kill or a full disk left. Other records get their numbers: their words would be hidden behind it.
 */
function dropUnrecorded(file: number, seq: number): void {
  const { size } = fstatSync(file);
  let end = size;
  for (let start: number; end > 0; end = start) {
    start = startOfLastLine(file, end);
    const isWhole = readBytes(file, end - 1, end)[0] === lineFeed;
    const bytes = end - start > maxLineBytes ? undefined : readBytes(file, start, end);
    if (isWhole && ((bytes && detailsFrom(bytes)?.seq) ?? 0) <= seq) break;
  }
  if (end < size) ftruncateSync(file, end);
}

/** Of the line that ends at `end`, with its line feed or without. */
function startOfLastLine(file: number, end: number): number {
  for (let from = end - 1; from > 0;) {
    const window = Math.max(0, from - tailBytes);
    const feed = readBytes(file, window, from).lastIndexOf(lineFeed);
    if (feed >= 0) return window + feed + 1;
    from = window;
  }
  return 0;
}

export function writeWhole(disk: AuditDisk, file: number, bytes: Uint8Array, place?: number): void {
  for (let at = 0; at < bytes.length;)
    at += disk.write(file, bytes.subarray(at), place === undefined ? undefined : place + at);
}

/** Lines that were blanked, or that a killed writer left unfinished, are nobody's. */
function* detailsIn(path: string): Generator<AuditDetailsLine> {
  if (!existsSync(path)) return;
  for (const line of readLines(path)) {
    const read = detailsFrom(line.bytes);
    if (read) yield read;
  }
}

function detailsFrom(bytes: Buffer): AuditDetailsLine | undefined {
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
      const read = detailsFrom(line.bytes);
      if (read ? seqs.has(read.seq) : !isBlank(line))
        writeWhole(disk, file, Buffer.alloc(line.bytes.length, ' '), line.start);
    }
    await disk.flush(file);
  } finally {
    closeSync(file);
  }
}
