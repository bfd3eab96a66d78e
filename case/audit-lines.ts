/** The lines of an audit log: reading them with bounded memory, and telling a true record from anything else. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import {
  recordOfVersion1,
  recordOfVersion2,
  recordOfVersion3,
  type StoredRecord,
} from '../schemas/audit-record.ts';
import { canonicalJson } from './canonical-json.ts';
import { openOwn } from './own-file.ts';

/** Longer lines are none of ours: the arguments of one command end at 2 MiB on Linux, escaped six times that. */
export const maxLineBytes = 16 * 1024 * 1024;
export const lineFeed = 0x0a;

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The hash that belongs to a record: over its canonical JSON without `hash`. */
export function hashRecord(record: object): string {
  return sha256(canonicalJson({ ...record, hash: undefined }));
}

/** A record says its version since there were two. */
const schemaOf = (version: unknown) =>
  new Map<unknown, typeof recordOfVersion1 | typeof recordOfVersion2 | typeof recordOfVersion3>([
    [undefined, recordOfVersion1],
    [2, recordOfVersion2],
    [3, recordOfVersion3],
  ]).get(version);

/** Reads one complete line (without line feed) as a record, or says what is wrong with it. */
export function readRecord(line: Uint8Array): StoredRecord | { readonly wrong: string } {
  let value: unknown;
  const text = Buffer.from(line).toString('utf8');
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'not a record: the line is no JSON' };
  }
  const version =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  const schema = schemaOf(version);
  if (!schema)
    return {
      wrong: `a record of version ${JSON.stringify(version)}, and this program reads up to 3: a newer Evidex reads it, or it is forged`,
    };
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return { wrong: `not a record: ${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'wrong'}` };
  }
  // Byte for byte, so that a changed space, key order or escape is found as well.
  if (!Buffer.from(canonicalJson(checked.data)).equals(line)) return { wrong: 'the bytes were changed' };
  if (hashRecord(checked.data) !== checked.data.hash) return { wrong: 'its content does not match its hash' };
  return checked.data;
}

export interface AuditLine {
  /** From 1, or from where reading began. */
  readonly number: number;
  /** Without the line feed. */
  readonly bytes: Buffer;
  /** Ends with a line feed. */
  readonly whole: boolean;
  /** The place in the file where it begins, and the one behind it and its line feed. */
  readonly start: number;
  readonly end: number;
}

export interface LineRange {
  /** The place of its first byte. */
  readonly from?: number;
  /** The place behind its last one. */
  readonly to?: number;
}

/**
 * The lines of a file or of a part of it, one in memory at a time; stops behind a line over the limit, which comes as not
 * whole.
 */
export function* readLines(path: string, { from = 0, to = Infinity }: LineRange = {}): Generator<AuditLine> {
  const file = openOwn(path, constants.O_RDONLY);
  try {
    const slice = Buffer.alloc(65_536);
    let rest = Buffer.alloc(0);
    let number = 1;
    let start = from;
    for (let at = from, read; (read = readSync(file, slice, 0, Math.min(slice.length, to - at), at)) > 0;) {
      at += read;
      rest = Buffer.concat([rest, slice.subarray(0, read)]);
      for (let feed; (feed = rest.indexOf(lineFeed)) >= 0; rest = rest.subarray(feed + 1)) {
        const end = start + feed + 1;
        yield { number: number++, bytes: rest.subarray(0, feed), whole: true, start, end };
        start = end;
      }
      if (rest.length > maxLineBytes) break;
    }
    if (rest.length > 0) yield { number, bytes: rest, whole: false, start, end: start + rest.length };
  } finally {
    closeSync(file);
  }
}

/** Bytes of a file that is a case's own. */
export function sizeOf(path: string): number {
  const file = openOwn(path, constants.O_RDONLY);
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** Bytes of an open file, from one place to another, which lies at most at its end. */
export function readBytes(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  let at = 0;
  for (let read; at < bytes.length && (read = readSync(file, bytes, at, bytes.length - at, from + at)) > 0;)
    at += read;
  return bytes.subarray(0, at);
}
