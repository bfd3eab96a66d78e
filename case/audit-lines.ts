/** The lines of an audit log: reading them with bounded memory, and telling a true record from anything else. */
import { createHash } from 'node:crypto';
import { closeSync, constants, readSync } from 'node:fs';
import { auditRecord, type AuditRecord } from '../schemas/audit-record.ts';
import { canonicalJson } from './canonical-json.ts';
import { openOwn } from './own-file.ts';

/** Longer lines are none of ours: the arguments of one command end at 2 MiB on Linux, escaped six times that. */
export const maxLineBytes = 16 * 1024 * 1024;

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The hash that belongs to a record: over its canonical JSON without `hash`. */
export function hashRecord(record: Omit<AuditRecord, 'hash'> & { hash?: string }): string {
  return sha256(canonicalJson({ ...record, hash: undefined }));
}

/** Reads one complete line (without line feed) as a record, or says what is wrong with it. */
export function readRecord(line: Uint8Array): AuditRecord | { readonly wrong: string } {
  let value: unknown;
  const text = Buffer.from(line).toString('utf8');
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'not a record: the line is no JSON' };
  }
  const checked = auditRecord.safeParse(value);
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
  /** From 1. */
  readonly number: number;
  /** Without the line feed. */
  readonly bytes: Buffer;
  /** Ends with a line feed. */
  readonly whole: boolean;
  /** The place in the file behind the line and its line feed. */
  readonly end: number;
}

/** The lines of a file, one in memory at a time; stops behind a line over the limit, which comes as not whole. */
export function* readLines(path: string): Generator<AuditLine> {
  const file = openOwn(path, constants.O_RDONLY);
  try {
    const slice = Buffer.alloc(65_536);
    let rest = Buffer.alloc(0);
    let number = 1;
    let end = 0;
    for (let read; (read = readSync(file, slice, 0, slice.length, null)) > 0;) {
      rest = Buffer.concat([rest, slice.subarray(0, read)]);
      for (let feed; (feed = rest.indexOf(0x0a)) >= 0; rest = rest.subarray(feed + 1)) {
        end += feed + 1;
        yield { number: number++, bytes: rest.subarray(0, feed), whole: true, end };
      }
      if (rest.length > maxLineBytes) break;
    }
    if (rest.length > 0) yield { number, bytes: rest, whole: false, end: end + rest.length };
  } finally {
    closeSync(file);
  }
}
