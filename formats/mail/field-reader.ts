/** Reads the fields of a header block from its bytes, with what of its lines is no field (RFC 5322, 2.2, and 4 for old mail). */
import { isAscii, isUtf8 } from 'node:buffer';

/** One field; `name` in lower case, `value` unfolded and decoded to text, encoded words still encoded. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** The bytes of a value that is not UTF-8, for whoever knows its character set. */
  readonly raw?: Uint8Array;
}

/** Fields kept of one part; stops a million empty fields from becoming a million objects. */
const maxFields = 5_000;
/** Lines kept of a block that are no field; after more of them it is no header that goes on. */
const maxStrays = 20;
/** Lines looked at behind such a line for a field that shows that the header goes on. */
const maxStrayRun = 3;
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

export interface ParsedFields {
  readonly fields: HeaderField[];
  readonly strays: string[];
  readonly isBroken: boolean;
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

/** Fields that a header goes on with behind a stray line; words of a text that a colon follows are none of them. */
const known = new Set(
  `from to cc bcc subject date sender reply-to message-id in-reply-to references received return-path delivered-to
   mime-version importance priority sensitivity organization status user-agent keywords comments newsgroups path lines
   errors-to precedence envelope-to accept-language authentication-results`.split(/\s+/),
);
const knownFamily = /^(?:x|content|resent|list|arc|dkim|thread|received|nntp|apparently|original)-/;

/** Whether the header goes on behind a line that is no field; undefined where `bytes` end before that is clear. */
function resumesAfter(bytes: Uint8Array, start: number, isWhole: boolean): boolean | undefined {
  let at = start;
  for (let run = 0; run < maxStrayRun; run += 1) {
    if (at >= bytes.length) return isWhole ? false : undefined;
    const { end, next } = lineAt(bytes, at);
    if (end === at || (bytes[at] === 0x2d && bytes[at + 1] === 0x2d)) return false;
    const length = fieldNameLength(bytes, at, end);
    const name = decodeRawHeader(bytes.subarray(at, at + length)).toLowerCase();
    if (known.has(name) || knownFamily.test(name)) return true;
    at = next;
  }
  return false;
}

/** Fields that are text from end to end, so that the line behind is most likely more of it (RFC 7103, 7.2). */
const unstructured = new Set(['subject', 'comments', 'keywords', 'thread-topic']);

/** Reads the fields in `bytes`, line by line, to the end of the block or of what was read of it. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #plain: string | undefined;
  readonly #fields: HeaderField[] = [];
  readonly #strays: string[] = [];
  #at = 0;
  #cut = false;
  #isBroken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#plain = plainBlock(bytes);
  }

  /** `isWhole`: nothing follows behind `bytes`. */
  read(stops: (line: Uint8Array) => boolean, isWhole: boolean): ParsedFields {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const at = this.#at;
      const { end, next } = lineAt(bytes, at);
      if (end === at) return this.#ended(next, true);
      // A boundary, or a line that is no field: the blank line is missing and the body starts here.
      const dashes = bytes[at] === 0x2d && bytes[at + 1] === 0x2d;
      if (dashes && stops(bytes.subarray(at, end))) return this.#ended(at, true);
      const nameLength = fieldNameLength(bytes, at, end);
      if (nameLength > 0 || isFolded(bytes, at)) {
        this.#takeField(nameLength, end, next);
        continue;
      }
      const resumes = this.#strays.length < maxStrays && resumesAfter(bytes, next, isWhole);
      if (resumes === undefined) return this.#ended(bytes.length, false);
      if (!resumes) return this.#ended(at, true);
      this.#takeStray(end, next);
    }
    return this.#ended(this.#at, false);
  }

  #ended(length: number, closed: boolean): ParsedFields {
    const [fields, strays] = [this.#fields, this.#strays];
    return { fields, strays, isBroken: this.#isBroken, length, closed, cut: this.#cut };
  }

  #takeField(nameLength: number, end: number, next: number): void {
    const [bytes, at] = [this.#bytes, this.#at];
    const parts: Stretch[] = [{ start: nameLength > 0 ? afterColon(bytes, at, nameLength) : at, end }];
    let following = next;
    while (following < bytes.length && isFolded(bytes, following)) {
      const folded = lineAt(bytes, following);
      parts.push({ start: following, end: folded.end });
      following = folded.next;
    }
    if (this.#fields.length >= maxFields) this.#cut = true;
    else if (nameLength > 0) {
      const name = { start: at, end: at + nameLength };
      this.#fields.push(
        this.#plain === undefined ? makeField(bytes, name, parts) : makePlainField(this.#plain, name, parts),
      );
    }
    this.#at = following;
  }

  #takeStray(end: number, next: number): void {
    const line = decodeRawHeader(this.#bytes.subarray(this.#at, end)).trim();
    const last = this.#fields.at(-1);
    this.#isBroken = true;
    if (last && last.raw === undefined && unstructured.has(last.name))
      this.#fields[this.#fields.length - 1] = { ...last, value: `${last.value} ${line}` };
    else this.#strays.push(line);
    this.#at = next;
  }
}
