/** Finds comments in the syntax of a PDF: what stands behind a per cent sign outside of strings and streams (ISO 32000-2, 7.2.4). */
import type { Content } from '../contract.ts';
import { maxSearchedBytes } from './searched-bytes.ts';

/** What is kept of all comments; stops a file of nothing else from standing in memory twice. */
const maxUnits = 1024 * 1024;

const [percent, open, close, backslash, lineFeed, carriageReturn] = [0x25, 0x28, 0x29, 0x5c, 0x0a, 0x0d];
const letterS = 0x73;
const streamStart = Buffer.from('stream');
/** Looked through in all for the ends of strings that have none; stops a file of nothing but brackets. */
const maxVainBytes = 64 * 1024 * 1024;

/** Behind the string that begins there, whose brackets may be nested and escaped; undefined where they never close. */
function skipString(bytes: Buffer, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === backslash) at += 1;
    else if (byte === open) depth += 1;
    else if (byte === close) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** Behind the stream that begins there; the same place where none does, undefined where it has no end. */
function skipStream(bytes: Buffer, at: number): number | undefined {
  for (let index = 1; index < streamStart.length; index += 1)
    if (bytes[at + index] !== streamStart[index]) return at;
  const next = bytes[at + 6];
  if (next !== lineFeed && next !== carriageReturn) return at;
  const end = bytes.indexOf('endstream', at + 6);
  return end < 0 ? undefined : end + 9;
}

/** Four bytes above 127 behind the header say that the file is binary (7.5.2). */
const binary = /^(?:\uFFFD|[\u0080-\u00FF]{4}$)/;

export interface SyntaxComments {
  readonly comments: readonly string[];
  /** Whether there are more than were kept, or none was looked for. */
  readonly isPartial: boolean;
}

/** All that hold a word or a number; the marks of the format itself are left out. */
export function findSyntaxComments(content: Content): SyntaxComments {
  if (content.size > maxSearchedBytes) return { comments: [], isPartial: true };
  const read = content.read(0, content.size);
  const bytes = Buffer.from(read.buffer, read.byteOffset, read.length);
  const comments: string[] = [];
  let units = 0;
  let vainBytes = 0;
  let hasEnds = true;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at];
    if (byte === open && vainBytes < maxVainBytes) {
      const end = skipString(bytes, at);
      // Brackets that never close are damage: what follows is looked at all the same.
      if (end === undefined) vainBytes += bytes.length - at;
      at = end ?? at + 1;
    } else if (byte === letterS && hasEnds) {
      const end = skipStream(bytes, at);
      // Where one stream has no end, no later one has.
      if (end === undefined) hasEnds = false;
      at = Math.max(at + 1, end ?? 0);
    } else if (byte !== percent) at += 1;
    else {
      let end = at;
      while (end < bytes.length && bytes[end] !== lineFeed && bytes[end] !== carriageReturn) end += 1;
      const said = bytes
        .toString('utf8', at + 1, Math.min(end, at + maxUnits))
        .replace(/^%*\s*/, '')
        .trim();
      at = end + 1;
      if (/^(?:PDF-\d|%?EOF\b)/.test(said) || !/[\p{L}\p{N}]{2}/u.test(said) || binary.test(said)) continue;
      units += said.length;
      if (units > maxUnits) return { comments, isPartial: true };
      comments.push(said.toWellFormed());
    }
  }
  return { comments, isPartial: false };
}
