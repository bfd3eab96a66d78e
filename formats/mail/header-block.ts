/** Reads the header block of a message or part: fields in order, bounded, and where the body starts. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Content } from '../contract.ts';

/** One field; `name` in lower case, `value` unfolded and decoded to text, encoded words still encoded. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** The bytes of a value that is not UTF-8, for whoever knows its character set. */
  readonly raw?: Uint8Array;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Bytes from the start of the content to the first byte of the body. */
  readonly bodyStart: number;
  /** Fields were left out because the block was over its limits. */
  readonly cut: boolean;
}

/** Header bytes kept of one part; the rest of a larger block is passed over. Stops the header bomb. */
const maxBlockBytes = 1024 * 1024;
/** Fields kept of one part; stops a million empty fields from becoming a million objects. */
const maxFields = 5_000;
/** Bytes read first: nearly every block fits. */
const firstReadBytes = 16 * 1024;

const lf = 0x0a;
const cr = 0x0d;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/** Text of raw header bytes (RFC 6532: UTF-8); what is not UTF-8 is read as the superset of Latin-1. */
function decodeRawHeader(bytes: Uint8Array): string {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return isUtf8(bytes) ? utf8.decode(bytes) : windows1252.decode(bytes);
}

/** Where the line that starts at `at` ends, without its line break, and where the next one starts. */
function lineAt(bytes: Uint8Array, at: number): { end: number; next: number } {
  const found = bytes.indexOf(lf, at);
  if (found === -1) return { end: bytes.length, next: bytes.length };
  return { end: found > at && bytes[found - 1] === cr ? found - 1 : found, next: found + 1 };
}

/** The length of a field name that starts at `at` and is followed by a colon, or 0 (RFC 5322, 3.6.8). */
export function fieldNameLength(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  for (; position < end && position - at < 200; position += 1) {
    const byte = bytes[position] ?? 0;
    if (byte === 0x3a) return position - at;
    if (byte < 0x21 || byte === 0x7f) break;
  }
  const name = position;
  // Obsolete syntax allows white space before the colon (RFC 5322, 4.5).
  while (position < end && position - name < 20 && (bytes[position] === 0x20 || bytes[position] === 0x09)) {
    position += 1;
  }
  return bytes[position] === 0x3a && name > at ? name - at : 0;
}

interface Parsed {
  readonly fields: HeaderField[];
  readonly length: number;
  readonly closed: boolean;
  readonly cut: boolean;
}

/** Where the field body on a line starts: after the colon. */
const afterColon = (bytes: Uint8Array, at: number, nameLength: number): number =>
  bytes.indexOf(0x3a, at + nameLength) + 1;

const isFolded = (bytes: Uint8Array, at: number): boolean => bytes[at] === 0x20 || bytes[at] === 0x09;

/** A stretch of a line in the bytes of a block. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

function makeField(bytes: Uint8Array, name: Stretch, parts: readonly Stretch[]): HeaderField {
  const slices = parts.map(({ start, end }) => bytes.subarray(start, end));
  const raw = slices.length === 1 && slices[0] ? slices[0] : Buffer.concat(slices);
  const field = {
    name: decodeRawHeader(bytes.subarray(name.start, name.end)).toLowerCase(),
    value: decodeRawHeader(raw).trim(),
  };
  return isUtf8(raw) ? field : { ...field, raw };
}

/** The same from the text of a block that is ASCII throughout, as nearly all are: one decoding for all fields. */
function makePlainField(text: string, name: Stretch, parts: readonly Stretch[]): HeaderField {
  let value = '';
  for (const { start, end } of parts) value += text.slice(start, end);
  return { name: text.slice(name.start, name.end).toLowerCase(), value: value.trim() };
}

/** The text of a block up to its first blank line, where all of it is ASCII. */
function plainBlock(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const blank = buffer.indexOf('\n\n', 0, 'latin1');
  const windows = buffer.subarray(0, blank === -1 ? buffer.length : blank).indexOf('\n\r\n', 0, 'latin1');
  const end = windows !== -1 ? windows : blank !== -1 ? blank : buffer.length;
  const block = buffer.subarray(0, end);
  return isAscii(block) ? block.toString('latin1') : undefined;
}

/** Parses what is in `bytes`; `closed` says whether the end of the block was among them. */
function parseFields(bytes: Uint8Array, stops: (line: Uint8Array) => boolean): Parsed {
  const fields: HeaderField[] = [];
  const plain = plainBlock(bytes);
  let at = 0;
  let cut = false;
  while (at < bytes.length) {
    const { end, next } = lineAt(bytes, at);
    if (end === at) return { fields, length: next, closed: true, cut };
    const nameLength = fieldNameLength(bytes, at, end);
    // A boundary, or a line that is no field: the blank line is missing and the body starts here.
    const dashes = bytes[at] === 0x2d && bytes[at + 1] === 0x2d;
    if (dashes && stops(bytes.subarray(at, end))) return { fields, length: at, closed: true, cut };
    if (nameLength === 0 && !isFolded(bytes, at)) return { fields, length: at, closed: true, cut };
    const parts: Stretch[] = [{ start: nameLength > 0 ? afterColon(bytes, at, nameLength) : at, end }];
    let following = next;
    while (following < bytes.length && isFolded(bytes, following)) {
      const folded = lineAt(bytes, following);
      parts.push({ start: following, end: folded.end });
      following = folded.next;
    }
    if (fields.length >= maxFields) cut = true;
    else if (nameLength > 0) {
      const name = { start: at, end: at + nameLength };
      fields.push(plain === undefined ? makeField(bytes, name, parts) : makePlainField(plain, name, parts));
    }
    at = following;
  }
  return { fields, length: at, closed: false, cut };
}

/** The first byte after the first blank line at or after `start`, or `end`. */
function afterBlankLine(content: Content, start: number, end: number): number {
  const windowBytes = 1024 * 1024;
  for (let at = start; at < end;) {
    const bytes = content.read(at, Math.min(windowBytes, end - at));
    for (let found = bytes.indexOf(lf); found !== -1; found = bytes.indexOf(lf, found + 1)) {
      if (bytes[found + 1] === lf) return at + found + 2;
      if (bytes[found + 1] === cr && bytes[found + 2] === lf) return at + found + 3;
    }
    if (at + bytes.length >= end || bytes.length <= 3) break;
    at += bytes.length - 3;
  }
  return end;
}

/**
 * The header block of `content` from `start`, reading no further than `end`. `stops` says whether a line
 * beginning with `--` is a boundary of an enclosing part, which ends the block too.
 */
export function readHeaderBlock(
  content: Content,
  start: number,
  end: number,
  stops: (line: Uint8Array) => boolean = () => false,
): HeaderBlock {
  for (let length = firstReadBytes; ; length *= 8) {
    const wanted = Math.min(length, maxBlockBytes, end - start);
    const bytes = content.read(start, wanted);
    const parsed = parseFields(bytes, stops);
    const all = bytes.length >= end - start;
    if ((parsed.closed && parsed.length < bytes.length) || all) {
      return { fields: parsed.fields, bodyStart: start + parsed.length, cut: parsed.cut };
    }
    if (length >= maxBlockBytes) {
      return {
        fields: parsed.fields,
        bodyStart: afterBlankLine(content, start + bytes.length - 3, end),
        cut: true,
      };
    }
  }
}
