/** Finds the parts of a message (RFC 2045, 2046) as byte ranges, in one pass, without holding any body. */
import type { Content } from '../contract.ts';
import { fieldNameLength, type HeaderField } from './field-reader.ts';
import { type HeaderBlock, readHeaderBlock } from './header-block.ts';
import { decodeHeaderText, parseStructured, type StructuredValue } from './header-value.ts';

export interface MimePart {
  /** As IMAP numbers parts: `1`, `2.1`; the root of a multipart message has none. */
  readonly number: string;
  readonly depth: number;
  readonly parent?: MimePart;
  readonly fields: readonly HeaderField[];
  /** Lines of its header that are no field. */
  readonly strays: readonly string[];
  /** Lower-case media type; the parameters of Content-Type. */
  readonly type: StructuredValue;
  readonly disposition: StructuredValue;
  /** Lower-case Content-Transfer-Encoding; '' where none is stated. */
  readonly encoding: string;
  /** What a second such field states that says how to decode; '' where none does. */
  readonly otherEncoding: string;
  readonly headerStart: number;
  readonly bodyStart: number;
  /** First byte after the body, without the line break that belongs to the boundary. */
  bodyEnd: number;
  readonly children: MimePart[];
  /** Byte ranges outside all parts that a reader never sees: before the first and after the last boundary. */
  readonly asides: { start: number; end: number }[];
}

export interface MimeTree {
  readonly root: MimePart;
  /** A header block, of the message or of a part, holds a line that is no field. */
  readonly hasBrokenHeader: boolean;
  readonly problems: readonly {
    readonly code: 'truncated' | 'corrupt' | 'member-limit' | 'depth-limit' | 'text-cut';
    readonly detail: string;
  }[];
}

/** Nested multiparts that are opened; one deeper stays whole as a part. Stops the deep-MIME bomb. */
const maxNesting = 64;
/** Parts of one message; stops a part of three bytes repeated a million times. */
const maxParts = 20_000;
/** Longest boundary looked at; RFC 2046 allows 70 characters, senders write longer ones. */
const maxBoundaryBytes = 512;
const windowBytes = 1024 * 1024;

/** Boundaries that one multipart may state. */
const maxBoundaries = 10;
/** Lines of dashes looked at to see whether a boundary comes at all. */
const maxDashLines = 100;

interface OpenMultipart {
  readonly part: MimePart;
  readonly boundaries: readonly string[];
}

/** Offsets of lines that begin with `--` in [start, end), found by searching, not by reading lines. */
class DashLines {
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  /** The first such line at or after `from`, where `from` is the start of a line; -1 where there is none. */
  next(from: number): number {
    for (let at = from; at < this.#content.size;) {
      const inside = at >= this.#windowStart && at + 3 <= this.#windowStart + this.#window.length;
      if (!inside) {
        this.#window = this.#content.read(at, windowBytes);
        this.#windowStart = at;
      }
      const bytes = Buffer.from(this.#window.buffer, this.#window.byteOffset, this.#window.length);
      const offset = at - this.#windowStart;
      if (at === from && bytes[offset] === 0x2d && bytes[offset + 1] === 0x2d) return at;
      const found = bytes.indexOf('\n--', offset, 'latin1');
      if (found !== -1) return this.#windowStart + found + 1;
      const windowEnd = this.#windowStart + bytes.length;
      if (windowEnd >= this.#content.size) return -1;
      at = Math.max(windowEnd - 2, at + 1);
    }
    return -1;
  }
}

/** The line that starts with `--`, as Latin-1, without the dashes and the blanks at its end. */
function boundaryLine(bytes: Uint8Array): string {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, maxBoundaryBytes + 8));
  const end = line.indexOf(0x0a);
  return line.toString('latin1', 2, end === -1 ? line.length : end).trimEnd();
}

/** The multiparts that are open, outermost first, found by their boundaries whatever their number. */
class OpenMultiparts {
  readonly #stack: OpenMultipart[] = [];
  readonly #byBoundary = new Map<string, number>();

  get length(): number {
    return this.#stack.length;
  }

  at(index: number): MimePart | undefined {
    return this.#stack[index]?.part;
  }

  push(part: MimePart, boundaries: readonly string[]): void {
    for (const boundary of boundaries) this.#byBoundary.set(boundary, this.#stack.length);
    this.#stack.push({ part, boundaries });
  }

  /** Keeps the outer `length`; a boundary that an inner one had taken over is the outer one's again. */
  keep(length: number): void {
    if (length === this.#stack.length) return;
    this.#stack.length = length;
    this.#byBoundary.clear();
    for (const [index, { boundaries }] of this.#stack.entries())
      for (const boundary of boundaries) this.#byBoundary.set(boundary, index);
  }

  /** Index of the innermost multipart whose boundary the line is, or -1, and whether the line closes it. */
  match(line: string): { index: number; closes: boolean } {
    const opens = this.#byBoundary.get(line);
    if (opens !== undefined) return { index: opens, closes: false };
    const closes = line.endsWith('--') ? this.#byBoundary.get(line.slice(0, -2)) : undefined;
    return { index: closes ?? -1, closes: true };
  }
}

const defaultType = (parent: MimePart | undefined): string =>
  parent?.type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';

const firstField = (fields: readonly HeaderField[], name: string): string | undefined =>
  fields.find((field) => field.name === name)?.value;

/** RFC 2045, 6.1, as nearly all senders write them. */
const standardEncodings = new Set(['7bit', '8bit', 'binary', 'quoted-printable', 'base64']);

/** As senders write it: `Base 64`, `quoted printable`, `"base64"`, with comments (RFC 2045 6.1, RFC 5322 3.2.2). */
function encodingOf(value: string): string {
  if (standardEncodings.has(value)) return value;
  const word = /[\w-]+/.exec(value.replace(/\([^()]*\)/g, ' ').toLowerCase())?.[0] ?? '';
  if (word === 'base' || word === 'base-64' || word === 'b64') return 'base64';
  return /^(?:quoted|quotedprintable|quoted_printable|qp)$/.test(word) ? 'quoted-printable' : word;
}

const isCoded: ReadonlySet<string> = new Set(['base64', 'quoted-printable']);

/**
 * Of fields that contradict each other the multipart counts, with a boundary before one without: read as anything else
 * its parts would stay as they are coded. Programs do not agree which is to be taken, so that a writer can choose.
 */
function typeOf(fields: readonly HeaderField[], parent: MimePart | undefined): StructuredValue {
  const types = fields.filter(({ name }) => name === 'content-type').map(({ value }) => parseType(value));
  const multiparts = types.filter(({ value }) => value.startsWith('multipart/'));
  return (
    multiparts.find(({ parameters }) => parameters.has('boundary')) ??
    multiparts[0] ??
    types.find(({ value }) => value !== '') ??
    types[0] ??
    parseStructured(defaultType(parent))
  );
}

/** As senders write it: encoded words, blanks around the slash, a comma or blank in the place of the semicolon. */
function parseType(value: string): StructuredValue {
  const type = parseStructured(value.includes('=?') ? decodeHeaderText(value) : value);
  if (/^[\w.+-]+\/[\w.+-]+$/.test(type.value)) return type;
  const [, main = '', sub = '', rest = ''] =
    /^([\w.+-]{1,80})\s{0,20}\/\s{0,20}([\w.+-]{1,80})(?:[\s,]{1,20}(.*))?$/s.exec(type.value) ?? [];
  if (main === '') {
    // A multipart of no kind is one all the same.
    const isMultipart = type.value === 'multipart' || (type.value === '' && type.parameters.has('boundary'));
    return isMultipart ? { ...type, value: 'multipart/mixed' } : type;
  }
  if (rest === '') return { ...type, value: `${main}/${sub}` };
  // Case counts in a boundary, and the value before the first semicolon is in lower case.
  const at = value.toLowerCase().indexOf(rest);
  const whole = at < 0 ? rest : value.slice(at);
  return parseStructured(`${main}/${sub}; ${whole}`);
}

function makePart(start: number, block: HeaderBlock, end: number, parent?: MimePart): MimePart {
  const { fields } = block;
  const type = typeOf(fields, parent);
  const encodings = fields
    .filter(({ name }) => name === 'content-transfer-encoding')
    .map(({ value }) => encodingOf(value));
  const coded = [...isCoded].filter((encoding) => encodings.includes(encoding));
  const prefix = parent === undefined || parent.number === '' ? '' : `${parent.number}.`;
  const own = parent === undefined ? '' : `${prefix}${parent.children.length + 1}`;
  const multipart = type.value.startsWith('multipart/');
  return {
    number: parent === undefined && !multipart ? '1' : own,
    depth: parent === undefined ? 0 : parent.depth + 1,
    parent,
    fields,
    strays: block.strays,
    type: type.value === '' ? { value: defaultType(parent), parameters: type.parameters } : type,
    disposition: parseStructured(firstField(fields, 'content-disposition') ?? ''),
    // Of fields that contradict each other those count that say how to decode; base64 shows whether it is.
    encoding: coded[0] ?? encodings[0] ?? '',
    otherEncoding: coded[1] ?? '',
    headerStart: start,
    bodyStart: block.bodyStart,
    bodyEnd: end,
    children: [],
    asides: [],
  };
}

class TreeBuilder {
  readonly #content: Content;
  readonly #dashes: DashLines;
  readonly #open = new OpenMultiparts();
  #leaf: MimePart | undefined;
  #aside: { start: number; end: number } | undefined;
  #parts = 0;
  /** The outermost multipart has had its end. */
  #isClosed = false;
  hasBrokenHeader = false;
  readonly problems: { code: MimeTree['problems'][number]['code']; detail: string }[] = [];

  constructor(content: Content) {
    this.#content = content;
    this.#dashes = new DashLines(content);
  }

  build(start: number): MimePart {
    const root = this.#addPart(start, undefined);
    let at = root.bodyStart;
    while (this.#open.length > 0) {
      const line = this.#dashes.next(at);
      if (line === -1) break;
      const bytes = this.#content.read(line, maxBoundaryBytes + 8);
      const { index, closes } = this.#open.match(boundaryLine(bytes));
      at = this.#afterLine(line, bytes);
      if (index === -1) continue;
      if (this.#parts >= maxParts) {
        this.#problem('member-limit', `more than ${maxParts} parts`);
        break;
      }
      at = this.#atBoundary(index, closes, line, at);
    }
    if (this.#open.length > (this.#isClosed ? 1 : 0)) this.#problem('truncated', 'a multipart is not closed');
    this.#endRange(this.#content.size);
    return root;
  }

  #problem(code: MimeTree['problems'][number]['code'], detail: string): void {
    if (!this.problems.some((known) => known.code === code)) this.problems.push({ code, detail });
  }

  #afterLine(line: number, bytes: Uint8Array): number {
    const end = bytes.indexOf(0x0a);
    // A longer line is no boundary; the search goes on inside it, at the next line break.
    return end === -1 ? line + Math.max(2, bytes.length - 1) : line + end + 1;
  }

  /** Ends what was being read at `end`, less the line break that belongs to a boundary. */
  #endRange(end: number): void {
    if (this.#leaf) this.#leaf.bodyEnd = Math.max(end, this.#leaf.bodyStart);
    if (this.#aside) this.#aside.end = Math.max(end, this.#aside.start);
    this.#leaf = undefined;
    this.#aside = undefined;
  }

  #beforeLineBreak(line: number): number {
    const [last, feed] = this.#content.read(Math.max(0, line - 2), 2);
    if (line < 2 || feed !== 0x0a) return line;
    return last === 0x0d ? line - 2 : line - 1;
  }

  #atBoundary(index: number, closes: boolean, line: number, next: number): number {
    const multipart = this.#open.at(index);
    this.#endRange(this.#beforeLineBreak(line));
    // Of the outermost multipart parts may follow behind its end, which some readers show.
    this.#open.keep(closes && index > 0 ? index : index + 1);
    if (!multipart) return next;
    if (index === 0 && this.#isClosed && !closes)
      this.#problem('corrupt', 'parts behind the end of a multipart');
    this.#isClosed ||= closes && index === 0;
    if (closes) {
      multipart.bodyEnd = next;
      this.#startAside(multipart, next);
      return next;
    }
    return this.#addPart(next, multipart).bodyStart;
  }

  #startAside(multipart: MimePart, start: number): void {
    this.#aside = { start, end: start };
    multipart.asides.push(this.#aside);
  }

  #addPart(start: number, parent: MimePart | undefined): MimePart {
    this.#parts += 1;
    const stops = (line: Uint8Array): boolean => this.#open.match(boundaryLine(line)).index !== -1;
    const block = readHeaderBlock(this.#content, start, this.#content.size, stops);
    if (block.cut) this.#problem('text-cut', 'a header block over the limits');
    this.hasBrokenHeader ||= block.isBroken;
    const part = makePart(start, block, this.#content.size, parent);
    parent?.children.push(part);
    if (!part.type.value.startsWith('multipart/')) {
      this.#leaf = part;
      return part;
    }
    const boundaries = this.#boundariesOf(part);
    if (boundaries.length === 0 || this.#open.length >= maxNesting) {
      this.#problem(
        boundaries.length === 0 ? 'corrupt' : 'depth-limit',
        boundaries.length === 0 ? 'a multipart without boundary' : `parts nested over ${maxNesting} deep`,
      );
      this.#leaf = part;
      return part;
    }
    this.#open.push(part, boundaries);
    this.#startAside(part, part.bodyStart);
    return part;
  }

  /** All that are stated, whether by two fields or twice in one; where none of them comes, the one that does. */
  #boundariesOf(part: MimePart): string[] {
    const stated = part.fields
      .filter(({ name }) => name === 'content-type')
      .flatMap(({ value }) => [
        parseType(value).parameters.get('boundary') ?? '',
        ...[...value.matchAll(/\bboundary\s{0,9}=\s{0,9}"?([^\s";]{1,200})/gi)].map(([, each = '']) => each),
      ])
      .map((each) => Buffer.from(each.trimEnd().slice(0, maxBoundaryBytes)).toString('latin1'));
    const boundaries = [...new Set(stated)].filter((each) => each !== '').slice(0, maxBoundaries);
    if (boundaries.length > 0 && this.#comes(boundaries, part)) return boundaries;
    const guessed = this.#guessBoundary(part);
    return guessed === undefined ? boundaries : [...boundaries, guessed];
  }

  /** Whether one of them is among the first lines of dashes, or these are too many to tell. */
  #comes(boundaries: readonly string[], part: MimePart): boolean {
    let at = part.bodyStart;
    for (let tries = 0; tries < maxDashLines; tries += 1) {
      const line = this.#dashes.next(at);
      if (line === -1) return false;
      const bytes = this.#content.read(line, maxBoundaryBytes + 8);
      const text = boundaryLine(bytes);
      if (boundaries.some((each) => text === each || text === `${each}--`)) return true;
      if (this.#open.match(text).index !== -1) return false;
      at = this.#afterLine(line, bytes);
    }
    return true;
  }

  /** Where the sender lost the parameter: the first line of dashes that a header field follows. */
  #guessBoundary(part: MimePart): string | undefined {
    let at = part.bodyStart;
    for (let tries = 0; tries < 20; tries += 1) {
      const line = this.#dashes.next(at);
      if (line === -1) return undefined;
      const bytes = this.#content.read(line, maxBoundaryBytes + 300);
      const end = bytes.indexOf(0x0a);
      const text = boundaryLine(bytes);
      if (this.#open.match(text).index !== -1) return undefined;
      if (end > 2 && text !== '' && fieldNameLength(bytes, end + 1, bytes.length) > 0) {
        this.#problem('corrupt', 'a boundary had to be guessed');
        return text;
      }
      at = line + Math.max(2, end + 1);
    }
    return undefined;
  }
}

/** The part tree of the message that starts at byte `start`. Never throws for what the message holds. */
export function readMimeTree(content: Content, start: number): MimeTree {
  const builder = new TreeBuilder(content);
  const root = builder.build(start);
  return { root, hasBrokenHeader: builder.hasBrokenHeader, problems: builder.problems };
}
